// Gives out stretches of a line of units: which part of a buffer belongs to whom.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace orfeas::render::gpu {

/// A stretch that was given out.
struct Range {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
    std::uint32_t node = 0; ///< the allocator's own
};

/// Two-level segregated fit (Masmano et al., "TLSF: a New Dynamic Memory Allocator for Real-Time Systems", 2004): taking
/// and giving back cost the same at any number of ranges, neighbours that are free become one, and a freed stretch is used
/// again before new ground. A request fails although enough is free only when no free stretch of its size class or above is
/// left (at most an eighth is lost that way). Units mean nothing here. Not guarded: one thread at a time.
class RangeAllocator {
public:
    explicit RangeAllocator(std::uint32_t capacity);

    /// Nothing when it does not fit. Size 0 is never asked for.
    std::optional<Range> allocate(std::uint32_t size);
    void release(const Range& range);
    /// Gives the end of a range back.
    void shrink(Range& range, std::uint32_t size);

    std::uint32_t capacity() const { return m_capacity; }
    std::uint32_t used() const { return m_used; }
    bool empty() const { return m_used == 0; }
    std::uint32_t largestFree() const;
    /// Asserts every promise about the lists and neighbours. Slow; for tests.
    void check() const;

private:
    static constexpr std::uint32_t kNone = ~0u;
    static constexpr std::uint32_t kSteps = 8; ///< classes per power of two
    struct Node {
        std::uint32_t offset = 0, size = 0;
        std::uint32_t before = kNone, after = kNone;          ///< neighbours on the line
        std::uint32_t previousFree = kNone, nextFree = kNone; ///< in the list of its class
        bool free = false;
    };
    struct Class {
        std::uint32_t power, step;
    };
    static Class classOf(std::uint32_t size);
    static std::uint32_t roundedUp(std::uint32_t size);
    std::uint32_t findFree(std::uint32_t size) const;
    std::uint32_t newNode();
    void insertFree(std::uint32_t node);
    void removeFree(std::uint32_t node);
    void splitAfter(std::uint32_t node, std::uint32_t size);
    void joinWithNext(std::uint32_t node);

    std::uint32_t m_capacity;
    std::uint32_t m_used = 0;
    std::vector<Node> m_nodes;
    std::vector<std::uint32_t> m_spareNodes;
    std::uint32_t m_powers = 0; ///< bit per power of two that has a free stretch
    std::array<std::uint32_t, 32> m_stepBits{};
    std::array<std::array<std::uint32_t, kSteps>, 32> m_heads;
};

} // namespace orfeas::render::gpu
