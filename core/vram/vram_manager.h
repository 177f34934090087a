// The only arbiter of one device's memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/vram/budget.h"
#include "core/vram/device.h"
#include "core/vram/lease.h"

namespace orfeas::vram {

/// What one owner holds or waits for.
struct Holding {
    std::string owner;
    std::uint64_t bytes = 0;
    std::uint64_t minimumBytes = 0;
    Priority priority = Priority::Normal;
    bool idle = false;
};
struct Waiting {
    std::string owner;
    std::uint64_t minimumBytes = 0;
    std::uint64_t preferredBytes = 0;
    Priority priority = Priority::Normal;
    double seconds = 0.0; ///< how long already
};

/// A moment's accounts. The bytes of `holdings` add up to `leased`.
struct Accounts {
    std::string device;
    MemoryFigures figures;    ///< as last measured
    std::uint64_t budget = 0; ///< what leases may hold together, at that measurement
    std::uint64_t leased = 0;
    std::uint64_t peakLeased = 0;
    std::vector<Holding> holdings; ///< in order of granting
    std::vector<Waiting> waiting;  ///< in the order they will be served
    std::uint64_t evictions = 0;   ///< idle holdings given up, since the start

    std::uint64_t free() const { return budget > leased ? budget - leased : 0; }
    std::uint64_t overcommitted() const { return leased > budget ? leased - budget : 0; }
    /// 0: nothing leased. 1: the budget is used up. Above: it shrank beneath what is leased.
    double pressure() const;
    std::string holders() const; ///< "cat.png 2.1 GB, dog.png 1 GB"; "nobody"
};

/// Hands out leases on a device within its budget.
///
/// Order of service: by priority, then by arrival. A request that fits may pass one ahead that does not, but only
/// kMostPassed times: nobody starves. When the first in line does not fit, idle holdings are given up (lowest priority
/// first, then the one idle longest), then holders above their minimum are asked to shrink.
///
/// Free of deadlock by construction:
///  - all at once: whoever waits for a lease holds none. A lease grows only by tryGrow, which never waits; a job that
///    already holds a lease here is answered at once, with a refusal instead of a wait;
///  - the manager's lock is a leaf: under it no other lock is taken, nothing is called and nothing is destroyed. Devices
///    are measured and idle resources destroyed outside of it;
///  - every wait ends: by a grant, the timeout, the stop token, or a refusal of what can never fit.
///
/// Any thread.
class VramManager {
public:
    static constexpr int kMostPassed = 16;

    explicit VramManager(std::shared_ptr<const Device> device, BudgetSettings settings = {});
    VramManager(const VramManager&) = delete;
    VramManager& operator=(const VramManager&) = delete;
    ~VramManager();

    /// Waits as the request says. Fails with OutOfMemory (in a sentence that says what would fit and who holds the rest)
    /// when it can never fit or the time is over, with Cancelled when stopped (within 50 ms).
    Result<Lease> acquire(const LeaseRequest& request, std::stop_token stop = {});

    /// Leaves `resource` with the manager until it is wanted again. `resource` must be the only reference, and its
    /// destructor must free the memory and may not use this manager other than by releasing leases.
    IdleHolding park(Lease lease, std::shared_ptr<void> resource);

    /// Gives up idle holdings until at least `bytes` more are free, or none is left. Returns what was freed.
    std::uint64_t freeIdle(std::uint64_t bytes);

    /// Measures the device and follows its budget: idle holdings go and holders are asked to shrink when it fell below
    /// what is leased. Also done by every acquire and by the monitor.
    Result<void> refresh();

    void setSettings(const BudgetSettings& settings);
    BudgetSettings settings() const;
    /// The viewport's figures, as often as the renderer has new ones.
    void setHeapBudget(const HeapBudget& heap);

    Accounts accounts() const;
    const Device& device() const { return *m_device; }

private:
    std::shared_ptr<const Device> m_device;
    std::shared_ptr<ManagerState> m_state;
};

} // namespace orfeas::vram
