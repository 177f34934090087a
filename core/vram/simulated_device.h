// A device of any size whose memory is only numbers: for tests, and to find out what would fit where.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "core/vram/block_source.h"
#include "core/vram/device.h"

namespace orfeas::vram {

/// An address space with first-fit allocation, so that it fragments as a card does, and a second process that takes and
/// gives back parts of it at will. Any thread.
class SimulatedDevice final : public Device, public BlockSource {
public:
    explicit SimulatedDevice(std::uint64_t totalBytes) : m_total(totalBytes) {}

    std::string name() const override { return "simulated device"; }
    DeviceKind kind() const override { return DeviceKind::Simulated; }
    Result<MemoryFigures> figures() const override;

    /// This process takes memory in one piece: OutOfMemory when no gap is large enough.
    Result<Block> allocate(std::uint64_t bytes) override;
    void free(const Block& block) override;

    /// The other process does the same.
    Result<Block> allocateForOthers(std::uint64_t bytes);

private:
    struct Piece {
        std::uint64_t bytes = 0;
        bool own = true;
    };

    Result<Block> place(std::uint64_t bytes, bool own);
    MemoryFigures figuresLocked() const;

    const std::uint64_t m_total;
    mutable std::mutex m_mutex;
    std::map<std::uint64_t, Piece> m_pieces; ///< by address
};

} // namespace orfeas::vram
