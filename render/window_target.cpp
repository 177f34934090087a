#include "render/window_target.h"

#include <utility>

namespace orfeas::render {
namespace {
/// A window that is being resized can go out of date between any two calls; after so many tries the next frame goes on.
constexpr int kTries = 4;
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

Result<void> WindowTarget::fitTargets(Renderer& renderer, bool multisample) {
    const VkExtent2D extent = m_images.swapchain->extent();
    for (std::shared_ptr<FrameTargets>& targets : m_allTargets) {
        const bool fits =
            targets && targets->extent.width == extent.width && targets->extent.height == extent.height;
        if (!fits) m_device.retire(std::exchange(targets, nullptr));
    }
    std::shared_ptr<FrameTargets>& wanted = m_allTargets[multisample ? 1 : 0];
    if (wanted && wanted.get() == m_targets) return {};
    m_targets = nullptr;
    m_drawnScene.reset();
    if (!wanted) {
        ORFEAS_TRY(made, FrameTargets::create(renderer.resources(), extent, multisample));
        wanted = made;
    }
    m_targets = wanted.get();
    return {};
}

Result<void> WindowTarget::recordScene(Renderer& renderer, const gpu::Frame& gpuFrame,
                                       const WindowFrame& frame, WindowReport& report) {
    ORFEAS_CHECK(fitTargets(renderer, frame.multisample && frame.scene->view.multisample));
    const bool same =
        m_drawnScene == frame.scene && m_drawnCamera == frame.camera && !m_drawnReport.meshesPending;
    if (!same) {
        m_drawnScene.reset();
        ORFEAS_TRY(drawn, renderer.drawScene(gpuFrame, *m_targets, *frame.scene, frame.camera,
                                             MeshCache::Wait::ForSmall));
        m_drawnReport = std::move(drawn);
        m_drawnCamera = frame.camera;
        m_drawnScene = frame.scene;
    }
    report.scene = m_drawnReport;
    return {};
}

/// False: the window changed meanwhile, try again.
Result<bool> WindowTarget::drawOnce(Renderer& renderer, gpu::FrameRing& ring, const WindowFrame& frame,
                                    WindowReport& report) {
    if (m_outOfDate || !m_images.swapchain) {
        ORFEAS_TRY(hasArea, rebuild());
        if (!hasArea) return true;
    }
    ORFEAS_TRY(gpuFrame, ring.begin());
    const auto drop = [&](const Error& error) {
        m_drawnScene.reset();
        renderer.frameDropped();
        return error;
    };
    if (Result<void> recorded = recordScene(renderer, gpuFrame, frame, report); !recorded.ok())
        return drop(recorded.error());

    // The image is asked for late: no failure above can leave one acquired and not shown.
    std::uint32_t index = 0;
    const VkSemaphore ready = m_images.ready[gpuFrame.slot].get();
    Result<gpu::Swapchain::Outcome> acquired = m_images.swapchain->acquire(ready, index);
    if (!acquired.ok()) return drop(acquired.error());
    if (*acquired != gpu::Swapchain::Outcome::Done) {
        // The scene is drawn all the same: what it uploaded is needed next time.
        ORFEAS_CHECK(ring.submit());
        renderer.frameSubmitted();
        report.retry = *acquired == gpu::Swapchain::Outcome::NotNow;
        m_outOfDate = *acquired == gpu::Swapchain::Outcome::OutOfDate;
        return report.retry;
    }
    const CompositeTarget target{m_images.pass.get(), m_images.framebuffers[index].get(),
                                 m_images.swapchain->image(index), m_images.swapchain->format(),
                                 m_images.swapchain->extent()};
    if (Result<void> composed =
            renderer.composite(gpuFrame, target, *m_targets, frame.overlay, frame.overlayOpacity);
        !composed.ok()) {
        m_outOfDate = true; // an acquired image is only given back with its swapchain
        return drop(composed.error());
    }
    ORFEAS_CHECK(ring.submit(ready, m_images.drawn[index].get()));
    renderer.frameSubmitted();
    ORFEAS_TRY(presented, m_images.swapchain->present(index, m_images.drawn[index].get()));
    report.shown = true;
    report.extent = m_images.swapchain->extent();
    m_outOfDate = presented == gpu::Swapchain::Outcome::OutOfDate;
    return true;
}

Result<WindowReport> WindowTarget::draw(Renderer& renderer, gpu::FrameRing& ring, const WindowFrame& frame) {
    WindowReport report;
    if (m_wanted.width == 0 || m_wanted.height == 0) return report;
    for (int i = 0; i < kTries; ++i) {
        ORFEAS_TRY(settled, drawOnce(renderer, ring, frame, report));
        if (settled) return report;
    }
    report.retry = true;
    return report;
}

} // namespace orfeas::render
