// What is tried, in order, when memory does not suffice.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace orfeas::vram {

/// From what costs nothing to what costs most.
enum class LadderStep { FreeCaches, SmallerChunks, SmallerBatch, LowerPrecision, Offload, Cpu };

std::string_view name(LadderStep step); ///< "free caches", "smaller chunks", …

/// One step and how to take it. `take` changes what the next attempt will do and says so in words ("attention in blocks
/// of 32 rows"), or returns nothing when the step has no more to give: the next rung is then tried.
struct Rung {
    LadderStep step = LadderStep::FreeCaches;
    std::function<std::optional<std::string>()> take;
};

/// Hears of every step, on the calling thread, before the attempt that follows it.
using LadderListener = std::function<void(LadderStep step, const std::string& words)>;

/// Runs `attempt` until it succeeds, or fails with anything but OutOfMemory, or every rung is used up; then its last
/// error. Rungs are gone through once, in order; one is taken again as long as it has something to give. What an attempt
/// has finished is its own to keep: the next one goes on from there.
Result<void> withLadder(const std::function<Result<void>()>& attempt, std::span<const Rung> rungs,
                        const LadderListener& listener);

} // namespace orfeas::vram
