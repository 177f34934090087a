#include "core/mesh/placed_box.h"

#include <glm/common.hpp>

namespace orfeas::mesh {

Box transformed(const Box& box, const glm::mat4& transform) {
    if (box.empty()) return box;
    Box out;
    for (int corner = 0; corner < 8; ++corner) {
        const glm::vec3 point{corner & 1 ? box.upper.x : box.lower.x, corner & 2 ? box.upper.y : box.lower.y,
                              corner & 4 ? box.upper.z : box.lower.z};
        const glm::vec3 at{transform * glm::vec4(point, 1.0f)};
        out.lower = glm::min(out.lower, at);
        out.upper = glm::max(out.upper, at);
    }
    return out;
}

Box joined(const Box& a, const Box& b) {
    return {glm::min(a.lower, b.lower), glm::max(a.upper, b.upper)};
}

} // namespace orfeas::mesh
