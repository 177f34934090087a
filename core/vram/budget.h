// How much of a device Orfeas allows itself.
#pragma once

#include <cstdint>
#include <optional>

#include "core/vram/device.h"

namespace orfeas::vram {

/// Never more than this unless the user says so: a desktop has other programs to run.
inline constexpr std::uint64_t kDefaultLimit = 14'000'000'000;

struct BudgetSettings {
    std::uint64_t limitBytes = kDefaultLimit; ///< the user's
    std::uint64_t viewportBytes = 0;          ///< set aside for drawing on this device
    std::uint64_t programBytes = 0;           ///< what the program itself holds, outside of leases
};

/// What VK_EXT_memory_budget says of a heap: what this process may use of it, and what it uses for drawing.
struct HeapBudget {
    std::uint64_t budgetBytes = 0;
    std::uint64_t usageBytes = 0;
};

/// What leases may hold together: min(limit, total - others, the heap's budget), less what the program itself holds and
/// the larger of the viewport's share and what it really uses.
std::uint64_t budgetBytes(const BudgetSettings& settings, const MemoryFigures& figures,
                          const std::optional<HeapBudget>& heap = std::nullopt);

/// The same if every other process went away: what can never be granted is beyond this.
std::uint64_t mostBytes(const BudgetSettings& settings, const MemoryFigures& figures);

} // namespace orfeas::vram
