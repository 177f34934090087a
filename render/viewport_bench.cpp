#include "render/viewport_bench.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>
#include <optional>

#include <glm/geometric.hpp>

#include "render/renderer.h"

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
        SceneReport report;
    };
    Result<Timed> frame(const SceneFrame& what) {
        Timed timed;
        const auto start = Clock::now();
        ORFEAS_TRY(gpuFrame, ring->begin());
        ORFEAS_TRY(report, renderer->drawScene(gpuFrame, *targets, *view, what));
        timed.recordMs = millisecondsSince(start);
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

Result<DrawFigures> measure(Stage& stage, SceneFrame what, const DrawSettings& settings,
                            const std::string& way, int frames, const std::function<bool()>& stopped) {
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

} // namespace

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
    stage->renderer->setSettings({DrawPath::Plain, 0.0f});
    ORFEAS_TRY(first, stage->frame(what));
    result.sceneTriangles = first.report.triangles;
    stage->renderer->waitForLods();
    const struct {
        const char* name;
        DrawSettings settings;
        int frames;
    } ways[] = {{"one draw an object", {DrawPath::OneByOne, 0.0f}, std::max(options.frames / 4, 2)},
                {"processor culls", {DrawPath::Plain, 0.7f}, options.frames},
                {"card culls, full meshes", {DrawPath::GpuDriven, 0.0f}, std::max(options.frames / 4, 2)},
                {"card culls, levels", {DrawPath::GpuDriven, 0.7f}, options.frames},
                {"and hidden ones too", {DrawPath::GpuDriven, 0.7f, true}, options.frames}};
    for (const auto& way : ways) {
        ORFEAS_TRY(figures, measure(*stage, what, way.settings, way.name, way.frames, stopped));
        result.ways.push_back(figures);
    }
    ORFEAS_CHECK(measureMoves(*stage, what, options.frames, result));
    return result;
}

Result<UploadBenchResult> benchUpload(const UploadBenchOptions& options,
                                      const std::function<bool()>& stopped) {
    gpu::DeviceOptions deviceOptions;
    deviceOptions.adapter = options.adapter;
    deviceOptions.copyingUploads = options.copying;
    ORFEAS_TRY(stage, Stage::open(deviceOptions, options.width, options.height));
    const mesh::Mesh ball = bumpyBall(options.triangles, 40.0f, 1);
    RenderScene scene;
    scene.view = bareView();
    scene.objects.resize(1);
    scene.objects[0].id = 1;
    scene.objects[0].mesh = std::make_shared<const mesh::Mesh>(ball);
    SceneFrame what;
    what.scene = std::make_shared<const RenderScene>(scene);
    what.camera.frame(worldBox(scene), {options.width, options.height});
    UploadBenchResult result;
    result.rendererName = stage->device->adapter().name;
    result.direct = stage->device->sharesMemory();
    result.triangles = ball.triangles.size();
    std::vector<double> quiet, busy, shown;
    const auto drawUntilShown = [&](std::vector<double>* times) -> Result<void> {
        for (bool pending = true; pending;) {
            if (stopped()) return Error{ErrorCode::Cancelled, "Stopped", ""};
            ORFEAS_TRY(timed, stage->frame(what));
            pending = timed.report.meshesPending;
            if (times == nullptr) continue;
            times->push_back(timed.frameMs);
            result.longestRecordMs = std::max(result.longestRecordMs, timed.recordMs);
        }
        return {};
    };
    ORFEAS_CHECK(drawUntilShown(nullptr));
    stage->renderer->waitForLods();
    for (int i = 0; i < 4 + options.replacements / 2; ++i) {
        if (stopped()) return Error{ErrorCode::Cancelled, "Stopped", ""};
        ORFEAS_TRY(timed, stage->frame(what));
        if (i >= 4) quiet.push_back(timed.frameMs);
    }
    for (int i = 0; i < options.replacements; ++i) {
        scene.objects[0].mesh = std::make_shared<const mesh::Mesh>(ball);
        what.scene = std::make_shared<const RenderScene>(scene);
        const auto start = Clock::now();
        ORFEAS_CHECK(drawUntilShown(&busy));
        shown.push_back(millisecondsSince(start));
    }
    result.quietMedianMs = percentile(quiet, 0.5);
    result.quietP99Ms = percentile(quiet, 0.99);
    result.uploadMedianMs = percentile(busy, 0.5);
    result.uploadP99Ms = percentile(busy, 0.99);
    result.untilShownMs = percentile(shown, 0.5);
    result.frames = busy.size();
    return result;
}

} // namespace orfeas::render
