// Samples on a regular lattice of which only the neighbourhood of a surface is ever looked at.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

#include <glm/vec3.hpp>

namespace orfeas::mesh {

/// A place on the lattice: 0 .. extent - 1 on each axis.
using LatticePoint = glm::u16vec3;

/// Values at lattice points, kept in bricks of 8 x 8 x 8 that exist only where something was asked for, with
/// one mark per cell (the cell whose lowest corner is that point). Not thread-safe for writing; reading from
/// many threads is.
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

    explicit SparseLattice(glm::ivec3 extent)
        : m_bricksPerAxis((extent + (kSide - 1)) / kSide),
          m_table(static_cast<std::size_t>(m_bricksPerAxis.x) * static_cast<std::size_t>(m_bricksPerAxis.y) *
                  static_cast<std::size_t>(m_bricksPerAxis.z)) {}

    /// True the first time it is called for this point.
    bool request(LatticePoint point) {
        Brick& brick = brickFor(point);
        return raise(brick.requested, local(point));
    }

    /// The point must have been requested.
    void set(LatticePoint point, float value) { m_table[slot(point)]->values[local(point)] = value; }
    float value(LatticePoint point) const { return m_table[slot(point)]->values[local(point)]; }

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
            ++m_brickCount;
        }
        return *brick;
    }

    glm::ivec3 m_bricksPerAxis;
    std::vector<std::unique_ptr<Brick>> m_table;
    std::size_t m_brickCount = 0;
};

} // namespace orfeas::mesh
