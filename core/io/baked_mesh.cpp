#include "core/io/baked_mesh.h"

#include <bit>

#include <glm/common.hpp>
#include <glm/geometric.hpp>
#include <glm/mat3x3.hpp>
#include <glm/matrix.hpp>

namespace orfeas::io {

Placement::Placement(const glm::mat4& transform)
    : m_matrix(transform), m_identity(transform == glm::mat4(1.0f)),
      m_mirrors(glm::determinant(glm::dmat3(m_matrix)) < 0.0) {}

glm::vec3 Placement::operator()(const glm::vec3& p) const {
    if (m_identity) return p;
    const glm::dvec3 x(p);
    // Written out: the order of the sums is part of the result.
    const glm::dvec3 placed =
        ((glm::dvec3(m_matrix[0]) * x.x + glm::dvec3(m_matrix[1]) * x.y) + glm::dvec3(m_matrix[2]) * x.z) +
        glm::dvec3(m_matrix[3]);
    return glm::vec3(placed);
}

std::shared_ptr<const mesh::Mesh> bakedMesh(const MeshPart& part) {
    const Placement placement(part.transform);
    if (placement.identity()) return part.mesh;
    auto baked = std::make_shared<mesh::Mesh>(*part.mesh);
    for (glm::vec3& p : baked->positions)
        p = placement(p);
    for (glm::uvec3& t : baked->triangles)
        t = placement(t);
    for (glm::uvec3& t : baked->uvTriangles)
        t = placement(t);
    // Uvs that ran along the positions still do: only the order of corners changed.
    return baked;
}

void SceneFigures::add(const MeshPart& part) {
    const Placement placement(part.transform);
    const mesh::Mesh& mesh = *part.mesh;
    if (triangles == 0 && !mesh.triangles.empty()) {
        m_origin = glm::dvec3(placement(mesh.positions[placement(mesh.triangles.front()).x]));
    }
    triangles += mesh.triangles.size();
    for (const glm::uvec3& indices : mesh.triangles) {
        const glm::uvec3 t = placement(indices);
        glm::vec3 corner[3];
        for (int k = 0; k < 3; ++k) {
            corner[k] = placement(mesh.positions[t[k]]);
            box.lower = glm::min(box.lower, corner[k]);
            box.upper = glm::max(box.upper, corner[k]);
            for (int axis = 0; axis < 3; ++axis) {
                const std::uint64_t bits = std::bit_cast<std::uint32_t>(corner[k][axis] + 0.0f);
                fingerprint = (fingerprint ^ bits) * 0x9e3779b97f4a7c15ull;
                fingerprint ^= fingerprint >> 29;
            }
        }
        const glm::dvec3 a = glm::dvec3(corner[0]) - m_origin;
        const glm::dvec3 b = glm::dvec3(corner[1]) - m_origin;
        const glm::dvec3 c = glm::dvec3(corner[2]) - m_origin;
        volumeMm3 += glm::dot(a, glm::cross(b, c)) / 6.0;
    }
}

} // namespace orfeas::io
