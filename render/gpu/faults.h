// Failures of drivers, made to happen: so that tests can show what becomes of them.
#pragma once

#include <atomic>

namespace orfeas::render::gpu {

/// Counts of coming failures, all zero outside tests. Any thread. A lost device stays lost, as real ones do: `loseDevice`
/// fails the next submission of the device in use and every one after it until that device is closed.
class Faults {
public:
    void loseDevice(int devices = 1) { m_devices = devices; }
    void loseSurface() { m_surface = true; }
    void failAllocations(int count) { m_allocations = count; }
    void failDeviceOpening(int count) { m_opening = count; }

    bool takeDevice() { return take(m_devices); }
    bool takeSurface() { return m_surface.exchange(false); }
    bool takeAllocation() { return take(m_allocations); }
    bool takeOpening() { return take(m_opening); }

private:
    static bool take(std::atomic<int>& count) {
        int now = count;
        while (now > 0 && !count.compare_exchange_weak(now, now - 1)) {
        }
        return now > 0;
    }
    std::atomic<int> m_devices{0};
    std::atomic<bool> m_surface{false};
    std::atomic<int> m_allocations{0};
    std::atomic<int> m_opening{0};
};

} // namespace orfeas::render::gpu
