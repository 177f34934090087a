// The triangles of one cell of a lattice, for each of the 256 ways its eight corners can be inside or
// outside.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace orfeas::mesh {

/// Corner c of a cell lies at (c & 1, c >> 1 & 1, c >> 2 & 1). An edge is named by its axis (0 x, 1 y, 2 z)
/// and its lower corner.
struct CellEdge {
    std::uint8_t axis = 0;
    std::uint8_t corner = 0;
};

/// Marching cubes (Lorensen and Cline 1987), derived from two rules instead of a typed-in table:
/// a face with two inside corners across its diagonal joins them, whichever cell looks at it, so that
/// neighbouring cells agree and the surface is closed; and no triangle has a side inside a cell's face other
/// than the face's own contour, so that a side never meets more than two triangles. Together with one vertex
/// per crossed lattice edge the surface is manifold by index for any field. Triangles run counter-clockwise
/// seen from the outside corners.
class MarchingCubesTable {
public:
    static const MarchingCubesTable& instance();

    const std::array<CellEdge, 12>& edges() const { return m_edges; }
    /// Three edge numbers per triangle, for the corners whose bit is set being inside.
    const std::vector<std::uint8_t>& triangles(unsigned insideCorners) const {
        return m_triangles[insideCorners];
    }

private:
    MarchingCubesTable();

    std::array<CellEdge, 12> m_edges;
    std::array<std::vector<std::uint8_t>, 256> m_triangles;
};

} // namespace orfeas::mesh
