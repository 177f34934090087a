// Asked before memory is taken.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/result.h"

namespace orfeas::vram {

/// Whoever takes memory for a network asks its gate before: it may say that there is no room (a budget shrank, a test
/// wants to see what happens), and the work then ends with that error and is tried again in a smaller form. Any thread,
/// several at once. Quick: it is asked for every tensor.
class AllocationGate {
public:
    virtual ~AllocationGate() = default;

    /// `point` names the place ("backbone.block.3"). Fails with OutOfMemory.
    virtual Result<void> before(std::string_view point, std::uint64_t bytes) = 0;
};

} // namespace orfeas::vram
