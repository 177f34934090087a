// Connected parts of a mesh.
#pragma once

#include <cstdint>
#include <vector>

#include "core/mesh/mesh.h"

namespace orfeas::mesh {

struct MeshPart {
    std::size_t triangles = 0;
    double volumeMm3 = 0.0;
    float lowest = 0.0f; ///< smallest z
};

struct MeshParts {
    std::vector<std::uint32_t> of; ///< part per triangle, numbered in order of first triangle
    std::vector<MeshPart> parts;
};

/// Parts connected by shared vertices.
MeshParts findParts(const Mesh& mesh);

/// The mesh without the parts for which `keep` is false, and without the vertices only they used.
Mesh keepParts(const Mesh& mesh, const MeshParts& parts, const std::vector<std::uint8_t>& keep);

} // namespace orfeas::mesh
