// A mesh looked at once: equal points joined, every edge, every triangle that is not one. What the checks work on.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/jobs/long_loop.h"
#include "core/mesh/mesh.h"
#include "core/mesh/mesh_facts.h"

namespace orfeas::print {

/// What keeps a triangle from being one. In this order the first that holds is kept.
enum class FaceState : std::uint8_t {
    Sound = 0,
    Sliver,     ///< no area, but three places
    Duplicate,  ///< a triangle of the same three places, in any order, comes before it
    Degenerate, ///< fewer than three places
    Invalid     ///< a corner is not a usable number
};

/// Three times the triangle's number plus which of its corners the edge starts at.
using HalfEdge = std::uint32_t;

/// All triangles at one edge. Degenerate and invalid triangles have no edges.
struct EdgeUse {
    std::uint32_t a = 0; ///< the smaller vertex
    std::uint32_t b = 0;
    std::span<const HalfEdge> halfEdges; ///< ascending
};

/// Owner: one check. Keeps a reference to the mesh.
class Surface {
public:
    /// When cancelled it is worth nothing: ask before using it.
    explicit Surface(const mesh::Mesh& mesh, const jobs::JobContext& context = {});

    const mesh::Mesh& mesh() const { return m_mesh; }
    /// The number under which each vertex counts: the first in the same place.
    std::span<const std::uint32_t> sameVertex() const { return m_sameVertex; }
    glm::uvec3 corners(std::uint32_t triangle) const {
        const glm::uvec3& t = m_mesh.triangles[triangle];
        return {m_sameVertex[t.x], m_sameVertex[t.y], m_sameVertex[t.z]};
    }
    std::uint32_t start(HalfEdge h) const { return m_sameVertex[m_mesh.triangles[h / 3][int(h % 3)]]; }
    std::uint32_t finish(HalfEdge h) const { return m_sameVertex[m_mesh.triangles[h / 3][int((h + 1) % 3)]]; }
    std::uint32_t opposite(HalfEdge h) const {
        return m_sameVertex[m_mesh.triangles[h / 3][int((h + 2) % 3)]];
    }

    FaceState state(std::uint32_t triangle) const { return static_cast<FaceState>(m_states[triangle]); }
    std::span<const std::uint8_t> states() const { return m_states; }
    bool hasEdges(std::uint32_t triangle) const { return state(triangle) < FaceState::Degenerate; }

    glm::dvec3 point(std::uint32_t vertex) const { return glm::dvec3(m_mesh.positions[vertex]); }
    /// Twice the area long.
    glm::dvec3 normal(std::uint32_t triangle) const;

    /// Calls visit(EdgeUse) for every edge, in the order of vertices.
    template <typename Visit>
    void eachEdge(Visit&& visit) const {
        for (std::uint32_t a = 0; a + 1 < m_firstAt.size(); ++a)
            eachEdgeFrom(a, visit);
    }
    /// The edges whose smaller vertex is `a`.
    template <typename Visit>
    void eachEdgeFrom(std::uint32_t a, Visit&& visit) const {
        for (std::size_t i = m_firstAt[a]; i < m_firstAt[a + 1];) {
            std::size_t j = i + 1;
            while (j < m_firstAt[a + 1] && m_otherEnd[j] == m_otherEnd[i])
                ++j;
            visit(EdgeUse{a, m_otherEnd[i], std::span(m_halfEdges).subspan(i, j - i)});
            i = j;
        }
    }

    /// Over all usable triangles.
    const mesh::Box& box() const { return m_box; }
    double diagonal() const { return m_diagonal; }

private:
    void findInvalid();
    void sortEdges(const jobs::JobContext& context);
    void findDuplicates();
    void findSlivers();

    const mesh::Mesh& m_mesh;
    std::vector<std::uint32_t> m_sameVertex;
    std::vector<std::uint8_t> m_states;
    // Half edges by their smaller vertex, then by the larger.
    std::vector<std::size_t> m_firstAt;
    std::vector<std::uint32_t> m_otherEnd;
    std::vector<HalfEdge> m_halfEdges;
    mesh::Box m_box;
    double m_diagonal = 0.0;
};

} // namespace orfeas::print
