// Memory taken from a device in large segments and handed out in pieces.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string_view>
#include <utility>

#include "core/base/result.h"
#include "core/vram/allocation_gate.h"
#include "core/vram/block_source.h"

namespace orfeas::vram {

struct PoolSettings {
    std::uint64_t segmentBytes =
        32u << 20; ///< taken at once for small pieces; larger ones get a segment of their own
    std::uint64_t keptBytes = 64u << 20; ///< of empty segments; beyond that they go back at once
    std::uint64_t alignment = 512;
};

struct PoolFigures {
    std::uint64_t reserved = 0; ///< taken from the source
    std::uint64_t used = 0;     ///< handed out
    std::uint64_t peakReserved = 0;
    std::uint64_t peakUsed = 0;
    std::uint64_t largestFree = 0; ///< within the reserved
    std::uint64_t allocations = 0; ///< since the start
    std::uint64_t sourceCalls = 0; ///< how many of them took a new segment
    std::uint64_t blocks = 0;      ///< handed out and not given back

    /// Of what is reserved and not used: 0 in one piece, near 1 in crumbs.
    double fragmentation() const {
        const std::uint64_t idle = reserved - used;
        return idle == 0 ? 0.0 : 1.0 - static_cast<double>(largestFree) / static_cast<double>(idle);
    }
};

/// Best fit with immediate joining of free neighbours (Knuth, The Art of Computer Programming 1, 2.5). The same mixture of
/// work over and over takes no more from the source than the first time. Any thread; its lock is held while the source is
/// called, so a source may not call back.
class PooledAllocator {
public:
    explicit PooledAllocator(BlockSource& source, PoolSettings settings = {}, AllocationGate* gate = nullptr)
        : m_source(source), m_settings(settings), m_gate(gate) {}
    PooledAllocator(const PooledAllocator&) = delete;
    PooledAllocator& operator=(const PooledAllocator&) = delete;
    ~PooledAllocator();

    /// `point` is for the gate. Empty segments are given back and it is tried once more before it fails with OutOfMemory.
    Result<Block> allocate(std::uint64_t bytes, std::string_view point = "pool");
    void free(const Block& block) { freeAt(block.address); }
    /// The block that begins at `address`.
    void freeAt(std::uint64_t address);
    /// Gives empty segments back. Returns how many bytes.
    std::uint64_t trim();
    /// Null: none. The gate is asked outside of the pool's lock.
    void setGate(AllocationGate* gate);

    PoolFigures figures() const;

private:
    struct Piece {
        std::uint64_t bytes = 0;
        std::uint64_t segment = 0; ///< its address
        bool used = false;
    };
    using Pieces = std::map<std::uint64_t, Piece>; ///< by address

    Result<Block> allocateLocked(std::uint64_t bytes);
    Result<void> addSegment(std::uint64_t bytes);
    void removeSegment(Pieces::iterator piece);
    std::uint64_t trimLocked(std::uint64_t keep);
    Pieces::iterator join(Pieces::iterator piece);
    bool isSegment(Pieces::const_iterator piece) const;

    BlockSource& m_source;
    const PoolSettings m_settings;
    mutable std::mutex m_mutex;
    AllocationGate* m_gate = nullptr;
    std::map<std::uint64_t, std::uint64_t> m_segments; ///< address to bytes
    Pieces m_pieces;
    std::set<std::pair<std::uint64_t, std::uint64_t>> m_free; ///< (bytes, address)
    std::uint64_t m_empty = 0;                                ///< bytes of segments that hold nothing
    PoolFigures m_figures;
};

} // namespace orfeas::vram
