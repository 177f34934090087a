#include "render/window_target.h"

#include <utility>

namespace orfeas::render {
namespace {
/// A window that is being resized can go out of date between any two calls; after so many tries the next frame goes on.
constexpr int kTries = 4;
/// A longer time from frame to frame is no frame rate: nothing was asked for meanwhile.
constexpr double kPauseMs = 400.0;
} // namespace

WindowTarget::~WindowTarget() {
    m_device.waitIdle();
}

void WindowTarget::resize(VkExtent2D extent) {
    if (extent.width != m_wanted.width || extent.height != m_wanted.height) m_outOfDate = true;
    m_wanted = extent;
}

Result<gpu::Owned<VkSemaphore>> WindowTarget::makeSemaphore() const {
    VkSemaphoreCreateInfo info{VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO};
    VkSemaphore handle = VK_NULL_HANDLE;
    ORFEAS_CHECK(
        gpu::check(vkCreateSemaphore(m_device.handle(), &info, nullptr, &handle), "vkCreateSemaphore"));
    return gpu::Owned<VkSemaphore>(m_device.handle(), handle);
}

/// False when the window has no area now.
Result<bool> WindowTarget::rebuild() {
    m_device.waitIdle();
    m_images = {};
    ORFEAS_TRY(swapchain, gpu::Swapchain::create(m_device, m_surface, m_wanted));
    if (!swapchain) return false;
    Images images;
    images.swapchain = std::move(swapchain);
    gpu::RenderPassOptions options;
    options.colour = images.swapchain->format();
    options.keep = true;
    options.initialLayout = VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL;
    options.finalLayout = VK_IMAGE_LAYOUT_PRESENT_SRC_KHR;
    ORFEAS_TRY(pass, gpu::makeRenderPass(m_device, options));
    images.pass = std::move(pass);
    for (std::size_t i = 0; i < images.swapchain->imageCount(); ++i) {
        const VkImageView view[] = {images.swapchain->view(i)};
        ORFEAS_TRY(framebuffer,
                   gpu::makeFramebuffer(m_device, images.pass.get(), view, images.swapchain->extent()));
        images.framebuffers.push_back(std::move(framebuffer));
        ORFEAS_TRY(drawn, makeSemaphore());
        images.drawn.push_back(std::move(drawn));
    }
    for (gpu::Owned<VkSemaphore>& place : images.ready) {
        ORFEAS_TRY(ready, makeSemaphore());
        place = std::move(ready);
    }
    m_images = std::move(images);
    m_outOfDate = false;
    return true;
}

Result<void> WindowTarget::fitTargets(Part& part, VkExtent2D extent, bool multisample) {
    for (std::shared_ptr<FrameTargets>& targets : part.allTargets) {
        const bool fits =
            targets && targets->extent.width == extent.width && targets->extent.height == extent.height;
        if (!fits) m_device.retire(std::exchange(targets, nullptr));
    }
    std::shared_ptr<FrameTargets>& wanted = part.allTargets[multisample ? 1 : 0];
    if (wanted && wanted.get() == part.targets) return {};
    part.targets = nullptr;
    part.drawn.scene.reset();
    if (!wanted) {
        ORFEAS_TRY(made, FrameTargets::create(m_renderer.resources(), extent, multisample));
        wanted = made;
    }
    part.targets = wanted.get();
    return {};
}

/// One part per view; those without area or scene have no targets.
Result<void> WindowTarget::fitParts(const WindowFrame& frame) {
    const VkExtent2D window = m_images.swapchain->extent();
    while (m_parts.size() > frame.views.size()) {
        for (std::shared_ptr<FrameTargets>& targets : m_parts.back().allTargets)
            m_device.retire(std::exchange(targets, nullptr));
        m_parts.pop_back();
    }
    m_parts.resize(frame.views.size());
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        Part& part = m_parts[i];
        const View& view = frame.views[i];
        if (!part.view) part.view = std::make_unique<SceneView>(m_renderer.resources());
        const ViewPixels pixels =
            pixelsOf(view.rectangle, static_cast<int>(window.width), static_cast<int>(window.height));
        part.offset = {pixels.x, pixels.y};
        if (!view.scene || pixels.viewport.width == 0 || pixels.viewport.height == 0) {
            part.targets = nullptr;
            part.drawn.scene.reset();
            continue;
        }
        const VkExtent2D extent{static_cast<std::uint32_t>(pixels.viewport.width),
                                static_cast<std::uint32_t>(pixels.viewport.height)};
        ORFEAS_CHECK(fitTargets(part, extent, frame.fine && view.scene->view.multisample));
    }
    return {};
}

Result<void> WindowTarget::recordPart(const gpu::Frame& gpuFrame, const WindowFrame& frame, std::size_t i) {
    Part& part = m_parts[i];
    const View& view = frame.views[i];
    if (part.targets == nullptr) return {};
    const bool same = part.drawn.scene == view.scene && part.drawn.camera == view.camera &&
                      part.drawn.handles == view.handles && part.drawnLive == frame.live &&
                      part.drawnFine == frame.fine && !part.report.meshesPending;
    if (same) return {};
    part.drawn.scene.reset();
    SceneFrame what;
    what.scene = view.scene;
    what.camera = view.camera;
    what.handles = view.handles;
    what.live = frame.live;
    what.times = m_times.get();
    what.fine = frame.fine;
    ORFEAS_TRY(report, m_renderer.drawScene(gpuFrame, *part.targets, *part.view, what));
    part.report = std::move(report);
    part.drawn = view;
    part.drawnLive = frame.live;
    part.drawnFine = frame.fine;
    return {};
}

