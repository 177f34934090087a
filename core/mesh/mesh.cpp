#include "core/mesh/mesh.h"

#include <glm/common.hpp>

namespace orfeas::mesh {

Box boundingBox(const Mesh& mesh) {
    Box box;
    for (const glm::vec3& p : mesh.positions) {
        box.lower = glm::min(box.lower, p);
        box.upper = glm::max(box.upper, p);
    }
    return box;
}

std::size_t memoryBytes(const Mesh& mesh) {
    return mesh.positions.size() * sizeof(glm::vec3) + mesh.triangles.size() * sizeof(glm::uvec3) +
           mesh.colors.size() * sizeof(Rgba8) + mesh.uvs.size() * sizeof(glm::vec2) +
           mesh.uvTriangles.size() * sizeof(glm::uvec3);
}

} // namespace orfeas::mesh
