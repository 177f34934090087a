// Where blocks of memory come from.
#pragma once

#include <cstdint>

#include "core/base/result.h"

namespace orfeas::vram {

/// A piece of a device's memory. On the system's memory the address can be read and written; elsewhere it is a number.
struct Block {
    std::uint64_t address = 0;
    std::uint64_t bytes = 0;
};

/// Any thread.
class BlockSource {
public:
    virtual ~BlockSource() = default;

    /// Fails with OutOfMemory.
    virtual Result<Block> allocate(std::uint64_t bytes) = 0;
    virtual void free(const Block& block) = 0;
};

/// Pages of the system's memory, aligned to them; what is freed goes back to the system at once.
BlockSource& systemPages();

} // namespace orfeas::vram
