// Many materials of a file into what a Mesh can hold: one texture, or a colour per vertex. Inside core/io only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/mesh/mesh.h"

namespace orfeas::io {

struct Material {
    mesh::Rgba8 color{255, 255, 255, 255};
    std::shared_ptr<const image::Picture> texture;
    bool plain = true; ///< states neither a colour nor a texture
};

/// Marks a corner without texture coordinates in uvTriangles.
constexpr std::uint32_t kNoUv = UINT32_MAX;

/// Sets the texture or the colours of `mesh`, whose uvs and uvTriangles are those of the file (kNoUv allowed; indices
/// checked). One texture over everything is kept as it is; several become vertex colours, with a warning. Vertex
/// colours the file states itself win over plain materials. `materialOf` runs along the triangles; empty: all
/// have material 0.
void applyMaterials(mesh::Mesh& mesh, const std::vector<std::uint32_t>& materialOf,
                    const std::vector<Material>& materials, std::vector<std::string>& warnings);

/// The colour of a texture at a texture coordinate, bilinear; beyond 0..1 it repeats.
mesh::Rgba8 sampled(const image::Picture& texture, const glm::vec2& uv);

/// Colours of a mesh for formats without textures: its own, or those of its texture at each vertex; or empty.
std::vector<mesh::Rgba8> vertexColors(const mesh::Mesh& mesh);

} // namespace orfeas::io
