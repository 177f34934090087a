#include "core/vram/memory_monitor.h"

#include <algorithm>

#include "core/base/assert.h"

namespace orfeas::vram {

MemoryMonitor::MemoryMonitor(std::vector<VramManager*> managers)
    : MemoryMonitor(std::move(managers), Settings()) {}

MemoryMonitor::MemoryMonitor(std::vector<VramManager*> managers, Settings settings)
    : m_managers(std::move(managers)), m_settings(settings), m_rings(m_managers.size()) {
    ORFEAS_ASSERT(m_settings.kept > 0);
    sample();
    m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

MemoryMonitor::~MemoryMonitor() = default;

void MemoryMonitor::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        std::unique_lock lock(m_pause);
        m_wake.wait_for(lock, stop, m_settings.interval, [] { return false; });
        lock.unlock();
        if (!stop.stop_requested()) sample();
    }
}

void MemoryMonitor::sample() {
    for (std::size_t i = 0; i < m_managers.size(); ++i) {
        // A device that cannot be measured for once keeps its last figures.
        static_cast<void>(m_managers[i]->refresh());
        const Accounts accounts = m_managers[i]->accounts();
        MemorySample sample;
        sample.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
        sample.figures = accounts.figures;
        sample.budget = accounts.budget;
        sample.leased = accounts.leased;
        sample.waiting = static_cast<std::uint32_t>(accounts.waiting.size());
        sample.pressure = accounts.pressure();
        std::lock_guard lock(m_mutex);
        Ring& ring = m_rings[i];
        ring.latest = sample;
        ring.peakOwn = std::max(ring.peakOwn, sample.figures.own);
        if (ring.samples.size() < m_settings.kept) {
            ring.samples.push_back(sample);
        } else {
            ring.samples[ring.next] = sample;
            ring.next = (ring.next + 1) % m_settings.kept;
        }
    }
}

std::vector<MemorySample> MemoryMonitor::history(std::size_t device) const {
    std::lock_guard lock(m_mutex);
    const Ring& ring = m_rings.at(device);
    std::vector<MemorySample> out(ring.samples.begin() + static_cast<std::ptrdiff_t>(ring.next),
                                  ring.samples.end());
    out.insert(out.end(), ring.samples.begin(),
               ring.samples.begin() + static_cast<std::ptrdiff_t>(ring.next));
    return out;
}

MemorySample MemoryMonitor::latest(std::size_t device) const {
    std::lock_guard lock(m_mutex);
    return m_rings.at(device).latest;
}

std::uint64_t MemoryMonitor::peakOwn(std::size_t device) const {
    std::lock_guard lock(m_mutex);
    return m_rings.at(device).peakOwn;
}

void MemoryMonitor::resetPeak() {
    std::lock_guard lock(m_mutex);
    for (Ring& ring : m_rings)
        ring.peakOwn = ring.latest.figures.own;
}

} // namespace orfeas::vram
