#include "render/gpu/device.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <vector>

namespace orfeas::render::gpu {
namespace {

int rank(VkPhysicalDeviceType type) {
    switch (type) {
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
        return 4;
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
        return 3;
    case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
        return 2;
    case VK_PHYSICAL_DEVICE_TYPE_CPU:
        return 1;
    default:
        return 0;
    }
}

bool hasSwapchain(VkPhysicalDevice device) {
    std::uint32_t count = 0;
    vkEnumerateDeviceExtensionProperties(device, nullptr, &count, nullptr);
    std::vector<VkExtensionProperties> list(count);
    vkEnumerateDeviceExtensionProperties(device, nullptr, &count, list.data());
    return std::any_of(list.begin(), list.end(), [](const VkExtensionProperties& e) {
        return std::strcmp(e.extensionName, VK_KHR_SWAPCHAIN_EXTENSION_NAME) == 0;
    });
}

/// The card as an Adapter, or nothing when it cannot draw what we draw.
std::optional<Adapter> examine(VkPhysicalDevice device, const VkPhysicalDeviceProperties& properties) {
    if (properties.apiVersion < VK_API_VERSION_1_2) return std::nullopt;
    VkFormatProperties depth;
    vkGetPhysicalDeviceFormatProperties(device, VK_FORMAT_D32_SFLOAT, &depth);
    if ((depth.optimalTilingFeatures & VK_FORMAT_FEATURE_DEPTH_STENCIL_ATTACHMENT_BIT) == 0)
        return std::nullopt;
    std::uint32_t count = 0;
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
    std::vector<VkQueueFamilyProperties> families(count);
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
    for (std::uint32_t i = 0; i < count; ++i) {
        if ((families[i].queueFlags & VK_QUEUE_GRAPHICS_BIT) == 0) continue;
        return Adapter{device, properties.deviceName, properties.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU,
                       i,      hasSwapchain(device),  properties.limits};
    }
    return std::nullopt;
}

Result<Adapter> chooseAdapter(VkInstance instance) {
    std::uint32_t count = 0;
    vkEnumeratePhysicalDevices(instance, &count, nullptr);
    std::vector<VkPhysicalDevice> devices(count);
    vkEnumeratePhysicalDevices(instance, &count, devices.data());
    const char* wanted = std::getenv("ORFEAS_VULKAN_DEVICE");
    std::optional<Adapter> best;
    int bestRank = -1;
    std::string names;
    for (std::uint32_t i = 0; i < count; ++i) {
        VkPhysicalDeviceProperties properties;
        vkGetPhysicalDeviceProperties(devices[i], &properties);
        names += (names.empty() ? "" : ", ") + std::string(properties.deviceName);
        if (wanted != nullptr && std::strstr(properties.deviceName, wanted) == nullptr) continue;
        if (rank(properties.deviceType) <= bestRank) continue;
        if (std::optional<Adapter> adapter = examine(devices[i], properties)) {
            best = std::move(adapter);
            bestRank = rank(properties.deviceType);
        }
    }
    if (best) return *std::move(best);
    if (wanted != nullptr) {
        return Error{ErrorCode::Unavailable,
                     "ORFEAS_VULKAN_DEVICE names no graphics card of this machine; it has " + names, ""};
    }
    return Error{
        ErrorCode::Unavailable,
        "No graphics driver with Vulkan 1.2 was found; install mesa-vulkan-drivers or your card's driver",
        "devices: " + names};
}

} // namespace

Result<std::unique_ptr<Device>> Device::create(std::shared_ptr<Instance> instance) {
    auto device = std::unique_ptr<Device>(new Device);
    device->m_instance = std::move(instance);
    ORFEAS_CHECK(device->open());
    return device;
}

Result<void> Device::open() {
    ORFEAS_TRY(adapter, chooseAdapter(instance()));
    m_adapter = adapter;
    const float priority = 1.0f;
    VkDeviceQueueCreateInfo queue{VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO};
    queue.queueFamilyIndex = m_adapter.queueFamily;
    queue.queueCount = 1;
    queue.pQueuePriorities = &priority;

    VkPhysicalDeviceFeatures available;
    vkGetPhysicalDeviceFeatures(m_adapter.handle, &available);
    VkPhysicalDeviceFeatures features{};
    features.samplerAnisotropy = available.samplerAnisotropy;
    features.fullDrawIndexUint32 = available.fullDrawIndexUint32;

    const char* extension = VK_KHR_SWAPCHAIN_EXTENSION_NAME;
    VkDeviceCreateInfo info{VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO};
    info.queueCreateInfoCount = 1;
    info.pQueueCreateInfos = &queue;
    info.pEnabledFeatures = &features;
    info.enabledExtensionCount = m_adapter.canPresent ? 1 : 0;
    info.ppEnabledExtensionNames = &extension;
    ORFEAS_CHECK(check(vkCreateDevice(m_adapter.handle, &info, nullptr, &m_device), "vkCreateDevice"));
    vkGetDeviceQueue(m_device, m_adapter.queueFamily, 0, &m_queue);
    m_memory = std::make_unique<MemoryPool>(m_adapter.handle, m_device);
    VkPipelineCacheCreateInfo cache{VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO};
    return check(vkCreatePipelineCache(m_device, &cache, nullptr, &m_pipelineCache), "vkCreatePipelineCache");
}

Device::~Device() {
    if (m_device == VK_NULL_HANDLE) return;
    waitIdle();
    m_memory.reset();
    vkDestroyPipelineCache(m_device, m_pipelineCache, nullptr);
    vkDestroyDevice(m_device, nullptr);
}

void Device::retire(std::shared_ptr<const void> thing) {
    if (thing)
        m_retired.emplace_back(m_submitted + 1, std::move(thing)); // the frame being recorded may use it
}

void Device::completed(std::uint64_t serial) {
    while (!m_retired.empty() && m_retired.front().first <= serial)
        m_retired.pop_front();
}

void Device::waitIdle() {
    vkDeviceWaitIdle(m_device);
    m_retired.clear();
}

} // namespace orfeas::render::gpu
