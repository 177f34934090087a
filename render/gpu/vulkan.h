// The one place that includes Vulkan. Entry points are loaded at run time by volk; they go through the
// loader, so that several instances and devices may live side by side.
#pragma once

#include <utility>

#include <volk.h>

#include "core/base/result.h"

namespace orfeas::render::gpu {

/// The Error for a failed call; `what` names the call for the log. VK_SUCCESS must not be passed.
Error vulkanError(VkResult result, const char* what);

/// Success, or vulkanError.
Result<void> check(VkResult result, const char* what);

/// True when an Error came from a lost device: everything made from it must go.
bool isDeviceLost(const Error& error);
bool isSurfaceLost(const Error& error);

inline void destroy(VkDevice d, VkBuffer h) {
    vkDestroyBuffer(d, h, nullptr);
}
inline void destroy(VkDevice d, VkImage h) {
    vkDestroyImage(d, h, nullptr);
}
inline void destroy(VkDevice d, VkImageView h) {
    vkDestroyImageView(d, h, nullptr);
}
inline void destroy(VkDevice d, VkSampler h) {
    vkDestroySampler(d, h, nullptr);
}
inline void destroy(VkDevice d, VkPipeline h) {
    vkDestroyPipeline(d, h, nullptr);
}
inline void destroy(VkDevice d, VkPipelineLayout h) {
    vkDestroyPipelineLayout(d, h, nullptr);
}
inline void destroy(VkDevice d, VkShaderModule h) {
    vkDestroyShaderModule(d, h, nullptr);
}
inline void destroy(VkDevice d, VkRenderPass h) {
    vkDestroyRenderPass(d, h, nullptr);
}
inline void destroy(VkDevice d, VkFramebuffer h) {
    vkDestroyFramebuffer(d, h, nullptr);
}
inline void destroy(VkDevice d, VkDescriptorSetLayout h) {
    vkDestroyDescriptorSetLayout(d, h, nullptr);
}
inline void destroy(VkDevice d, VkDescriptorPool h) {
    vkDestroyDescriptorPool(d, h, nullptr);
}
inline void destroy(VkDevice d, VkCommandPool h) {
    vkDestroyCommandPool(d, h, nullptr);
}
inline void destroy(VkDevice d, VkFence h) {
    vkDestroyFence(d, h, nullptr);
}
inline void destroy(VkDevice d, VkQueryPool h) {
    vkDestroyQueryPool(d, h, nullptr);
}
inline void destroy(VkDevice d, VkSemaphore h) {
    vkDestroySemaphore(d, h, nullptr);
}
inline void destroy(VkDevice d, VkSwapchainKHR h) {
    vkDestroySwapchainKHR(d, h, nullptr);
}
inline void destroy(VkDevice d, VkDeviceMemory h) {
    vkFreeMemory(d, h, nullptr);
}

/// Owns one object of a device. Can be moved, not copied. The device must outlive it, and whoever drops it
/// makes sure that the graphics card is done with it (Device::retire).
template <typename Handle>
class Owned {
public:
    Owned() = default;
    Owned(VkDevice device, Handle handle) : m_device(device), m_handle(handle) {}
    Owned(Owned&& other) noexcept
        : m_device(other.m_device), m_handle(std::exchange(other.m_handle, VK_NULL_HANDLE)) {}
    Owned& operator=(Owned&& other) noexcept {
        if (this != &other) {
            reset();
            m_device = other.m_device;
            m_handle = std::exchange(other.m_handle, VK_NULL_HANDLE);
        }
        return *this;
    }
    ~Owned() { reset(); }

    void reset() {
        if (m_handle != VK_NULL_HANDLE) destroy(m_device, std::exchange(m_handle, VK_NULL_HANDLE));
    }
    Handle get() const { return m_handle; }
    const Handle* address() const { return &m_handle; }
    explicit operator bool() const { return m_handle != VK_NULL_HANDLE; }

private:
    VkDevice m_device = VK_NULL_HANDLE;
    Handle m_handle = VK_NULL_HANDLE;
};

} // namespace orfeas::render::gpu
