// Which objects can be seen, and how finely each need be drawn. The same rules as in shaders/cull.comp.
#pragma once

#include <array>

#include <glm/mat4x4.hpp>
#include <glm/vec4.hpp>

#include "render/scene/camera.h"
#include "render/scene/gpu_mesh.h"

namespace orfeas::render {

/// Laid out for the shaders.
struct CullView {
    /// Left, right, bottom, top, near: inside where dot(xyz, p) + w >= 0; xyz has length one.
    std::array<glm::vec4, 5> planes{};
    glm::vec4 eye{0.0f}; ///< w: 1 orthographic
    /// A level of error e (world, mm) will do for a surface at distance d when e * x <= d, orthographic e * x <= 1; zero:
    /// the full mesh only.
    glm::vec4 lod{0.0f};
    glm::mat4 viewProjection{1.0f};
    glm::vec4 screen{0.0f}; ///< width, height, levels of the depth pyramid
};

/// `viewProjection` may be that of a part of the view; `lodErrorPx` 0: full meshes only.
CullView makeCullView(const Camera& camera, const glm::mat4& viewProjection, Viewport viewport,
                      float lodErrorPx);

bool isOutside(const CullView& view, glm::vec3 centre, float radius);
/// The coarsest level that nobody can tell from the full mesh.
std::size_t chooseLod(const CullView& view, const GpuMesh& mesh, glm::vec3 centre, float radius, float scale);

} // namespace orfeas::render
