// The memory jobs may hold, as the manager of the system's memory counts it.
#pragma once

#include <memory>

#include "core/jobs/budget.h"

namespace orfeas::generate {

/// Reservations are leases of vram::MachineMemory's system memory, so networks, jobs and the user's limit share one
/// account. A job with such a reservation must not wait for another lease there (vram_manager.h, "all at once"): what
/// runs a network reserves nothing here.
std::shared_ptr<jobs::Budget> machineBudget();

/// What making a shape holds at its most beside a network's own memory, with pictures of some megapixels.
inline constexpr std::uint64_t kMakeBytes = std::uint64_t{600} << 20;

} // namespace orfeas::generate
