// The graphics card in use: one device, one queue, its memory, and what waits to be given back.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "render/gpu/cuda_identity.h"
#include "render/gpu/device_names.h"
#include "render/gpu/instance.h"
#include "render/gpu/memory.h"
#include "render/gpu/vulkan.h"

namespace orfeas::render::gpu {

/// What matters about the chosen card.
struct Adapter {
    VkPhysicalDevice handle = VK_NULL_HANDLE;
    std::string name;
    bool software = false; ///< drawn by the processor
    int rank = 0;          ///< a discrete card before an integrated one before a software driver
    std::uint32_t queueFamily = 0;
    std::uint32_t transferFamily = 0; ///< the same where the card has no queue for copies alone
    bool canPresent = false;          ///< has the swapchain extension
    bool indirect = false; ///< can draw what a shader chose: indirect draws with a count and a first instance
    bool primitiveId = false; ///< tells a fragment its triangle
    bool fragmentStores = false;
    bool memoryBudget = false; ///< VK_EXT_memory_budget
    bool timestamps = false;
    DeviceUuid uuid{};
    VkPhysicalDeviceLimits limits{};
};

struct DeviceOptions {
    std::string adapter;         ///< part of a name, or its number in `adapterNames`; empty: the best one
    std::string preferred;       ///< the same, when there is one; a card that has gone is no error
    bool copyingUploads = false; ///< copy even where the processor could write to the card's memory itself
    bool plain = false;          ///< as if the card had no optional feature
};

/// Which of several to draw with when nobody asks: the first, unless one as good is the one CUDA computes on, since then
/// meshes need not travel.
std::size_t bestAdapter(const std::vector<Adapter>& bestFirst, const std::optional<DeviceUuid>& cuda);

/// How full the card's own memory is, over all programs; zeros when the driver does not tell.
struct MemoryBudget {
    std::uint64_t used = 0;
    std::uint64_t budget = 0;
};

/// Picks a discrete card before an integrated one before a software driver; the options, or ORFEAS_VULKAN_DEVICE=<part
/// of its name>, choose another. Belongs to one thread, except memory() and submit. Everything made from it must go
/// before it.
class Device {
public:
    static Result<std::unique_ptr<Device>> create(std::shared_ptr<Instance> instance,
                                                  const DeviceOptions& options = {});
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;
    ~Device();

    VkDevice handle() const { return m_device; }
    const Adapter& adapter() const { return m_adapter; }
    VkInstance instance() const { return static_cast<VkInstance>(m_instance->handle()); }
    MemoryPool& memory() { return *m_memory; }
    /// The processor writes straight into what the card draws from: see MemoryKind::Shared.
    bool sharesMemory() const { return m_sharesMemory; }
    MemoryBudget memoryBudget() const;
    Faults& faults() const { return m_instance->faults(); }

    /// The queue takes one caller at a time; these may come from any thread.
    Result<void> submit(const VkSubmitInfo& info, VkFence fence);
    Result<void> submitTransfer(const VkSubmitInfo& info, VkFence fence);
    VkResult present(const VkPresentInfoKHR& info);
    VkPipelineCache pipelineCache() const { return m_pipelineCache; }

    /// Keeps `thing` until every command submitted so far, and the frame being recorded, is done; then drops
    /// it.
    void retire(std::shared_ptr<const void> thing);
    /// The serial number for the next submission; counts up.
    std::uint64_t takeSerial() { return ++m_submitted; }
    /// Commands up to `serial` are done: what waited for them is dropped.
    void completed(std::uint64_t serial);
    /// Nothing is in flight and no frame is being recorded: all that was retired is dropped.
    void completedAll() { m_retired.clear(); }
    /// Waits for the queue; drops all that was retired.
    void waitIdle();

private:
    Device() = default;
    Result<void> open(const DeviceOptions& options);
    Result<void> createDevice();
    Result<void> submitTo(VkQueue queue, const VkSubmitInfo& info, VkFence fence);

    std::shared_ptr<Instance> m_instance;
    Adapter m_adapter;
    VkDevice m_device = VK_NULL_HANDLE;
    VkQueue m_queue = VK_NULL_HANDLE;
    VkQueue m_transferQueue = VK_NULL_HANDLE;
    std::mutex m_queueMutex;
    bool m_sharesMemory = false;
    std::atomic<bool> m_lost{false}; ///< by a test's wish
    VkPipelineCache m_pipelineCache = VK_NULL_HANDLE;
    std::unique_ptr<MemoryPool> m_memory;
    std::uint64_t m_submitted = 0;
    std::deque<std::pair<std::uint64_t, std::shared_ptr<const void>>> m_retired;
};

} // namespace orfeas::render::gpu
