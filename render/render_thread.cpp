#include "render/render_thread.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/log.h"
#include "render/picker.h"
#include "render/picture_reader.h"
#include "render/window_target.h"

namespace orfeas::render {
namespace {

bool hasItsOwnMemory(const gpu::Adapter& adapter) {
    VkPhysicalDeviceProperties properties;
    vkGetPhysicalDeviceProperties(adapter.handle, &properties);
    return properties.deviceType == VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU;
}

using Clock = std::chrono::steady_clock;

/// No two frames start closer: a fast mouse would otherwise draw frames that nobody sees.
constexpr auto kShortestInterval = std::chrono::milliseconds(4);
constexpr auto kRetryInterval = std::chrono::milliseconds(30);
/// After so long without a command, what was retired is given back.
constexpr auto kIdleAfter = std::chrono::milliseconds(60);
/// On the software driver what turns or grows is drawn without multisampling, and again with it after so long at rest.
constexpr auto kSettleAfter = std::chrono::milliseconds(160);
/// Changes closer than this are one movement.
constexpr auto kMovementGap = std::chrono::milliseconds(400);
/// A device lost again within this time is given up.
constexpr auto kRecoveryWindow = std::chrono::seconds(10);

struct Grab {
    PictureRequest request;
    std::function<void(Result<image::Picture>)> done;
};

struct Pick {
    PickRequest request;
    std::function<void(Result<PickResult>)> done;
};

/// What the other threads ask for; guarded by RenderThread::State::mutex.
struct Wishes {
    WindowFrame frame;
    VkExtent2D size{};
    std::uint64_t surface = 0;
    std::uint64_t surfaceNumber = 0; ///< counts attaches and detaches
    bool redraw = false;             ///< something to be seen changed
    std::deque<Grab> grabs;
    std::deque<Pick> picks;
    bool stop = false;
};

/// Everything that lives with the device. Render thread only.
struct Engine {
    std::unique_ptr<gpu::Device> device;
    std::unique_ptr<Renderer> renderer;
    std::optional<gpu::FrameRing> ring;
    std::unique_ptr<PictureReader> reader;
    std::unique_ptr<Picker> picker;
    std::unique_ptr<WindowTarget> window;

    static Result<std::unique_ptr<Engine>> open(const std::shared_ptr<gpu::Instance>& instance,
                                                const RenderOptions& options, std::function<void()> wake) {
        auto engine = std::make_unique<Engine>();
        gpu::DeviceOptions deviceOptions;
        deviceOptions.adapter = options.adapter;
        deviceOptions.preferred = options.preferred;
        ORFEAS_TRY(device, gpu::Device::create(instance, deviceOptions));
        engine->device = std::move(device);
        ORFEAS_TRY(renderer, Renderer::create(*engine->device, std::move(wake), options.draw));
        engine->renderer = std::move(renderer);
        ORFEAS_TRY(ring, gpu::FrameRing::create(*engine->device));
        engine->ring.emplace(std::move(ring));
        engine->reader = std::make_unique<PictureReader>(*engine->device, *engine->renderer);
        engine->picker = std::make_unique<Picker>(*engine->renderer);
        return engine;
    }
    ~Engine() {
        if (device) device->waitIdle();
        window.reset();
        picker.reset();
        reader.reset();
        renderer.reset();
    }
};

bool hasScene(const WindowFrame& frame) {
    return std::any_of(frame.views.begin(), frame.views.end(),
                       [](const View& v) { return v.scene != nullptr; });
}

} // namespace

struct RenderThread::State {
    std::shared_ptr<gpu::Instance> instance;
    RenderCallbacks callbacks;
    RenderOptions options;

    std::mutex mutex;
    std::condition_variable changed;
    std::condition_variable surfaceSettled;
    Wishes wishes;
    std::uint64_t settledSurfaceNumber = 0;
    std::thread thread;

    // Render thread only, from here on.
    std::unique_ptr<Engine> engine;
    std::optional<Error> broken; ///< there is no device and there will be none
    std::uint64_t surface = 0;
    Clock::time_point lastLoss{};
    Clock::time_point lastStart{};
    std::deque<Clock::time_point> recentFrames;
    std::vector<Camera> lastCameras;
    std::shared_ptr<const LiveTransforms> lastLive;
    std::uint64_t lastShapes = 0;
    Clock::time_point lastReshape{}; ///< when a frame last showed shapes that came, moved or faded
    bool growing = false;            ///< the one before was a moment ago
    Clock::time_point lastMove{};
    bool fine = true;                          ///< the last frame had all the quality asked for
    std::optional<Clock::time_point> settleAt; ///< when to draw it again with more
    std::string lastMeshError;

