// A mesh made ready to be drawn: normals, one vertex per corner that differs, 32-bit indices.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/mesh/mesh.h"

namespace orfeas::render {

/// Beside the position, 16 bytes. The normal is octahedral (Cigolle et al., "A Survey of Efficient
/// Representations for Independent Unit Vectors", 2014), 16 bits a side.
struct SurfaceVertex {
    std::int16_t normal[2]{};
    mesh::Rgba8 colour{255};
    glm::vec2 uv{0.0f};
};

struct SurfaceMesh {
    std::vector<glm::vec3> positions;
    std::vector<SurfaceVertex> vertices;  ///< parallel to positions
    std::vector<std::uint32_t> sources;   ///< parallel to positions: a vertex of the mesh that stands there
    std::vector<std::uint32_t> indices;   ///< three per triangle
    std::vector<std::uint32_t> triangles; ///< which of the mesh's; empty when none was left out
    bool hasColours = false;
    bool hasUvs = false;
    /// Every edge has its opposite, and no part is turned inside out: back faces need not be drawn.
    bool closed = false;
};

/// Smooth normals weighted by corner angles (Thürmer & Wüthrich, 1998); neighbours that meet at more than 45
/// degrees stay apart, so that creases stay sharp. Vertices of unwelded meshes (STL) are taken together by
/// equal position. Triangles with non-finite or repeated corners are left out. BadInput when an index points
/// outside, TooLarge beyond 32-bit indices. About 0.15 s per million triangles on one core; any thread;
/// deterministic.
Result<SurfaceMesh> makeSurfaceMesh(const mesh::Mesh& mesh);

std::uint32_t packNormal(glm::vec3 unit);
glm::vec3 unpackNormal(std::uint32_t packed);

} // namespace orfeas::render
