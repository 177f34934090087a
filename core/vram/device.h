// A memory that networks run in, and what of it is taken right now.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"

namespace orfeas::vram {

enum class DeviceKind {
    SystemMemory, ///< where networks run on the processor
    Cuda,         ///< one graphics card
    Simulated,    ///< any size, for tests and benches
};

/// What really is in a device's memory at one moment, in bytes; measured, whatever leases say.
struct MemoryFigures {
    std::uint64_t total = 0;
    std::uint64_t own = 0;         ///< held by this process
    std::uint64_t others = 0;      ///< held by everything else
    std::uint64_t largestFree = 0; ///< the largest piece in one; all that is free where that cannot be known

    std::uint64_t free() const { return total > own + others ? total - own - others : 0; }
    /// 0: the free memory is one piece. Near 1: only small pieces are left.
    double fragmentation() const {
        return free() == 0 ? 0.0 : 1.0 - static_cast<double>(largestFree) / static_cast<double>(free());
    }
};

/// Any thread may call; calls take no lock of the manager and may take a millisecond.
class Device {
public:
    virtual ~Device() = default;

    virtual std::string name() const = 0; ///< "system memory", "NVIDIA H100 80GB HBM3"
    virtual DeviceKind kind() const = 0;
    /// Fails with Unavailable when the system does not say.
    virtual Result<MemoryFigures> figures() const = 0;
};

} // namespace orfeas::vram
