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

bool hasExtension(VkPhysicalDevice device, const char* name) {
    std::uint32_t count = 0;
    vkEnumerateDeviceExtensionProperties(device, nullptr, &count, nullptr);
    std::vector<VkExtensionProperties> list(count);
    vkEnumerateDeviceExtensionProperties(device, nullptr, &count, list.data());
    return std::any_of(list.begin(), list.end(), [name](const VkExtensionProperties& e) {
        return std::strcmp(e.extensionName, name) == 0;
    });
}

void examineFeatures(Adapter& adapter) {
    VkPhysicalDeviceVulkan12Features features12{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
    VkPhysicalDeviceFeatures2 features{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, &features12, {}};
    vkGetPhysicalDeviceFeatures2(adapter.handle, &features);
    adapter.indirect = features.features.multiDrawIndirect && features.features.drawIndirectFirstInstance &&
                       features12.drawIndirectCount;
    adapter.primitiveId = features.features.geometryShader;
    adapter.fragmentStores = features.features.fragmentStoresAndAtomics;
    adapter.memoryBudget = hasExtension(adapter.handle, VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
    adapter.canPresent = hasExtension(adapter.handle, VK_KHR_SWAPCHAIN_EXTENSION_NAME);
}

/// The card as an Adapter, or nothing when it cannot draw what we draw.
std::optional<Adapter> examine(VkPhysicalDevice device) {
    VkPhysicalDeviceIDProperties identity{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ID_PROPERTIES};
    VkPhysicalDeviceProperties2 both{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, &identity, {}};
    const VkPhysicalDeviceProperties& properties = both.properties;
    vkGetPhysicalDeviceProperties(device, &both.properties);
    if (properties.apiVersion < VK_API_VERSION_1_2) return std::nullopt;
    vkGetPhysicalDeviceProperties2(device, &both);
    VkFormatProperties depth;
    vkGetPhysicalDeviceFormatProperties(device, VK_FORMAT_D32_SFLOAT, &depth);
    if ((depth.optimalTilingFeatures & VK_FORMAT_FEATURE_DEPTH_STENCIL_ATTACHMENT_BIT) == 0)
        return std::nullopt;
    std::uint32_t count = 0;
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
    std::vector<VkQueueFamilyProperties> families(count);
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
    constexpr VkQueueFlags kNeeded = VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT;
    const auto drawing = std::find_if(families.begin(), families.end(), [](const VkQueueFamilyProperties& f) {
        return (f.queueFlags & kNeeded) == kNeeded;
    });
    if (drawing == families.end()) return std::nullopt;
    const auto copying = std::find_if(families.begin(), families.end(), [](const VkQueueFamilyProperties& f) {
        return (f.queueFlags & (kNeeded | VK_QUEUE_TRANSFER_BIT)) == VK_QUEUE_TRANSFER_BIT;
    });
    Adapter adapter;
    adapter.handle = device;
    adapter.name = properties.deviceName;
    adapter.software = properties.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU;
    adapter.rank = rank(properties.deviceType);
    adapter.queueFamily = static_cast<std::uint32_t>(drawing - families.begin());
    adapter.transferFamily = copying == families.end()
                                 ? adapter.queueFamily
                                 : static_cast<std::uint32_t>(copying - families.begin());
    adapter.timestamps = drawing->timestampValidBits > 0 && properties.limits.timestampPeriod > 0.0f;
    adapter.limits = properties.limits;
    std::copy_n(identity.deviceUUID, adapter.uuid.size(), adapter.uuid.begin());
    examineFeatures(adapter);
    return adapter;
}

/// Best first; among equals the driver's order.
std::vector<Adapter> findAdapters(VkInstance instance) {
    std::uint32_t count = 0;
    vkEnumeratePhysicalDevices(instance, &count, nullptr);
    std::vector<VkPhysicalDevice> devices(count);
    vkEnumeratePhysicalDevices(instance, &count, devices.data());
    std::vector<Adapter> list;
    for (const VkPhysicalDevice device : devices)
        if (std::optional<Adapter> adapter = examine(device)) list.push_back(*std::move(adapter));
    std::stable_sort(list.begin(), list.end(),
                     [](const Adapter& a, const Adapter& b) { return a.rank > b.rank; });
    return list;
}

std::optional<Adapter> named(const std::vector<Adapter>& list, const std::string& wanted) {
    for (std::size_t i = 0; i < list.size(); ++i)
        if (wanted == std::to_string(i) || list[i].name.find(wanted) != std::string::npos) return list[i];
    return std::nullopt;
}

Result<Adapter> chooseAdapter(VkInstance instance, const DeviceOptions& options) {
    const std::vector<Adapter> list = findAdapters(instance);
    if (list.empty()) {
        return Error{
            ErrorCode::Unavailable,
            "No graphics driver with Vulkan 1.2 was found; install mesa-vulkan-drivers or your card's driver",
            "no device can draw"};
    }
    const char* environment = std::getenv("ORFEAS_VULKAN_DEVICE");
    const std::string wanted = !options.adapter.empty() ? options.adapter
                               : environment != nullptr ? environment
                                                        : "";
    if (wanted.empty()) {
        if (!options.preferred.empty())
            if (std::optional<Adapter> preferred = named(list, options.preferred)) return *preferred;
        const bool several = list.size() > 1 && list[1].rank == list[0].rank && !list[0].software;
        return list[bestAdapter(list, several ? cudaDeviceUuid() : std::nullopt)];
    }
    if (std::optional<Adapter> adapter = named(list, wanted)) return *adapter;
    std::string names;
    for (const Adapter& adapter : list)
        names += (names.empty() ? "" : ", ") + adapter.name;
    return Error{ErrorCode::Unavailable,
                 "This machine has no graphics card named " + wanted + "; it has " + names, ""};
}

} // namespace

std::size_t bestAdapter(const std::vector<Adapter>& bestFirst, const std::optional<DeviceUuid>& cuda) {
    for (std::size_t i = 0; cuda && i < bestFirst.size(); ++i)
        if (bestFirst[i].uuid == *cuda && bestFirst[i].rank == bestFirst.front().rank) return i;
    return 0;
}

std::vector<std::string> adapterNames(Instance& instance) {
    std::vector<std::string> names;
    for (const Adapter& adapter : findAdapters(static_cast<VkInstance>(instance.handle())))
        names.push_back(adapter.name);
    return names;
}

Result<std::unique_ptr<Device>> Device::create(std::shared_ptr<Instance> instance,
                                               const DeviceOptions& options) {
    auto device = std::unique_ptr<Device>(new Device);
    device->m_instance = std::move(instance);
    ORFEAS_CHECK(device->open(options));
    return device;
}

Result<void> Device::open(const DeviceOptions& options) {
    if (faults().takeOpening()) return vulkanError(VK_ERROR_INITIALIZATION_FAILED, "vkCreateDevice");
    ORFEAS_TRY(adapter, chooseAdapter(instance(), options));
    m_adapter = adapter;
    if (options.plain) {
        m_adapter.indirect = m_adapter.primitiveId = m_adapter.timestamps = m_adapter.memoryBudget = false;
        m_adapter.transferFamily = m_adapter.queueFamily;
    }
    ORFEAS_CHECK(createDevice());
    vkGetDeviceQueue(m_device, m_adapter.queueFamily, 0, &m_queue);
    vkGetDeviceQueue(m_device, m_adapter.transferFamily, 0, &m_transferQueue);
    m_memory = std::make_unique<MemoryPool>(m_adapter.handle, m_device, faults());
    m_sharesMemory = m_memory->shared() && !options.copyingUploads;
    VkPipelineCacheCreateInfo cache{VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO};
    return check(vkCreatePipelineCache(m_device, &cache, nullptr, &m_pipelineCache), "vkCreatePipelineCache");
}

Result<void> Device::createDevice() {
    const float priority = 1.0f;
    VkDeviceQueueCreateInfo queues[2]{};
    queues[0] = {VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO};
    queues[0].queueFamilyIndex = m_adapter.queueFamily;
    queues[0].queueCount = 1;
    queues[0].pQueuePriorities = &priority;
    queues[1] = queues[0];
    queues[1].queueFamilyIndex = m_adapter.transferFamily;

    VkPhysicalDeviceFeatures available;
    vkGetPhysicalDeviceFeatures(m_adapter.handle, &available);
    VkPhysicalDeviceFeatures features{};
    features.samplerAnisotropy = available.samplerAnisotropy;
    features.fullDrawIndexUint32 = available.fullDrawIndexUint32;
    features.multiDrawIndirect = features.drawIndirectFirstInstance = m_adapter.indirect;
    features.geometryShader = m_adapter.primitiveId;
    features.fragmentStoresAndAtomics = m_adapter.fragmentStores;
    VkPhysicalDeviceVulkan12Features features12{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
    features12.drawIndirectCount = m_adapter.indirect;

    std::vector<const char*> extensions;
    if (m_adapter.canPresent) extensions.push_back(VK_KHR_SWAPCHAIN_EXTENSION_NAME);
    if (m_adapter.memoryBudget) extensions.push_back(VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
    VkDeviceCreateInfo info{VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO};
    info.pNext = &features12;
    info.queueCreateInfoCount = m_adapter.transferFamily == m_adapter.queueFamily ? 1 : 2;
    info.pQueueCreateInfos = queues;
    info.pEnabledFeatures = &features;
    info.enabledExtensionCount = static_cast<std::uint32_t>(extensions.size());
    info.ppEnabledExtensionNames = extensions.data();
    return check(vkCreateDevice(m_adapter.handle, &info, nullptr, &m_device), "vkCreateDevice");
}

Result<void> Device::submitTo(VkQueue queue, const VkSubmitInfo& info, VkFence fence) {
    if (m_lost || faults().takeDevice()) {
        m_lost = true;
        return vulkanError(VK_ERROR_DEVICE_LOST, "vkQueueSubmit");
    }
    const std::lock_guard lock(m_queueMutex);
    return check(vkQueueSubmit(queue, 1, &info, fence), "vkQueueSubmit");
}

Result<void> Device::submit(const VkSubmitInfo& info, VkFence fence) {
    return submitTo(m_queue, info, fence);
}

Result<void> Device::submitTransfer(const VkSubmitInfo& info, VkFence fence) {
    return submitTo(m_transferQueue, info, fence);
}

VkResult Device::present(const VkPresentInfoKHR& info) {
    const std::lock_guard lock(m_queueMutex);
    return vkQueuePresentKHR(m_queue, &info);
}

MemoryBudget Device::memoryBudget() const {
    if (!m_adapter.memoryBudget) return {};
    VkPhysicalDeviceMemoryBudgetPropertiesEXT budget{
        VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT};
    VkPhysicalDeviceMemoryProperties2 properties{
        VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2, &budget, {}};
    vkGetPhysicalDeviceMemoryProperties2(m_adapter.handle, &properties);
    MemoryBudget sum;
    for (std::uint32_t i = 0; i < properties.memoryProperties.memoryHeapCount; ++i) {
        if ((properties.memoryProperties.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) == 0)
            continue;
        sum.used += budget.heapUsage[i];
        sum.budget += budget.heapBudget[i];
    }
    return sum;
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
    {
        const std::lock_guard lock(m_queueMutex);
        vkDeviceWaitIdle(m_device);
    }
    m_retired.clear();
}

} // namespace orfeas::render::gpu