    void run();
    void openEngine();
    void reportError(const Error& error) const;
    void giveUp(const Error& error);
    bool recover(const Error& error);
    void settleSurface(std::uint64_t wanted, std::uint64_t number);
    void answer(Grab grab);
    void answer(Pick pick, const std::shared_ptr<const LiveTransforms>& live);
    bool fineEnough(const WindowFrame& frame, Clock::time_point now);
    /// Whether another frame is wanted though nothing changed.
    bool drawFrame(const WindowFrame& frame, VkExtent2D size);
    void reportFrame(const WindowReport& report, Clock::time_point start);
    template <typename Change>
    void wish(const Change& change) {
        {
            const std::lock_guard lock(mutex);
            change(wishes);
        }
        changed.notify_all();
    }
};

void RenderThread::State::reportError(const Error& error) const {
    log(LogLevel::Error, "render", error.userText + (error.detail.empty() ? "" : " [" + error.detail + "]"));
    if (callbacks.onError) callbacks.onError(error);
}

void RenderThread::State::openEngine() {
    Result<std::unique_ptr<Engine>> opened =
        Engine::open(instance, options, [this] { wish([](Wishes& w) { w.redraw = true; }); });
    if (opened.ok()) {
        engine = std::move(*opened);
        return;
    }
    giveUp(opened.error());
}

/// There is no device any more.
void RenderThread::State::giveUp(const Error& error) {
    broken = error;
    reportError(*broken);
    if (callbacks.onBroken) callbacks.onBroken(*broken);
}

/// After an error while drawing. True when it makes sense to draw again.
bool RenderThread::State::recover(const Error& error) {
    reportError(error);
    if (gpu::isSurfaceLost(error)) {
        engine->window.reset();
        surface = 0;
        if (callbacks.onSurfaceLost) callbacks.onSurfaceLost();
        return false;
    }
    if (!gpu::isDeviceLost(error)) return false;
    const Clock::time_point now = Clock::now();
    const bool again = lastLoss != Clock::time_point{} && now - lastLoss < kRecoveryWindow;
    lastLoss = now;
    engine.reset();
    if (again) {
        giveUp({ErrorCode::Unavailable,
                "The graphics driver keeps stopping; restart the program or use another driver",
                error.detail});
        return false;
    }
    openEngine();
    if (!engine) return false;
    if (surface != 0)
        engine->window = std::make_unique<WindowTarget>(*engine->device, *engine->renderer,
                                                        reinterpret_cast<VkSurfaceKHR>(surface));
    return true;
}

void RenderThread::State::settleSurface(std::uint64_t wanted, std::uint64_t number) {
    if (engine) {
        engine->window.reset();
        if (wanted != 0)
            engine->window = std::make_unique<WindowTarget>(*engine->device, *engine->renderer,
                                                            reinterpret_cast<VkSurfaceKHR>(wanted));
    }
    surface = wanted;
    {
        const std::lock_guard lock(mutex);
        settledSurfaceNumber = number;
    }
    surfaceSettled.notify_all();
}

void RenderThread::State::answer(Grab grab) {
    if (!engine) {
        grab.done(*broken);
        return;
    }
    Result<image::Picture> picture = engine->reader->draw(*engine->ring, grab.request);
    if (!picture.ok() && gpu::isDeviceLost(picture.error())) recover(picture.error());
    grab.done(std::move(picture));
}

void RenderThread::State::answer(Pick pick, const std::shared_ptr<const LiveTransforms>& live) {
    if (!engine) {
        pick.done(*broken);
        return;
    }
    Result<PickResult> result =
        engine->picker->pick(*engine->ring, pick.request, live, MeshCache::Wait::ForSmall);
    if (!result.ok() && gpu::isDeviceLost(result.error())) recover(result.error());
    pick.done(std::move(result));
}

void RenderThread::State::reportFrame(const WindowReport& report, Clock::time_point start) {
    const Clock::time_point now = Clock::now();
    recentFrames.push_back(now);
    while (now - recentFrames.front() > std::chrono::seconds(1))
        recentFrames.pop_front();
    if (!callbacks.onFrame) return;
    FrameStatistics statistics;
    statistics.frameMs = std::chrono::duration<double, std::milli>(now - start).count();
    const double seconds = std::chrono::duration<double>(now - recentFrames.front()).count();
    if (seconds > 0.0) statistics.framesPerSecond = static_cast<double>(recentFrames.size() - 1) / seconds;
    statistics.triangles = report.scene.triangles;
    statistics.drawnTriangles = report.scene.drawnTriangles;
    statistics.drawCalls = report.scene.drawCalls;
    statistics.memoryBytes = engine->device->memory().bytesUsed();
    statistics.rendererName = engine->device->adapter().name;
    statistics.software = engine->device->adapter().software;
    statistics.discrete = hasItsOwnMemory(engine->device->adapter());
    const gpu::MemoryBudget heap = engine->device->memoryBudget();
    statistics.heapBudgetBytes = heap.budget;
    statistics.heapUsageBytes = heap.used;
    statistics.width = static_cast<int>(report.extent.width);
    statistics.height = static_cast<int>(report.extent.height);
    statistics.meshesPending = report.scene.meshesPending;
    callbacks.onFrame(statistics);
}

/// Whether this frame gets all the quality asked for.
bool RenderThread::State::fineEnough(const WindowFrame& frame, Clock::time_point now) {
    if (!engine->device->adapter().software) return true;
    std::vector<Camera> cameras;
    for (const View& view : frame.views)
        cameras.push_back(view.camera);
    const bool grows = growing && now - lastReshape < kSettleAfter;
    const bool moved = cameras != lastCameras || frame.live != lastLive || grows;
    const bool moving = grows || (moved && now - lastMove < kMovementGap);
    const bool settled = settleAt && now >= *settleAt;
    if (moved) lastMove = now;
    lastCameras = std::move(cameras);
    lastLive = frame.live;
    fine = !moving && (moved || settled || fine);
    if (fine)
        settleAt.reset();
    else if (moved || !settleAt)
        settleAt = now + kSettleAfter;
    return fine;
}

bool RenderThread::State::drawFrame(const WindowFrame& wanted, VkExtent2D size) {
    engine->window->resize(size);
    const Clock::time_point start = Clock::now();
    lastStart = start;
    WindowFrame frame = wanted;
    frame.fine = fineEnough(frame, start);
    Result<WindowReport> drawn = engine->window->draw(*engine->ring, frame);
    if (!drawn.ok()) return recover(drawn.error());
    const std::string meshError = drawn->scene.errors.empty() ? "" : drawn->scene.errors.front().userText;
    if (meshError != lastMeshError && !meshError.empty()) reportError(drawn->scene.errors.front());
    lastMeshError = meshError;
    if (std::exchange(lastShapes, drawn->scene.shapeRevision) != drawn->scene.shapeRevision)
        growing = start - std::exchange(lastReshape, start) < kSettleAfter;
    if (drawn->shown) reportFrame(*drawn, start);
    return drawn->retry;
}

void RenderThread::State::run() {
    openEngine();
    bool redraw = false, retry = false, tidy = false;
    while (true) {
        std::unique_lock lock(mutex);
        const auto woken = [&] {
            return wishes.stop || wishes.redraw || !wishes.grabs.empty() || !wishes.picks.empty() ||
                   wishes.surfaceNumber != settledSurfaceNumber;
        };
        if (redraw)
            changed.wait_until(lock, lastStart + (retry ? kRetryInterval : kShortestInterval), woken);
        else if (settleAt)
            changed.wait_until(lock, *settleAt, woken);
        else if (tidy)
            changed.wait_for(lock, kIdleAfter, woken);
        else
            changed.wait(lock, woken);
        if (wishes.stop) break;
        if (settleAt && Clock::now() >= *settleAt) redraw = true;
        const bool idle = !woken() && !redraw;
        redraw = redraw || std::exchange(wishes.redraw, false);
        const std::uint64_t wantedSurface = wishes.surface, surfaceNumber = wishes.surfaceNumber;
        const bool surfaceChanged = surfaceNumber != settledSurfaceNumber;
        std::deque<Grab> grabs = std::exchange(wishes.grabs, {});
        std::deque<Pick> picks = std::exchange(wishes.picks, {});
        const WindowFrame frame = wishes.frame;
        const VkExtent2D size = wishes.size;
        lock.unlock();

        if (surfaceChanged) settleSurface(wantedSurface, surfaceNumber);
        for (Pick& pick : picks)
            answer(std::move(pick), frame.live);
        for (Grab& grab : grabs)
            answer(std::move(grab));
        if (idle && engine) {
            // The last frames' staging buffers and old meshes need not wait for the next change.
            engine->renderer->frameSubmitted();
            if (Result<void> finished = engine->ring->finish(); !finished.ok())
                redraw = recover(finished.error());
            else
                engine->device->completedAll();
        }
        tidy = !idle && engine != nullptr;
        const bool canDraw = engine && engine->window && hasScene(frame) && size.width > 0 && size.height > 0;
        if (!canDraw) {
            redraw = false;
            settleAt.reset();
        } else if (redraw && Clock::now() >= lastStart + (retry ? kRetryInterval : kShortestInterval)) {
            retry = drawFrame(frame, size);
            redraw = retry;
        }
    }
    settleSurface(0, ~0ull);
    engine.reset();
}

RenderThread::RenderThread(std::shared_ptr<gpu::Instance> instance, RenderCallbacks callbacks,
                           RenderOptions options)
    : m_state(std::make_unique<State>()) {
    m_state->options = std::move(options);
    m_state->wishes.frame.views.resize(1);
    m_state->instance = std::move(instance);
    m_state->callbacks = std::move(callbacks);
    m_state->thread = std::thread([state = m_state.get()] { state->run(); });
}

RenderThread::~RenderThread() {
    m_state->wish([](Wishes& w) { w.stop = true; });
    m_state->thread.join();
    const Error closed{ErrorCode::Cancelled, "The viewport was closed", ""};
    for (Grab& grab : m_state->wishes.grabs)
        grab.done(closed);
    for (Pick& pick : m_state->wishes.picks)
        pick.done(closed);
}

void RenderThread::setScene(std::shared_ptr<const RenderScene> scene) {
    m_state->wish([&](Wishes& w) {
        std::swap(w.frame.views.front().scene, scene); // the old one dies outside the lock
        w.redraw = true;
    });
}

void RenderThread::setCamera(const Camera& camera) {
    m_state->wish([&](Wishes& w) {
        w.frame.views.front().camera = camera;
        w.redraw = true;
    });
}

void RenderThread::setHandles(std::shared_ptr<const OverlayGeometry> handles) {
    m_state->wish([&](Wishes& w) {
        std::swap(w.frame.views.front().handles, handles);
        w.redraw = true;
    });
}

void RenderThread::setViews(std::vector<View> views) {
    if (views.empty()) views.emplace_back(); // the other calls are about the first one
    m_state->wish([&](Wishes& w) {
        std::swap(w.frame.views, views);
        w.redraw = true;
    });
}

void RenderThread::setLiveTransforms(std::shared_ptr<const LiveTransforms> live) {
    m_state->wish([&](Wishes& w) {
        std::swap(w.frame.live, live);
        w.redraw = true;
    });
}

void RenderThread::setOverlay(std::shared_ptr<const OverlayImage> overlay) {
    m_state->wish([&](Wishes& w) {
        std::swap(w.frame.overlay, overlay);
        w.redraw = true;
    });
}

void RenderThread::setMeasurements(std::shared_ptr<const MeasurementNotes> notes) {
    m_state->wish([&](Wishes& w) {
        std::swap(w.frame.notes, notes);
        w.redraw = true;
    });
}

void RenderThread::setOverlayOpacity(float opacity) {
    m_state->wish([&](Wishes& w) {
        w.frame.overlayOpacity = opacity;
        w.redraw = true;
    });
}

void RenderThread::resize(int width, int height) {
    m_state->wish([&](Wishes& w) {
        w.size = {static_cast<std::uint32_t>(std::max(width, 0)),
                  static_cast<std::uint32_t>(std::max(height, 0))};
        w.redraw = true;
    });
}

void RenderThread::redraw() {
    m_state->wish([](Wishes& w) { w.redraw = true; });
}

void RenderThread::attachSurface(std::uint64_t surface, int width, int height) {
    m_state->wish([&](Wishes& w) {
        w.surface = surface;
        ++w.surfaceNumber;
        w.size = {static_cast<std::uint32_t>(std::max(width, 0)),
                  static_cast<std::uint32_t>(std::max(height, 0))};
        w.redraw = true;
    });
}

void RenderThread::detachSurface() {
    std::uint64_t number = 0;
    m_state->wish([&](Wishes& w) {
        w.surface = 0;
        number = ++w.surfaceNumber;
    });
    std::unique_lock lock(m_state->mutex);
    m_state->surfaceSettled.wait(lock, [&] { return m_state->settledSurfaceNumber >= number; });
}

void RenderThread::grabPicture(PictureRequest request, std::function<void(Result<image::Picture>)> done) {
    m_state->wish([&](Wishes& w) { w.grabs.push_back({std::move(request), std::move(done)}); });
}

void RenderThread::pick(PickRequest request, std::function<void(Result<PickResult>)> done) {
    m_state->wish([&](Wishes& w) { w.picks.push_back({std::move(request), std::move(done)}); });
}

} // namespace orfeas::render
