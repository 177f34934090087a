#include "render/gpu/swapchain.h"

#include <algorithm>
#include <limits>

namespace orfeas::render::gpu {
namespace {

constexpr std::uint64_t kAcquireNanoseconds = 100'000'000;

/// Plain 8-bit numbers: the scene is copied in and the overlay blended as they are.
Result<VkSurfaceFormatKHR> chooseFormat(Device& device, VkSurfaceKHR surface) {
    std::uint32_t count = 0;
    ORFEAS_CHECK(check(
        vkGetPhysicalDeviceSurfaceFormatsKHR(device.adapter().handle, surface, &count, nullptr), "formats"));
    std::vector<VkSurfaceFormatKHR> formats(count);
    ORFEAS_CHECK(
        check(vkGetPhysicalDeviceSurfaceFormatsKHR(device.adapter().handle, surface, &count, formats.data()),
              "formats"));
    for (const VkFormat wanted : {VK_FORMAT_B8G8R8A8_UNORM, VK_FORMAT_R8G8B8A8_UNORM}) {
        for (const VkSurfaceFormatKHR& f : formats)
            if (f.format == wanted && f.colorSpace == VK_COLOR_SPACE_SRGB_NONLINEAR_KHR) return f;
    }
    return Error{ErrorCode::Unavailable, "The graphics driver offers no 8-bit format for windows", ""};
}

/// Mailbox never blocks: under Wayland a hidden window would hold a first-in-first-out queue for ever. Drawing on
/// demand keeps it from running wild.
VkPresentModeKHR chooseMode(Device& device, VkSurfaceKHR surface) {
    std::uint32_t count = 0;
    vkGetPhysicalDeviceSurfacePresentModesKHR(device.adapter().handle, surface, &count, nullptr);
    std::vector<VkPresentModeKHR> modes(count);
    vkGetPhysicalDeviceSurfacePresentModesKHR(device.adapter().handle, surface, &count, modes.data());
    const bool mailbox = std::find(modes.begin(), modes.end(), VK_PRESENT_MODE_MAILBOX_KHR) != modes.end();
    return mailbox ? VK_PRESENT_MODE_MAILBOX_KHR : VK_PRESENT_MODE_FIFO_KHR;
}

VkExtent2D chooseExtent(const VkSurfaceCapabilitiesKHR& c, VkExtent2D wanted) {
    if (c.currentExtent.width != std::numeric_limits<std::uint32_t>::max()) return c.currentExtent;
    return {std::clamp(wanted.width, c.minImageExtent.width, c.maxImageExtent.width),
            std::clamp(wanted.height, c.minImageExtent.height, c.maxImageExtent.height)};
}

VkCompositeAlphaFlagBitsKHR chooseAlpha(VkCompositeAlphaFlagsKHR supported) {
    for (const auto alpha : {VK_COMPOSITE_ALPHA_OPAQUE_BIT_KHR, VK_COMPOSITE_ALPHA_INHERIT_BIT_KHR,
                             VK_COMPOSITE_ALPHA_PRE_MULTIPLIED_BIT_KHR})
        if ((supported & static_cast<VkCompositeAlphaFlagsKHR>(alpha)) != 0) return alpha;
    return VK_COMPOSITE_ALPHA_POST_MULTIPLIED_BIT_KHR;
}

} // namespace

Result<std::optional<Swapchain>> Swapchain::create(Device& device, VkSurfaceKHR surface, VkExtent2D wanted) {
    VkBool32 supported = VK_FALSE;
    if (device.adapter().canPresent) {
        ORFEAS_CHECK(check(vkGetPhysicalDeviceSurfaceSupportKHR(
                               device.adapter().handle, device.adapter().queueFamily, surface, &supported),
                           "surface support"));
    }
    if (supported == VK_FALSE) {
        return Error{ErrorCode::Unavailable,
                     "The graphics card " + device.adapter().name +
                         " cannot draw to this screen; choose another with ORFEAS_VULKAN_DEVICE",
                     ""};
    }
    VkSurfaceCapabilitiesKHR capabilities;
    ORFEAS_CHECK(
        check(vkGetPhysicalDeviceSurfaceCapabilitiesKHR(device.adapter().handle, surface, &capabilities),
              "surface size"));
    if ((capabilities.supportedUsageFlags & VK_IMAGE_USAGE_TRANSFER_DST_BIT) == 0)
        return vulkanError(VK_ERROR_FEATURE_NOT_PRESENT, "copying to the window");
    Swapchain swapchain(device);
    swapchain.m_extent = chooseExtent(capabilities, wanted);
    if (swapchain.m_extent.width == 0 || swapchain.m_extent.height == 0) return std::optional<Swapchain>();
    ORFEAS_CHECK(swapchain.open(surface, capabilities));
    return std::optional<Swapchain>(std::move(swapchain));
}

Result<void> Swapchain::open(VkSurfaceKHR surface, const VkSurfaceCapabilitiesKHR& capabilities) {
    ORFEAS_TRY(format, chooseFormat(*m_device, surface));
    m_format = format.format;
    VkSwapchainCreateInfoKHR info{VK_STRUCTURE_TYPE_SWAPCHAIN_CREATE_INFO_KHR};
    info.surface = surface;
    info.minImageCount = std::max(capabilities.minImageCount, 3u);
    if (capabilities.maxImageCount > 0)
        info.minImageCount = std::min(info.minImageCount, capabilities.maxImageCount);
    info.imageFormat = format.format;
    info.imageColorSpace = format.colorSpace;
    info.imageExtent = m_extent;
    info.imageArrayLayers = 1;
    info.imageUsage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT;
    info.preTransform = capabilities.currentTransform;
    info.compositeAlpha = chooseAlpha(capabilities.supportedCompositeAlpha);
    info.presentMode = chooseMode(*m_device, surface);
    info.clipped = VK_TRUE;
    VkSwapchainKHR handle = VK_NULL_HANDLE;
    ORFEAS_CHECK(
        check(vkCreateSwapchainKHR(m_device->handle(), &info, nullptr, &handle), "vkCreateSwapchainKHR"));
    m_swapchain = Owned<VkSwapchainKHR>(m_device->handle(), handle);
    return makeViews();
}

Result<void> Swapchain::makeViews() {
    std::uint32_t count = 0;
    ORFEAS_CHECK(
        check(vkGetSwapchainImagesKHR(m_device->handle(), m_swapchain.get(), &count, nullptr), "images"));
    m_images.resize(count);
    ORFEAS_CHECK(check(
        vkGetSwapchainImagesKHR(m_device->handle(), m_swapchain.get(), &count, m_images.data()), "images"));
    for (const VkImage image : m_images) {
        VkImageViewCreateInfo info{VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO};
        info.image = image;
        info.viewType = VK_IMAGE_VIEW_TYPE_2D;
        info.format = m_format;
        info.subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
        VkImageView view = VK_NULL_HANDLE;
        ORFEAS_CHECK(
            check(vkCreateImageView(m_device->handle(), &info, nullptr, &view), "vkCreateImageView"));
        m_views.emplace_back(m_device->handle(), view);
    }
    return {};
}

Result<Swapchain::Outcome> Swapchain::acquire(VkSemaphore ready, std::uint32_t& index) {
    if (m_device->faults().takeSurface())
        return vulkanError(VK_ERROR_SURFACE_LOST_KHR, "vkAcquireNextImageKHR");
    const VkResult result = vkAcquireNextImageKHR(m_device->handle(), m_swapchain.get(), kAcquireNanoseconds,
                                                  ready, VK_NULL_HANDLE, &index);
    switch (result) {
    case VK_SUCCESS:
    case VK_SUBOPTIMAL_KHR:
        return Outcome::Done;
    case VK_ERROR_OUT_OF_DATE_KHR:
        return Outcome::OutOfDate;
    case VK_TIMEOUT:
    case VK_NOT_READY:
        return Outcome::NotNow;
    default:
        return vulkanError(result, "vkAcquireNextImageKHR");
    }
}

Result<Swapchain::Outcome> Swapchain::present(std::uint32_t index, VkSemaphore drawn) {
    VkPresentInfoKHR info{VK_STRUCTURE_TYPE_PRESENT_INFO_KHR};
    info.waitSemaphoreCount = 1;
    info.pWaitSemaphores = &drawn;
    info.swapchainCount = 1;
    info.pSwapchains = m_swapchain.address();
    info.pImageIndices = &index;
    const VkResult result = m_device->present(info);
    switch (result) {
    case VK_SUCCESS:
        return Outcome::Done;
    case VK_SUBOPTIMAL_KHR:
    case VK_ERROR_OUT_OF_DATE_KHR:
        return Outcome::OutOfDate;
    default:
        return vulkanError(result, "vkQueuePresentKHR");
    }
}

} // namespace orfeas::render::gpu
