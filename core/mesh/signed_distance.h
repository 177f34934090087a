// On which side of a surface a point lies, and how far from it: for comparing shapes and checking walls.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/mesh/mesh.h"
#include "core/mesh/triangle_tree.h"

namespace orfeas::mesh {

/// Distances to one mesh with a sign: negative inside. The side comes from the angle-weighted pseudonormal of the
/// closest face, edge or corner (Bærentzen and Aanæs, 2005): right everywhere for a closed, consistently oriented mesh,
/// and near the surface for any other. Corners at one position count as one, so that a triangle soup works as well.
/// Immutable: any number of threads may ask. The mesh need not outlive it.
class SignedDistance {
public:
    struct Answer {
        double distance = std::numeric_limits<double>::infinity(); ///< mm; negative inside
        std::uint32_t triangle = 0;
        glm::dvec3 point{0.0}; ///< of the surface, closest to the one asked about
    };

    /// About 0.5 s per million triangles. Asserts on indices out of range.
    explicit SignedDistance(const Mesh& mesh);

    /// Distance infinite: there is nothing within `limit`.
    Answer at(const glm::dvec3& point, double limit = std::numeric_limits<double>::infinity()) const;

    const TriangleTree& tree() const { return m_tree; }
    /// Angle-weighted, of unit length or zero, per vertex of the mesh.
    glm::vec3 vertexNormal(std::uint32_t vertex) const { return m_vertexNormals[m_place[vertex]]; }

private:
    glm::dvec3 pseudonormal(std::uint32_t triangle, const glm::dvec3& point) const;
    void findNeighbours();

    TriangleTree m_tree;
    std::vector<glm::vec3> m_positions;
    std::vector<glm::uvec3> m_triangles;                    ///< of places
    std::vector<std::uint32_t> m_place;                     ///< vertex to the first one at its position
    std::vector<glm::vec3> m_faceNormals;                   ///< zero: no area
    std::vector<glm::vec3> m_vertexNormals;                 ///< by place
    std::vector<std::array<std::uint32_t, 3>> m_neighbours; ///< across corner i to i + 1; itself: none
};

} // namespace orfeas::mesh
