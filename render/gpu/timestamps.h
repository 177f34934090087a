// How long the stretches of a frame take, by the graphics card's own clock.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "render/gpu/frame_ring.h"

namespace orfeas::render::gpu {

struct PassTime {
    const char* name = ""; ///< a literal
    double ms = 0.0;
};

/// Made when somebody wants to know and dropped when not: frames without it record nothing. Only where the adapter has
/// `timestamps`. Device thread only.
class Timestamps {
public:
    static Result<std::unique_ptr<Timestamps>> create(Device& device);

    /// Outside any render pass, first thing in a frame. Reads what the last frame of this slot took: it is done.
    void begin(const Frame& frame);
    /// What was recorded since the last mark is called `name`. Inside a render pass or not.
    void mark(VkCommandBuffer commands, const char* name);
    /// Of the newest finished frame, in the order recorded.
    const std::vector<PassTime>& times() const { return m_times; }

private:
    static constexpr std::uint32_t kMost = 24;
    struct Slot {
        Owned<VkQueryPool> pool;
        std::vector<const char*> names;
    };
    explicit Timestamps(Device& device) : m_device(device) {}
    void read(Slot& slot);

    Device& m_device;
    std::array<Slot, kFramesInFlight> m_slots;
    Slot* m_current = nullptr;
    std::vector<PassTime> m_times;
};

} // namespace orfeas::render::gpu
