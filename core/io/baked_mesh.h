// Placing a part in the scene, and the figures by which a written file is compared with what was meant.
#pragma once

#include <cstdint>

#include <glm/mat4x4.hpp>

#include "core/io/mesh_format.h"
#include "core/mesh/mesh.h"

namespace orfeas::io {

/// The same place for everybody: computed in double, rounded once. An identity keeps every bit.
class Placement {
public:
    explicit Placement(const glm::mat4& transform);

    bool identity() const { return m_identity; }
    /// Turns left into right, so that every triangle must be turned over.
    bool mirrors() const { return m_mirrors; }
    glm::vec3 operator()(const glm::vec3& p) const;
    /// The triangle with its outside kept outside.
    glm::uvec3 operator()(const glm::uvec3& t) const { return m_mirrors ? glm::uvec3(t.x, t.z, t.y) : t; }

private:
    glm::dmat4 m_matrix;
    bool m_identity;
    bool m_mirrors;
};

/// The part's mesh in scene coordinates. Shares the mesh when the transform is an identity.
std::shared_ptr<const mesh::Mesh> bakedMesh(const MeshPart& part);

/// What was meant to be written, or what was read back.
struct SceneFigures {
    std::uint64_t triangles = 0;
    /// Of every corner's coordinate bits in order: equal means bit-equal geometry (-0 counts as 0).
    std::uint64_t fingerprint = 0x243f6a8885a308d3ull;
    double volumeMm3 = 0.0; ///< signed
    mesh::Box box;

    void add(const MeshPart& part);

private:
    glm::dvec3 m_origin{0.0}; ///< the very first corner: keeps the sum small for objects far from zero
};

} // namespace orfeas::io
