// What a manager and its leases share. Private to core/vram; every member is guarded by `mutex`, a leaf lock.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/vram/vram_manager.h"

namespace orfeas::vram {

class ManagerState {
public:
    using Clock = std::chrono::steady_clock;

    struct Entry {
        std::string owner;
        std::uint64_t job = 0;
        std::uint64_t bytes = 0;
        std::uint64_t minimum = 0;
        std::uint64_t wanted = 0; ///< at most `bytes`
        Priority priority = Priority::Normal;
        std::shared_ptr<void> resource; ///< while idle
        bool idle = false;
        std::uint64_t idleSince = 0; ///< a count, for the order
    };
    struct Waiter {
        LeaseRequest request;
        Clock::time_point since;
        int passed = 0; ///< how often a later one was served
    };
    using WaiterPlace = std::list<Waiter>::iterator;
    /// An idle holding on its way out: accounted for until its resource is gone.
    struct Leaving {
        std::uint64_t id = 0;
        std::shared_ptr<void> resource;
    };

    std::uint64_t room() const { return budget > leased ? budget - leased : 0; }
    std::uint64_t add(const LeaseRequest& request, std::uint64_t bytes);
    void remove(std::uint64_t id);
    void setBytes(Entry& entry, std::uint64_t bytes);
    bool holds(std::uint64_t job) const;
    /// Waiters in order of service.
    std::vector<WaiterPlace> line();
    bool mayGo(WaiterPlace waiter);
    bool isFirst(WaiterPlace waiter) { return line().front() == waiter; }
    void countPassed(WaiterPlace served);
    /// Idle holdings that free `bytes` together, or all there are.
    std::vector<Leaving> pickIdle(std::uint64_t bytes);
    void askToShrink(std::uint64_t bytes);
    /// Nobody waits and nothing is over-committed: whoever was asked to shrink may keep what it has.
    void calm();
    void measure(const MemoryFigures& measured);
    void changed();

    mutable std::mutex mutex;
    std::condition_variable_any wake;
    std::uint64_t changes = 0;
    BudgetSettings settings;
    std::optional<HeapBudget> heap;
    MemoryFigures figures;
    std::uint64_t budget = 0;
    std::uint64_t leased = 0;
    std::uint64_t peakLeased = 0;
    std::uint64_t evictions = 0;
    std::uint64_t nextId = 1;
    std::map<std::uint64_t, Entry> entries;
    std::list<Waiter> waiters; ///< by arrival
};

/// Destroys the resources outside the lock, then counts their memory as free. Returns how much.
std::uint64_t evict(ManagerState& state, std::vector<ManagerState::Leaving> leaving);

} // namespace orfeas::vram
