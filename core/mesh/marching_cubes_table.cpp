#include "core/mesh/marching_cubes_table.h"

#include <algorithm>
#include <optional>

#include "core/base/assert.h"

namespace orfeas::mesh {
namespace {

using Loop = std::vector<std::uint8_t>; ///< edge numbers in order
using Face = std::array<unsigned, 4>;   ///< corners, counter-clockwise seen from outside the cell

std::array<CellEdge, 12> makeEdges() {
    std::array<CellEdge, 12> edges;
    std::size_t count = 0;
    for (unsigned axis = 0; axis < 3; ++axis) {
        for (unsigned corner = 0; corner < 8; ++corner) {
            if (corner >> axis & 1u) continue;
            edges[count++] = {static_cast<std::uint8_t>(axis), static_cast<std::uint8_t>(corner)};
        }
    }
    return edges;
}

std::array<Face, 6> makeFaces() {
    std::array<Face, 6> faces;
    for (unsigned axis = 0; axis < 3; ++axis) {
        const unsigned first = 1u << (axis + 1) % 3;
        const unsigned second = 1u << (axis + 2) % 3;
        faces[2 * axis] = {0u, second, first | second, first};
        const unsigned far = 1u << axis;
        faces[2 * axis + 1] = {far, far | first, far | first | second, far | second};
    }
    return faces;
}

// Builds the table; lives only during the construction of MarchingCubesTable.
class Builder {
public:
    explicit Builder(const std::array<CellEdge, 12>& edges) : m_edges(edges), m_faces(makeFaces()) {
        for (std::size_t f = 0; f < m_faces.size(); ++f) {
            for (std::size_t k = 0; k < 4; ++k)
                m_facesOfEdge[edgeOfFace(f, k)] |= 1u << f;
        }
    }

    std::vector<std::uint8_t> triangles(unsigned inside) const {
        std::vector<std::uint8_t> all;
        for (const Loop& loop : contours(inside)) {
            const auto filled = fill(loop, 0, loop.size() - 1);
            ORFEAS_ASSERT(filled.has_value());
            all.insert(all.end(), filled->begin(), filled->end());
        }
        return all;
    }

private:
    std::uint8_t edgeOfFace(std::size_t face, std::size_t k) const {
        const unsigned a = m_faces[face][k];
        const unsigned b = m_faces[face][(k + 1) % 4];
        for (std::size_t e = 0; e < m_edges.size(); ++e) {
            if (m_edges[e].corner == std::min(a, b) && 1u << m_edges[e].axis == (a ^ b))
                return static_cast<std::uint8_t>(e);
        }
        ORFEAS_ASSERT(false);
        return 0;
    }

    // The closed polygons in which the surface meets the cell's faces.
    std::vector<Loop> contours(unsigned inside) const {
        constexpr std::uint8_t kNone = 255;
        std::array<std::uint8_t, 12> next;
        next.fill(kNone);
        for (std::size_t f = 0; f < m_faces.size(); ++f) {
            const auto isInside = [&](std::size_t k) { return (inside >> m_faces[f][k % 4] & 1u) != 0; };
            for (std::size_t k = 0; k < 4; ++k) {
                if (isInside(k) || !isInside(k + 1)) continue;
                // The contour that cuts off the outside corners before this crossing: it began at the
                // crossing found by walking back. Inside corners across the diagonal stay joined.
                std::size_t j = k + 3;
                while (!(isInside(j) && !isInside(j + 1)))
                    j += 3;
                next[edgeOfFace(f, k)] = edgeOfFace(f, j % 4);
            }
        }
        std::vector<Loop> loops;
        for (std::size_t start = 0; start < next.size(); ++start) {
            Loop loop;
            for (std::size_t e = start; next[e] != kNone;) {
                loop.push_back(static_cast<std::uint8_t>(e));
                const std::uint8_t following = next[e];
                next[e] = kNone;
                e = following;
            }
            if (!loop.empty()) loops.push_back(std::move(loop));
        }
        return loops;
    }

    bool sidesAllowed(const Loop& loop, std::size_t a, std::size_t b) const {
        return b - a == 1 || (m_facesOfEdge[loop[a]] & m_facesOfEdge[loop[b]]) == 0;
    }

    // Triangles between loop[first] .. loop[last] whose inner sides lie on no face; loops have at most 7
    // corners.
    std::optional<std::vector<std::uint8_t>> fill(const Loop& loop, std::size_t first,
                                                  std::size_t last) const {
        if (last - first < 2) return std::vector<std::uint8_t>{};
        for (std::size_t middle = first + 1; middle < last; ++middle) {
            if (!sidesAllowed(loop, first, middle) || !sidesAllowed(loop, middle, last)) continue;
            auto before = fill(loop, first, middle);
            auto after = fill(loop, middle, last);
            if (!before || !after) continue;
            before->insert(before->end(), after->begin(), after->end());
            before->insert(before->end(), {loop[first], loop[middle], loop[last]});
            return before;
        }
        return std::nullopt;
    }

    const std::array<CellEdge, 12>& m_edges;
    std::array<Face, 6> m_faces;
    std::array<unsigned, 12> m_facesOfEdge{};
};

} // namespace

const MarchingCubesTable& MarchingCubesTable::instance() {
    static const MarchingCubesTable table;
    return table;
}

MarchingCubesTable::MarchingCubesTable() : m_edges(makeEdges()) {
    const Builder builder(m_edges);
    for (unsigned inside = 0; inside < 256; ++inside)
        m_triangles[inside] = builder.triangles(inside);
}

} // namespace orfeas::mesh
