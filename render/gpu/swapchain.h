// The images of a window.
#pragma once

#include <optional>
#include <vector>

#include "render/gpu/device.h"

namespace orfeas::render::gpu {

/// Device thread only. Made again for every size; the surface stays the caller's.
class Swapchain {
public:
    /// How a step of showing an image went. Lost device and lost surface are Errors.
    enum class Outcome { Done, OutOfDate, NotNow };

    /// `wanted` counts only where the window system leaves the size to us (Wayland). Nothing when the window has no
    /// area now (minimised). Unavailable when this device cannot show on the surface.
    static Result<std::optional<Swapchain>> create(Device& device, VkSurfaceKHR surface, VkExtent2D wanted);

    VkExtent2D extent() const { return m_extent; }
    VkFormat format() const { return m_format; }
    std::size_t imageCount() const { return m_views.size(); }
    VkImage image(std::size_t i) const { return m_images[i]; }
    VkImageView view(std::size_t i) const { return m_views[i].get(); }

    /// Which image comes next; `ready` is signalled when it may be written. Waits up to 100 ms, then NotNow.
    Result<Outcome> acquire(VkSemaphore ready, std::uint32_t& index);
    /// Hands an image over; `drawn` is what the frame signals.
    Result<Outcome> present(std::uint32_t index, VkSemaphore drawn);

private:
    explicit Swapchain(Device& device) : m_device(&device) {}
    Result<void> open(VkSurfaceKHR surface, const VkSurfaceCapabilitiesKHR& capabilities);
    Result<void> makeViews();

    Device* m_device;
    VkExtent2D m_extent{};
    VkFormat m_format = VK_FORMAT_UNDEFINED;
    Owned<VkSwapchainKHR> m_swapchain;
    std::vector<VkImage> m_images; ///< the swapchain's own
    std::vector<Owned<VkImageView>> m_views;
};

} // namespace orfeas::render::gpu
