// The graphics card in use: one device, one queue, its memory, and what waits to be given back.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "render/gpu/instance.h"
#include "render/gpu/memory.h"
#include "render/gpu/vulkan.h"

namespace orfeas::render::gpu {

/// What matters about the chosen card.
struct Adapter {
    VkPhysicalDevice handle = VK_NULL_HANDLE;
    std::string name;
    bool software = false; ///< drawn by the processor
    std::uint32_t queueFamily = 0;
    bool canPresent = false; ///< has the swapchain extension
    VkPhysicalDeviceLimits limits{};
};

/// Picks a discrete card before an integrated one before a software driver; ORFEAS_VULKAN_DEVICE=<part of its
/// name> chooses another. Belongs to one thread, except memory(). Everything made from it must go before it.
class Device {
public:
    static Result<std::unique_ptr<Device>> create(std::shared_ptr<Instance> instance);
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;
    ~Device();

    VkDevice handle() const { return m_device; }
    VkQueue queue() const { return m_queue; }
    const Adapter& adapter() const { return m_adapter; }
    VkInstance instance() const { return static_cast<VkInstance>(m_instance->handle()); }
    MemoryPool& memory() { return *m_memory; }
    VkPipelineCache pipelineCache() const { return m_pipelineCache; }

    /// Keeps `thing` until every command submitted so far, and the frame being recorded, is done; then drops
    /// it.
    void retire(std::shared_ptr<const void> thing);
    /// The serial number for the next submission; counts up.
    std::uint64_t takeSerial() { return ++m_submitted; }
    /// Commands up to `serial` are done: what waited for them is dropped.
    void completed(std::uint64_t serial);
    /// Waits for the queue; drops all that was retired.
    void waitIdle();

private:
    Device() = default;
    Result<void> open();

    std::shared_ptr<Instance> m_instance;
    Adapter m_adapter;
    VkDevice m_device = VK_NULL_HANDLE;
    VkQueue m_queue = VK_NULL_HANDLE;
    VkPipelineCache m_pipelineCache = VK_NULL_HANDLE;
    std::unique_ptr<MemoryPool> m_memory;
    std::uint64_t m_submitted = 0;
    std::deque<std::pair<std::uint64_t, std::shared_ptr<const void>>> m_retired;
};

} // namespace orfeas::render::gpu
