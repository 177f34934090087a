// Command recording, a few frames ahead of the graphics card.
#pragma once

#include <array>

#include "render/gpu/device.h"

namespace orfeas::render::gpu {

constexpr std::size_t kFramesInFlight = 2;

/// One frame being recorded. `slot` (below kFramesInFlight) names the set of per-frame buffers that the
/// graphics card has let go of.
struct Frame {
    VkCommandBuffer commands = VK_NULL_HANDLE;
    std::size_t slot = 0;
};

/// Device thread only. A frame that was begun and not submitted (recording failed) is thrown away by the next
/// begin.
class FrameRing {
public:
    static Result<FrameRing> create(Device& device);
    FrameRing(FrameRing&&) = default;

    /// Waits until the slot is free again, gives back what its last frame retired, starts recording.
    Result<Frame> begin();
    /// Ends recording and hands the frame over. `wait` (an acquired image) and `signal` may be null.
    Result<void> submit(VkSemaphore wait = VK_NULL_HANDLE, VkSemaphore signal = VK_NULL_HANDLE);
    /// Waits until all submitted frames are done.
    Result<void> finish();

private:
    struct Slot {
        Owned<VkCommandPool> pool;
        VkCommandBuffer commands = VK_NULL_HANDLE;
        Owned<VkFence> fence;
        std::uint64_t serial = 0; ///< 0: nothing submitted
    };
    explicit FrameRing(Device& device) : m_device(&device) {}
    Result<void> waitFor(Slot& slot);

    Device* m_device;
    std::array<Slot, kFramesInFlight> m_slots;
    std::size_t m_current = 0;
};

} // namespace orfeas::render::gpu
