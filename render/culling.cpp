#include "render/culling.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>
#include <glm/matrix.hpp>

namespace orfeas::render {

CullView makeCullView(const Camera& camera, const glm::mat4& viewProjection, Viewport viewport,
                      float lodErrorPx) {
    CullView view;
    view.viewProjection = viewProjection;
    view.screen = {viewport.width, viewport.height, 0.0f, 0.0f};
    const glm::mat4 rows = glm::transpose(viewProjection);
    // Reversed depth: near is where z reaches w. The far plane of the perspective is at infinity.
    const glm::vec4 planes[] = {rows[3] + rows[0], rows[3] - rows[0], rows[3] + rows[1], rows[3] - rows[1],
                                rows[3] - rows[2]};
    for (std::size_t i = 0; i < view.planes.size(); ++i) {
        const float length = glm::length(glm::vec3(planes[i]));
        // A plane without a direction bounds nothing.
        view.planes[i] = length > 1e-12f ? planes[i] / length : glm::vec4(0.0f, 0.0f, 0.0f, 1.0f);
    }
    const bool orthographic = camera.projection == Projection::Orthographic;
    view.eye = {camera.eye(), orthographic ? 1.0f : 0.0f};
    if (lodErrorPx > 0.0f) {
        const float pixelsPerMm = 1.0f / std::max(camera.mmPerPixel(viewport), 1e-9f);
        // mmPerPixel is that at the target; seen in perspective it grows with the distance.
        view.lod.x = (orthographic ? pixelsPerMm : pixelsPerMm * camera.distanceMm) / lodErrorPx;
    }
    return view;
}

bool isOutside(const CullView& view, glm::vec3 centre, float radius) {
    return std::any_of(view.planes.begin(), view.planes.end(), [&](const glm::vec4& plane) {
        return glm::dot(glm::vec3(plane), centre) + plane.w < -radius;
    });
}

std::size_t chooseLod(const CullView& view, const GpuMesh& mesh, glm::vec3 centre, float radius,
                      float scale) {
    if (view.lod.x <= 0.0f) return 0;
    const float distance =
        view.eye.w > 0.5f ? 1.0f : std::max(glm::distance(glm::vec3(view.eye), centre) - radius, 0.0f);
    std::size_t lod = 0;
    while (lod + 1 < mesh.lods.size() && mesh.lods[lod + 1].errorMm * scale * view.lod.x <= distance)
        ++lod;
    return lod;
}

} // namespace orfeas::render
