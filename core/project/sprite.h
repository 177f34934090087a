// How one shape looks from where thumbnails are drawn: its outline, and colour and depth per texel.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <glm/mat3x3.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::project {

/// Where a point is in the thumbnail's orthographic view from the front right and above, in mm: x right, y down, z away.
glm::vec3 seenFromThumbnail(const glm::vec3& point);

/// What a shape takes up in that view; empty when it has no finite point.
struct SpriteBounds {
    glm::vec2 lower{0.0f};
    glm::vec2 upper{0.0f};
    bool empty = true;
};

/// A shape in the view, drawn at `density` texels per mm from `bounds.lower` on. Depth is infinite where there is nothing.
struct Sprite {
    SpriteBounds bounds;
    float density = 1.0f;
    int width = 0;
    int height = 0;
    std::vector<float> depth;      ///< mm, away from the viewer
    std::vector<std::uint8_t> rgb; ///< 3 a texel, with light
    std::size_t bytes() const { return depth.size() * (sizeof(float) + 3); }
};

/// `turn` is what of the object's transform is not translation. Uses all cores.
SpriteBounds spriteBounds(const mesh::Mesh& mesh, const glm::mat3& turn);

/// Nothing when cancelled. Deterministic. About 25 ms per million triangles on one core.
std::optional<Sprite> drawSprite(const mesh::Mesh& mesh, const glm::mat3& turn, const SpriteBounds& bounds,
                                 float density, const jobs::JobContext& context);

} // namespace orfeas::project