Result<void> WindowTarget::recordScenes(const gpu::Frame& gpuFrame, const WindowFrame& frame,
                                        WindowReport& report) {
    ORFEAS_CHECK(fitParts(frame));
    report.scene = {};
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        ORFEAS_CHECK(recordPart(gpuFrame, frame, i));
        report.scene.add(m_parts[i].report);
    }
    return {};
}

std::vector<CompositePart> WindowTarget::compositeParts() const {
    std::vector<CompositePart> parts;
    for (const Part& part : m_parts)
        if (part.targets != nullptr) parts.push_back({part.targets, part.offset});
    return parts;
}

/// What the debug overlay needs exists only while it is open.
Result<void> WindowTarget::fitDebug(const WindowFrame& frame) {
    if (!frame.notes) {
        if (m_debug) m_device.waitIdle();
        m_debug.reset();
        m_times.reset();
        return {};
    }
    if (!m_debug) m_debug = std::make_unique<DebugPass>(m_renderer.resources());
    if (!m_times && m_device.adapter().timestamps) {
        ORFEAS_TRY(times, gpu::Timestamps::create(m_device));
        m_times = std::move(times);
    }
    return {};
}

Measurements WindowTarget::measure(const WindowReport& report, std::chrono::steady_clock::time_point start) {
    const auto ms = [](auto span) { return std::chrono::duration<double, std::milli>(span).count(); };
    Measurements measured;
    measured.recordMs = ms(std::chrono::steady_clock::now() - start);
    measured.frameMs = ms(start - std::exchange(m_lastStart, start));
    if (measured.frameMs > kPauseMs) measured.frameMs = 0.0;
    measured.scene = report.scene;
    if (m_times) measured.passes = m_times->times();
    measured.cardChooses = m_renderer.path() == DrawPath::GpuDriven;
    measured.occlusion = m_renderer.settings().occlusion;
    return measured;
}

/// After a frame that was thrown away.
Error WindowTarget::drop(const Error& error) {
    for (Part& part : m_parts) {
        part.drawn.scene.reset();
        if (part.view) part.view->forget();
    }
    m_renderer.frameDropped();
    if (m_debug) m_debug->forget();
    return error;
}

/// False: the window changed meanwhile, try again.
Result<bool> WindowTarget::drawOnce(gpu::FrameRing& ring, const WindowFrame& frame, WindowReport& report) {
    if (m_outOfDate || !m_images.swapchain) {
        ORFEAS_TRY(hasArea, rebuild());
        if (!hasArea) return true;
    }
    ORFEAS_CHECK(fitDebug(frame));
    ORFEAS_TRY(gpuFrame, ring.begin());
    const auto start = std::chrono::steady_clock::now();
    if (m_times) m_times->begin(gpuFrame);
    if (Result<void> recorded = recordScenes(gpuFrame, frame, report); !recorded.ok())
        return drop(recorded.error());

    // The image is asked for late: no failure above can leave one acquired and not shown.
    std::uint32_t index = 0;
    const VkSemaphore ready = m_images.ready[gpuFrame.slot].get();
    Result<gpu::Swapchain::Outcome> acquired = m_images.swapchain->acquire(ready, index);
    if (!acquired.ok()) return drop(acquired.error());
    if (*acquired != gpu::Swapchain::Outcome::Done) {
        // The scene is drawn all the same: what it uploaded is needed next time.
        ORFEAS_CHECK(ring.submit());
        m_renderer.frameSubmitted();
        report.retry = *acquired == gpu::Swapchain::Outcome::NotNow;
        m_outOfDate = *acquired == gpu::Swapchain::Outcome::OutOfDate;
        return report.retry;
    }
    const CompositeTarget target{m_images.pass.get(), m_images.framebuffers[index].get(),
                                 m_images.swapchain->image(index), m_images.swapchain->format(),
                                 m_images.swapchain->extent()};
    Result<void> composed;
    if (m_debug) composed = m_debug->prepare(gpuFrame.commands, target, measure(report, start), *frame.notes);
    if (composed.ok())
        composed = m_renderer.composite(gpuFrame, target, compositeParts(), frame.overlay,
                                        frame.overlayOpacity, m_debug.get());
    if (m_times) m_times->mark(gpuFrame.commands, "copy, outline, overlay");
    if (!composed.ok()) {
        m_outOfDate = true; // an acquired image is only given back with its swapchain
        return drop(composed.error());
    }
    ORFEAS_CHECK(ring.submit(ready, m_images.drawn[index].get()));
    m_renderer.frameSubmitted();
    ORFEAS_TRY(presented, m_images.swapchain->present(index, m_images.drawn[index].get()));
    report.shown = true;
    report.extent = m_images.swapchain->extent();
    m_outOfDate = presented == gpu::Swapchain::Outcome::OutOfDate;
    return true;
}

Result<WindowReport> WindowTarget::draw(gpu::FrameRing& ring, const WindowFrame& frame) {
    WindowReport report;
    if (m_wanted.width == 0 || m_wanted.height == 0) return report;
    for (int i = 0; i < kTries; ++i) {
        ORFEAS_TRY(settled, drawOnce(ring, frame, report));
        if (settled) return report;
    }
    report.retry = true;
    return report;
}

} // namespace orfeas::render
