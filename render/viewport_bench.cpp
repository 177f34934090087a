#include "render/viewport_bench.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <numbers>
#include <optional>
#include <thread>

#if defined(__linux__)
#include <sys/resource.h>
#endif

#include <glm/geometric.hpp>

#include "core/base/core_share.h"
#include "render/renderer.h"
#include "render/scene/surface_mesh.h"

namespace orfeas::render {
namespace {

using Clock = std::chrono::steady_clock;

double millisecondsSince(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double percentile(std::vector<double> values, double share) {
    if (values.empty()) return 0.0;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1,
                           static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

/// How often this thread has gone to sleep of its own accord; being pushed aside by others does not count.
std::uint64_t timesSlept() {
#if defined(__linux__)
    rusage usage{};
    if (getrusage(RUSAGE_THREAD, &usage) == 0) return static_cast<std::uint64_t>(usage.ru_nvcsw);
#endif
    return 0;
}

/// A closed ball with bumps, about `triangles` of them.
mesh::Mesh bumpyBall(int triangles, float radius, int kind) {
    constexpr float kPi = std::numbers::pi_v<float>;
    const auto rings = static_cast<unsigned>(std::max(4.0, std::sqrt(triangles / 4.0)));
    const unsigned around = 2 * rings;
    mesh::Mesh m;
    const auto add = [&](float polar, float turn) {
        const float bump = 1.0f + 0.12f * std::sin(static_cast<float>(3 + kind % 5) * turn) *
                                      std::sin(polar) * std::sin(static_cast<float>(2 + kind % 3) * polar);
        m.positions.emplace_back(radius * bump * std::sin(polar) * std::cos(turn),
                                 radius * bump * std::sin(polar) * std::sin(turn),
                                 radius * bump * std::cos(polar));
    };
    add(0.0f, 0.0f);
    for (unsigned r = 1; r < rings; ++r)
        for (unsigned s = 0; s < around; ++s)
            add(kPi * static_cast<float>(r) / static_cast<float>(rings),
                2.0f * kPi * static_cast<float>(s) / static_cast<float>(around));
    add(kPi, 0.0f);
    const auto at = [&](unsigned r, unsigned s) { return 1 + (r - 1) * around + s % around; };
    const auto last = static_cast<unsigned>(m.positions.size() - 1);
    for (unsigned s = 0; s < around; ++s) {
        m.triangles.emplace_back(0u, at(1, s), at(1, s + 1));
        for (unsigned r = 1; r + 1 < rings; ++r) {
            m.triangles.emplace_back(at(r, s), at(r + 1, s), at(r + 1, s + 1));
            m.triangles.emplace_back(at(r, s), at(r + 1, s + 1), at(r, s + 1));
        }
        m.triangles.emplace_back(last, at(rings - 1, s + 1), at(rings - 1, s));
    }
    return m;
}

/// A device with all that draws, without a window.
struct Stage {
    std::unique_ptr<gpu::Device> device;
    std::unique_ptr<Renderer> renderer;
    std::optional<gpu::FrameRing> ring;
    std::shared_ptr<FrameTargets> targets;
    std::unique_ptr<SceneView> view;

    ~Stage() {
        if (device) device->waitIdle();
        view.reset();
        targets.reset();
        renderer.reset();
    }

    static Result<std::unique_ptr<Stage>> open(const gpu::DeviceOptions& options, int width, int height) {
        auto stage = std::make_unique<Stage>();
        ORFEAS_TRY(instance, gpu::Instance::create());
        ORFEAS_TRY(device, gpu::Device::create(instance, options));
        stage->device = std::move(device);
        ORFEAS_TRY(renderer, Renderer::create(*stage->device, {}));
        stage->renderer = std::move(renderer);
        ORFEAS_TRY(ring, gpu::FrameRing::create(*stage->device));
        stage->ring.emplace(std::move(ring));
        const VkExtent2D extent{static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height)};
        ORFEAS_TRY(targets, FrameTargets::create(stage->renderer->resources(), extent, false));
        stage->targets = targets;
        stage->view = std::make_unique<SceneView>(stage->renderer->resources());
        return stage;
    }

    struct Timed {
        double frameMs = 0.0, recordMs = 0.0;
        std::uint64_t waits = 0; ///< while recording
        SceneReport report;
    };
    Result<Timed> frame(const SceneFrame& what) {
        Timed timed;
        const auto start = Clock::now();
        const std::uint64_t slept = timesSlept();
        ORFEAS_TRY(gpuFrame, ring->begin());
        ORFEAS_TRY(report, renderer->drawScene(gpuFrame, *targets, *view, what));
        timed.recordMs = millisecondsSince(start);
        timed.waits = timesSlept() - slept;
        timed.report = std::move(report);
        ORFEAS_CHECK(ring->submit());
        renderer->frameSubmitted();
        ORFEAS_CHECK(ring->finish());
        timed.frameMs = millisecondsSince(start);
        return timed;
    }
};

ViewOptions bareView() {
    ViewOptions view;
    view.showGrid = view.showBed = view.showShadow = view.showAxes = false;
    view.multisample = false;
    return view;
}

/// A plate full of objects, a few millimetres each.
std::shared_ptr<const RenderScene> plate(const ViewportBenchOptions& options) {
    auto scene = std::make_shared<RenderScene>();
    scene->view = bareView();
    std::vector<std::shared_ptr<const mesh::Mesh>> meshes;
    for (int i = 0; i < options.meshes; ++i)
        meshes.push_back(std::make_shared<const mesh::Mesh>(bumpyBall(500 + 37 * (i % 40), 2.0f, i)));
    const double root = options.heap ? std::cbrt(options.objects) : std::sqrt(options.objects);
    const int side = std::max(1, static_cast<int>(std::ceil(root)));
    for (int i = 0; i < options.objects; ++i) {
        SceneObject object;
        object.id = static_cast<std::uint64_t>(i + 1);
        object.mesh = meshes[static_cast<std::size_t>(i * 7 % options.meshes)];
        const int row = options.heap ? i / side % side : i / side,
                  layer = options.heap ? i / (side * side) : 0;
        object.transform[3] = {5.0f * static_cast<float>(i % side), 5.0f * static_cast<float>(row),
                               2.0f + 5.0f * static_cast<float>(layer), 1.0f};
        scene->objects.push_back(std::move(object));
    }
    return scene;
}

Result<DrawFigures> measure(Stage& stage, SceneFrame what, const DrawSettings& settings, BenchWay way,
                            int frames, const std::function<bool()>& stopped) {
    stage.renderer->setSettings(settings);
    std::vector<double> whole, record;
    DrawFigures figures;
    figures.way = way;
    for (int i = -2; i < frames; ++i) {
        if (stopped()) return Error{ErrorCode::Cancelled, "Stopped", ""};
        what.camera.orbit(0.5f, 0.0f);
        ORFEAS_TRY(timed, stage.frame(what));
        figures.triangles = timed.report.drawnTriangles;
        figures.drawCalls = timed.report.drawCalls;
        if (i < 0) continue; // pipelines are made, buffers grow
        whole.push_back(timed.frameMs);
        record.push_back(timed.recordMs);
    }
    figures.frameMs = percentile(whole, 0.5);
    figures.recordMs = percentile(record, 0.5);
    return figures;
}

Result<void> measureMoves(Stage& stage, SceneFrame what, int frames, ViewportBenchResult& result) {
    std::vector<double> record;
    for (int i = 0; i < frames; ++i) {
        glm::mat4 moved = what.scene->objects.front().transform;
        moved[3].z += static_cast<float>(i + 1);
        what.live =
            std::make_shared<const LiveTransforms>(LiveTransforms{{what.scene->objects.front().id, moved}});
        ORFEAS_TRY(timed, stage.frame(what));
        record.push_back(timed.recordMs);
        result.recordsSentPerMove = timed.report.recordsSent;
    }
    result.moveRecordMs = percentile(record, 0.5);
    return {};
}

/// Frame after frame of one object whose mesh is replaced.
class Replacing {
public:
    Replacing(Stage& stage, const mesh::Mesh& first, const UploadBenchOptions& options,
              const std::function<bool()>& stopped)
        : m_stage(stage), m_stopped(stopped) {
        m_scene.view = bareView();
        m_scene.objects.resize(1);
        m_scene.objects[0].id = 1;
        put(first);
        m_what.camera.frame(worldBox(m_scene), {options.width, options.height});
    }

    /// Made by another thread, as in the program: giving memory back may hold up the thread that took it.
    void put(const mesh::Mesh& mesh) {
        std::thread([&] { m_scene.objects[0].mesh = std::make_shared<const mesh::Mesh>(mesh); }).join();
        m_what.scene = std::make_shared<const RenderScene>(m_scene);
    }
    /// One frame; false when the mesh put last is not in it yet.
    Result<bool> draw() {
        if (m_stopped()) return Error{ErrorCode::Cancelled, "Stopped", ""};
        ORFEAS_TRY(timed, m_stage.frame(m_what));
        m_whole.push_back(timed.frameMs);
        m_record.push_back(timed.recordMs);
        m_waits += timed.waits;
        m_without += timed.report.triangles == 0 ? 1 : 0;
        return !timed.report.meshesPending;
    }
    Result<void> drawUntilShown() {
        for (bool shown = false; !shown;) {
            ORFEAS_TRY(drawn, draw());
            shown = drawn;
        }
        return {};
    }
    void forgetTimes() {
        m_whole.clear();
        m_record.clear();
        m_waits = m_without = 0;
    }
    FrameTimes times() const {
        return {percentile(m_whole, 0.5),
                percentile(m_whole, 0.99),
                percentile(m_record, 0.5),
                percentile(m_record, 1.0),
                m_whole.size(),
                m_waits};
    }
    std::uint64_t framesWithoutObject() const { return m_without; }

private:
    Stage& m_stage;
    const std::function<bool()>& m_stopped;
    RenderScene m_scene;
    SceneFrame m_what;
    std::vector<double> m_whole, m_record;
    std::uint64_t m_waits = 0, m_without = 0;
};

/// Does on a thread of its own what an upload needs of the processor, over and over, and throws it away.
class WorkBeside {
public:
    WorkBeside(const mesh::Mesh& mesh, bool software)
        : m_thread([this, &mesh, software] {
              giveWay();
              std::optional<SerialLoops> serial;
              if (software) serial.emplace();
              while (!m_stop)
                  m_failed = m_failed || !makeSurfaceMesh(mesh).ok();
          }) {}
    ~WorkBeside() {
        m_stop = true;
        m_thread.join();
    }
    bool failed() const { return m_failed; }

private:
    std::atomic<bool> m_stop{false}, m_failed{false};
    std::thread m_thread;
};

/// As a generator's previews come, only without a pause between them.
Result<void> measurePreviews(Replacing& replacing, UploadBenchResult& result) {
    constexpr int kSteps = 40, kFewest = 2'000, kMost = 100'000;
    std::vector<mesh::Mesh> meshes;
    for (int i = 0; i < kSteps; ++i)
        meshes.push_back(bumpyBall(kFewest + (kMost - kFewest) * i / (kSteps - 1), 40.0f, 1));
    replacing.put(meshes.front());
    ORFEAS_CHECK(replacing.drawUntilShown());
    replacing.forgetTimes();
    const auto start = Clock::now();
    for (const mesh::Mesh& mesh : meshes) {
        replacing.put(mesh);
        ORFEAS_CHECK(replacing.drawUntilShown());
        ++result.previewsShown;
    }
    result.previewsPerSecond = 1000.0 * kSteps / millisecondsSince(start);
    result.previewRecordMostMs = replacing.times().recordMostMs;
    result.framesWithoutObject += replacing.framesWithoutObject();
    return {};
}

} // namespace

const DrawFigures& ViewportBenchResult::of(BenchWay way) const {
    const auto found =
        std::find_if(ways.begin(), ways.end(), [way](const DrawFigures& it) { return it.way == way; });
    ORFEAS_ASSERT(found != ways.end());
    return *found;
}

Result<ViewportBenchResult> benchViewport(const ViewportBenchOptions& options,
                                          const std::function<bool()>& stopped) {
    gpu::DeviceOptions deviceOptions;
    deviceOptions.adapter = options.adapter;
    ORFEAS_TRY(stage, Stage::open(deviceOptions, options.width, options.height));
    SceneFrame what;
    what.scene = plate(options);
    what.wait = MeshCache::Wait::ForAll;
    what.camera.frame(worldBox(*what.scene), {options.width, options.height}, 0.05f);
    ViewportBenchResult result;
    result.rendererName = stage->device->adapter().name;
    stage->renderer->setSettings({});
    result.studio = stage->renderer->path() == DrawPath::GpuDriven ? BenchWay::Card : BenchWay::Processor;
    stage->renderer->setSettings({DrawPath::Plain, 0.0f});
    ORFEAS_TRY(first, stage->frame(what));
    result.sceneTriangles = first.report.triangles;
    stage->renderer->waitForLods();
    const int few = std::max(options.frames / 4, 2);
    const struct {
        BenchWay way;
        DrawSettings settings;
        int frames;
        bool explains;
    } ways[] = {{BenchWay::OneByOne, {DrawPath::OneByOne, 0.0f}, few, false},
                {BenchWay::Processor, {DrawPath::Plain, 0.7f}, options.frames, false},
                {BenchWay::CardFull, {DrawPath::GpuDriven, 0.0f}, few, true},
                {BenchWay::Card, {DrawPath::GpuDriven, 0.7f}, options.frames, false},
                {BenchWay::CardDepth, {DrawPath::GpuDriven, 0.7f, true}, options.frames, true}};
    for (const auto& way : ways) {
        if (options.brief && way.explains) continue;
        ORFEAS_TRY(figures, measure(*stage, what, way.settings, way.way, way.frames, stopped));
        result.ways.push_back(figures);
    }
    stage->renderer->setSettings({});
    ORFEAS_CHECK(measureMoves(*stage, what, options.frames, result));
    return result;
}

Result<UploadBenchResult> benchUpload(const UploadBenchOptions& options,
                                      const std::function<bool()>& stopped) {
    constexpr int kFirst = 4; // pipelines are made, buffers grow
    gpu::DeviceOptions deviceOptions;
    deviceOptions.adapter = options.adapter;
    deviceOptions.copyingUploads = options.copying;
    ORFEAS_TRY(stage, Stage::open(deviceOptions, options.width, options.height));
    stage->renderer->setSettings(
        {DrawPath::Automatic, 0.0f}); // a level would be drawn faster than the mesh that comes
    const mesh::Mesh ball = bumpyBall(options.triangles, 40.0f, 1);
    UploadBenchResult result;
    result.rendererName = stage->device->adapter().name;
    result.direct = stage->device->sharesMemory();
    result.triangles = ball.triangles.size();
    Replacing replacing(*stage, ball, options, stopped);
    ORFEAS_CHECK(replacing.drawUntilShown());
    stage->renderer->waitForLods();
    for (int i = 0; i < kFirst; ++i)
        ORFEAS_CHECK(replacing.draw());
    replacing.forgetTimes();
    for (int i = 0; i < std::max(options.replacements, 10); ++i)
        ORFEAS_CHECK(replacing.draw());
    result.quiet = replacing.times();
    replacing.forgetTimes();
    {
        const WorkBeside work(ball, stage->device->adapter().software);
        for (int i = 0; i < std::max(options.replacements, 10); ++i)
            ORFEAS_CHECK(replacing.draw());
        ORFEAS_ASSERT(!work.failed());
    }
    result.besideWork = replacing.times();
    replacing.forgetTimes();
    std::vector<double> shown;
    for (int i = 0; i < options.replacements; ++i) {
        replacing.put(ball);
        const auto start = Clock::now();
        ORFEAS_CHECK(replacing.drawUntilShown());
        shown.push_back(millisecondsSince(start));
    }
    result.uploading = replacing.times();
    result.framesWithoutObject = replacing.framesWithoutObject();
    result.untilShownMs = percentile(shown, 0.5);
    ORFEAS_CHECK(measurePreviews(replacing, result));
    return result;
}

} // namespace orfeas::render
