// A frame that ends in a window.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "render/gpu/swapchain.h"
#include "render/renderer.h"

namespace orfeas::render {

/// What to show. The same scene value and camera as in the last call are not drawn again, only composited.
struct WindowFrame {
    std::shared_ptr<const RenderScene> scene;
    Camera camera;
    std::shared_ptr<const OverlayImage> overlay;
    float overlayOpacity = 1.0f;
    bool multisample = true; ///< false: without, whatever the scene says
};

struct WindowReport {
    bool shown = false; ///< false: the window has no area, or is not ready; `retry` tells which
    bool retry = false; ///< try again in a moment
    VkExtent2D extent{};
    SceneReport scene;
};

/// Draws into one VkSurfaceKHR, which the caller keeps owning and must not destroy before this. Follows the window's
/// size by itself. Device thread only.
class WindowTarget {
public:
    WindowTarget(gpu::Device& device, VkSurfaceKHR surface) : m_device(device), m_surface(surface) {}
    WindowTarget(const WindowTarget&) = delete;
    WindowTarget& operator=(const WindowTarget&) = delete;
    /// Waits for the graphics card.
    ~WindowTarget();

    /// The size the window is known to have. Zero: nothing is drawn.
    void resize(VkExtent2D extent);
    /// Fails when the surface or the device was lost, or the device cannot show there at all.
    Result<WindowReport> draw(Renderer& renderer, gpu::FrameRing& ring, const WindowFrame& frame);

private:
    /// Goes with the swapchain.
    struct Images {
        std::optional<gpu::Swapchain> swapchain;
        gpu::Owned<VkRenderPass> pass;
        std::vector<gpu::Owned<VkFramebuffer>> framebuffers;
        std::vector<gpu::Owned<VkSemaphore>> drawn; ///< per image: waited for by the window system
        std::array<gpu::Owned<VkSemaphore>, gpu::kFramesInFlight> ready;
    };
    Result<bool> rebuild();
    Result<void> fitTargets(Renderer& renderer, bool multisample);
    Result<bool> drawOnce(Renderer& renderer, gpu::FrameRing& ring, const WindowFrame& frame,
                          WindowReport& report);
    Result<void> recordScene(Renderer& renderer, const gpu::Frame& gpuFrame, const WindowFrame& frame,
                             WindowReport& report);
    Result<gpu::Owned<VkSemaphore>> makeSemaphore() const;

    gpu::Device& m_device;
    VkSurfaceKHR m_surface;
    VkExtent2D m_wanted{};
    bool m_outOfDate = true;
    Images m_images;
    std::array<std::shared_ptr<FrameTargets>, 2> m_allTargets; ///< without and with multisampling
    FrameTargets* m_targets = nullptr;                         ///< the ones drawn last
    /// What the targets hold; null scene: nothing.
    std::shared_ptr<const RenderScene> m_drawnScene;
    Camera m_drawnCamera;
    SceneReport m_drawnReport;
};

} // namespace orfeas::render
