// Keeps a run within its lease while it runs.
#pragma once

#include <cstdint>

#include "core/vram/allocation_gate.h"
#include "core/vram/lease.h"

namespace orfeas::inference {

/// Refuses a large tensor when the process would grow beyond `limitBytes`, or when the manager wants memory back that this
/// run's form cannot do without. Small tensors pass unasked.
class LeaseGate final : public vram::AllocationGate {
public:
    /// `lease` outlives it and is not touched by others while it is asked. 0: no limit of the process.
    LeaseGate(const vram::Lease& lease, std::uint64_t neededBytes, std::uint64_t limitBytes)
        : m_lease(lease), m_needed(neededBytes), m_limit(limitBytes) {}

    Result<void> before(std::string_view point, std::uint64_t bytes) override;

private:
    const vram::Lease& m_lease;
    const std::uint64_t m_needed;
    const std::uint64_t m_limit;
};

} // namespace orfeas::inference
