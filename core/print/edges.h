// Which faces meet at which edge.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <glm/vec3.hpp>

#include "core/jobs/job.h"

namespace orfeas::print {

constexpr std::uint32_t kNoFace = 0xffffffffu;

/// Edge k of a face runs from its corner k to the next. Faces must not name a vertex twice. O(n).
class EdgeTable {
public:
    struct Side {
        std::uint32_t face;
        std::uint8_t corner;
        bool forward; ///< runs from the smaller to the larger vertex
    };

    /// When cancelled it is of one edge without sides.
    explicit EdgeTable(const std::vector<glm::uvec3>& triangles, const jobs::JobContext& context = {});

    std::size_t size() const { return m_first.size() - 1; }
    std::uint32_t edgeOf(std::uint32_t face, int corner) const {
        return m_edge[face * 3 + static_cast<std::uint32_t>(corner)];
    }
    std::span<const Side> sides(std::uint32_t edge) const {
        return std::span(m_sides).subspan(m_first[edge], m_first[edge + 1] - m_first[edge]);
    }
    std::size_t uses(std::uint32_t face, int corner) const { return sides(edgeOf(face, corner)).size(); }
    /// The other face of an edge between exactly two, else kNoFace.
    std::uint32_t across(std::uint32_t face, int corner) const;

private:
    std::vector<Side> m_sides; ///< all sides, edge by edge
    std::vector<std::uint32_t> m_first;
    std::vector<std::uint32_t> m_edge; ///< per face and corner
};

} // namespace orfeas::print
