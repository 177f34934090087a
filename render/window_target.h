// A frame that ends in a window.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "render/gpu/swapchain.h"
#include "render/measurements.h"
#include "render/passes/debug_pass.h"
#include "render/renderer.h"
#include "render/view_rectangle.h"

namespace orfeas::render {

/// What to show. A view that is the same as in the last call is not drawn again, only composited.
struct WindowFrame {
    std::vector<View> views;
    std::shared_ptr<const LiveTransforms> live;
    std::shared_ptr<const OverlayImage> overlay;
    float overlayOpacity = 1.0f;
    std::shared_ptr<const MeasurementNotes> notes; ///< set: the debug overlay is shown
    bool fine = true;                              ///< false: without multisampling, whatever the scene says
};

struct WindowReport {
    bool shown = false; ///< false: the window has no area, or is not ready; `retry` tells which
    bool retry = false; ///< try again in a moment
    VkExtent2D extent{};
    SceneReport scene; ///< of all views together
};

/// Draws into one VkSurfaceKHR, which the caller keeps owning and must not destroy before this. Follows the window's
/// size by itself. Device thread only; must go before the renderer.
class WindowTarget {
public:
    WindowTarget(gpu::Device& device, Renderer& renderer, VkSurfaceKHR surface)
        : m_device(device), m_renderer(renderer), m_surface(surface) {}
    WindowTarget(const WindowTarget&) = delete;
    WindowTarget& operator=(const WindowTarget&) = delete;
    /// Waits for the graphics card.
    ~WindowTarget();

    /// The size the window is known to have. Zero: nothing is drawn.
    void resize(VkExtent2D extent);
    /// Fails when the surface or the device was lost, or the device cannot show there at all.
    Result<WindowReport> draw(gpu::FrameRing& ring, const WindowFrame& frame);

private:
    /// Goes with the swapchain.
    struct Images {
        std::optional<gpu::Swapchain> swapchain;
        gpu::Owned<VkRenderPass> pass;
        std::vector<gpu::Owned<VkFramebuffer>> framebuffers;
        std::vector<gpu::Owned<VkSemaphore>> drawn; ///< per image: waited for by the window system
        std::array<gpu::Owned<VkSemaphore>, gpu::kFramesInFlight> ready;
    };
    /// One view with what was drawn of it.
    struct Part {
        std::unique_ptr<SceneView> view;
        std::array<std::shared_ptr<FrameTargets>, 2> allTargets; ///< without and with multisampling
        FrameTargets* targets = nullptr;                         ///< the ones drawn last
        VkOffset2D offset{};
        View drawn; ///< what the targets hold; null scene: nothing
        std::shared_ptr<const LiveTransforms> drawnLive;
        bool drawnFine = true;
        SceneReport report;
    };
    Result<bool> rebuild();
    Result<void> fitParts(const WindowFrame& frame);
    Result<void> fitTargets(Part& part, VkExtent2D extent, bool multisample);
    Result<bool> drawOnce(gpu::FrameRing& ring, const WindowFrame& frame, WindowReport& report);
    Result<void> recordScenes(const gpu::Frame& gpuFrame, const WindowFrame& frame, WindowReport& report);
    Result<void> recordPart(const gpu::Frame& gpuFrame, const WindowFrame& frame, std::size_t i);
    std::vector<CompositePart> compositeParts() const;
    Result<void> fitDebug(const WindowFrame& frame);
    Measurements measure(const WindowReport& report, std::chrono::steady_clock::time_point start);
    Error drop(const Error& error);
    Result<gpu::Owned<VkSemaphore>> makeSemaphore() const;

    gpu::Device& m_device;
    Renderer& m_renderer;
    VkSurfaceKHR m_surface;
    VkExtent2D m_wanted{};
    bool m_outOfDate = true;
    Images m_images;
    std::vector<Part> m_parts;
    std::unique_ptr<gpu::Timestamps> m_times; ///< these two while the debug overlay is open
    std::unique_ptr<DebugPass> m_debug;
    std::chrono::steady_clock::time_point m_lastStart{};
};

} // namespace orfeas::render
