// What memory was really used over the last minutes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/vram/vram_manager.h"

namespace orfeas::vram {

/// One device at one moment.
struct MemorySample {
    double seconds = 0.0; ///< since the monitor started
    MemoryFigures figures;
    std::uint64_t budget = 0;
    std::uint64_t leased = 0;
    std::uint32_t waiting = 0; ///< requests
    double pressure = 0.0;     ///< leased over budget

    double fragmentation() const { return figures.fragmentation(); }
};

/// A thread that measures each manager's device, lets it follow its budget, and keeps the last samples in a ring. Reading
/// is for any thread and never waits for a measurement. The managers outlive it.
class MemoryMonitor {
public:
    struct Settings {
        std::chrono::milliseconds interval{250};
        std::size_t kept = 1200; ///< five minutes
    };

    explicit MemoryMonitor(std::vector<VramManager*> managers);
    MemoryMonitor(std::vector<VramManager*> managers, Settings settings);
    ~MemoryMonitor();

    std::size_t devices() const { return m_managers.size(); }
    /// Oldest first.
    std::vector<MemorySample> history(std::size_t device) const;
    MemorySample latest(std::size_t device) const;
    /// The most this process held at any sample since the start, or since the last resetPeak().
    std::uint64_t peakOwn(std::size_t device) const;
    void resetPeak();
    /// Measures now, on the calling thread.
    void sample();

private:
    struct Ring {
        std::vector<MemorySample> samples; ///< at most `kept`; `next` is the oldest once it is full
        std::size_t next = 0;
        MemorySample latest;
        std::uint64_t peakOwn = 0;
    };

    void run(const std::stop_token& stop);

    const std::vector<VramManager*> m_managers;
    const Settings m_settings;
    const std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    mutable std::mutex m_mutex; ///< of m_rings; a leaf
    std::vector<Ring> m_rings;
    std::mutex m_pause;
    std::condition_variable_any m_wake;
    std::jthread m_thread; ///< last: ends first
};

} // namespace orfeas::vram
