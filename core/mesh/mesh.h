// The mesh value that generators make, checks read and writers write.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <glm/vec4.hpp>

#include "core/image/picture.h"

namespace orfeas::mesh {

using Rgba8 = glm::u8vec4; ///< sRGB, straight alpha

/// A triangle mesh. Lengths are millimetres; right-handed, Z up; an object made from a picture faces -Y: picture
/// right is +X, picture up is +Z, toward the viewer is -Y. Triangles run counter-clockwise seen from outside.
/// A plain value: build it, then share it as std::shared_ptr<const Mesh>.
struct Mesh {
    std::vector<glm::vec3> positions;
    std::vector<glm::uvec3> triangles;

    /// Per vertex, or empty.
    std::vector<Rgba8> colors;

    /// Texture coordinates, (0,0) the top left corner of the texture; or empty. They have their own index list so
    /// that a seam never splits a position: `uvTriangles` is empty when uvs run parallel to positions, else it
    /// runs parallel to `triangles`.
    std::vector<glm::vec2> uvs;
    std::vector<glm::uvec3> uvTriangles;
    std::shared_ptr<const image::Picture> texture;

    bool empty() const { return triangles.empty(); }
    const glm::uvec3& uvTriangle(std::size_t t) const {
        return uvTriangles.empty() ? triangles[t] : uvTriangles[t];
    }
};

/// Axis-aligned box. Empty when lower > upper.
struct Box {
    glm::vec3 lower{3.4e38f};
    glm::vec3 upper{-3.4e38f};

    bool empty() const { return lower.x > upper.x; }
    glm::vec3 size() const { return empty() ? glm::vec3(0.0f) : upper - lower; }
    glm::vec3 center() const { return empty() ? glm::vec3(0.0f) : 0.5f * (lower + upper); }
};

Box boundingBox(const Mesh& mesh);

/// Bytes held by the mesh's arrays (the texture not counted: it is shared).
std::size_t memoryBytes(const Mesh& mesh);

} // namespace orfeas::mesh
