// Samples on a regular lattice of which only the neighbourhood of a surface is ever looked at.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <glm/vec3.hpp>

namespace orfeas::mesh {

/// A place on the lattice: 0 .. extent - 1 on each axis.
using LatticePoint = glm::u16vec3;

/// Values at lattice points, kept in bricks of 8 x 8 x 8 that exist only where something was asked for, with
/// one mark per cell (the cell whose lowest corner is that point). Points of the coarse lattice, `coarseStride` (a power
/// of two) apart, are asked for everywhere: they have a dense array of their own, so that bricks grow with the surface
/// and not with the box; a brick begins with its share of them. Not thread-safe for writing; reading from many threads
/// is.
class SparseLattice {
public:
    static constexpr int kSide = 8;
    static constexpr int kPoints = kSide * kSide * kSide;

    struct Brick {
        LatticePoint origin{0};
        std::array<float, kPoints> values;
        std::array<std::uint64_t, kPoints / 64> requested{};
        std::array<std::uint64_t, kPoints / 64> cells{};
        bool hasCells = false;
    };

    explicit SparseLattice(glm::ivec3 extent, int coarseStride = 1)
        : m_bricksPerAxis((extent + (kSide - 1)) / kSide), m_table(countOf(m_bricksPerAxis)),
          m_stride(coarseStride), m_coarsePerAxis((extent + (coarseStride - 1)) / coarseStride) {
        if (coarseStride == 1) return; // every point is a coarse one, and bricks are as good
        m_coarse.resize(countOf(m_coarsePerAxis));
        m_coarseRequested.resize(m_coarse.size());
    }

    /// True the first time it is called for this point.
    bool request(LatticePoint point) {
        if (isCoarse(point)) return !std::exchange(m_coarseRequested[coarseSlot(point)], 1);
        Brick& brick = brickFor(point);
        return raise(brick.requested, local(point));
    }

    /// The point must have been requested.
    void set(LatticePoint point, float value) {
        if (isCoarse(point)) m_coarse[coarseSlot(point)] = value;
        if (Brick* brick = m_table[slot(point)].get()) brick->values[local(point)] = value;
    }
    float value(LatticePoint point) const {
        const Brick* brick = m_table[slot(point)].get();
        return brick ? brick->values[local(point)] : m_coarse[coarseSlot(point)];
    }

    /// True the first time it is called for this cell.
    bool markCell(LatticePoint cell) {
        Brick& brick = brickFor(cell);
        brick.hasCells = true;
        return raise(brick.cells, local(cell));
    }

    /// Where the brick of a point is in `table()`; null entries are bricks nobody asked for.
    std::size_t slot(LatticePoint point) const {
        return (static_cast<std::size_t>(point.z >> 3) * static_cast<std::size_t>(m_bricksPerAxis.y) +
                (point.y >> 3)) *
                   static_cast<std::size_t>(m_bricksPerAxis.x) +
               (point.x >> 3);
    }
    static unsigned local(LatticePoint point) {
        return (point.z & 7u) << 6 | (point.y & 7u) << 3 | (point.x & 7u);
    }

    const std::vector<std::unique_ptr<Brick>>& table() const { return m_table; }
    std::size_t brickCount() const { return m_brickCount; }

    /// Calls `visit(cell)` for every marked cell of a brick, in order.
    template <typename Visit>
    static void forEachCell(const Brick& brick, const Visit& visit) {
        for (unsigned word = 0; word < brick.cells.size(); ++word) {
            for (std::uint64_t bits = brick.cells[word]; bits != 0; bits &= bits - 1) {
                const unsigned at = word * 64 + static_cast<unsigned>(std::countr_zero(bits));
                visit(LatticePoint(brick.origin.x + (at & 7u), brick.origin.y + (at >> 3 & 7u),
                                   brick.origin.z + (at >> 6)));
            }
        }
    }

private:
    static std::size_t countOf(glm::ivec3 perAxis) {
        return static_cast<std::size_t>(perAxis.x) * static_cast<std::size_t>(perAxis.y) *
               static_cast<std::size_t>(perAxis.z);
    }
    bool isCoarse(LatticePoint point) const {
        return m_stride > 1 && ((point.x | point.y | point.z) & (m_stride - 1)) == 0;
    }
    std::size_t coarseSlot(LatticePoint point) const {
        const glm::ivec3 at = glm::ivec3(point) / m_stride;
        return (static_cast<std::size_t>(at.z) * static_cast<std::size_t>(m_coarsePerAxis.y) +
                static_cast<std::size_t>(at.y)) *
                   static_cast<std::size_t>(m_coarsePerAxis.x) +
               static_cast<std::size_t>(at.x);
    }

    static bool raise(std::array<std::uint64_t, kPoints / 64>& bits, unsigned at) {
        const std::uint64_t bit = std::uint64_t{1} << (at & 63u);
        const bool isNew = (bits[at >> 6] & bit) == 0;
        bits[at >> 6] |= bit;
        return isNew;
    }

    Brick& brickFor(LatticePoint point) {
        std::unique_ptr<Brick>& brick = m_table[slot(point)];
        if (!brick) {
            brick = std::make_unique<Brick>();
            brick->origin = LatticePoint(point.x & ~7, point.y & ~7, point.z & ~7);
            if (m_stride > 1) takeCoarse(*brick);
            ++m_brickCount;
        }
        return *brick;
    }

    void takeCoarse(Brick& brick) const {
        const auto first = [&](int from) { return (from + m_stride - 1) / m_stride * m_stride; };
        const glm::ivec3 from(brick.origin), to = from + kSide;
        const glm::ivec3 end = m_coarsePerAxis * m_stride;
        for (int z = first(from.z); z < std::min(to.z, end.z); z += m_stride) {
            for (int y = first(from.y); y < std::min(to.y, end.y); y += m_stride) {
                for (int x = first(from.x); x < std::min(to.x, end.x); x += m_stride) {
                    const LatticePoint point(x, y, z);
                    brick.values[local(point)] = m_coarse[coarseSlot(point)];
                }
            }
        }
    }

    glm::ivec3 m_bricksPerAxis;
    std::vector<std::unique_ptr<Brick>> m_table;
    int m_stride;
    glm::ivec3 m_coarsePerAxis;
    std::vector<float> m_coarse;
    std::vector<std::uint8_t> m_coarseRequested;
    std::size_t m_brickCount = 0;
};

} // namespace orfeas::mesh
