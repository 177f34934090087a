#include "core/generate/placement.h"

#include <algorithm>
#include <cmath>

namespace orfeas::generate {

void placeOnBed(mesh::Mesh& mesh, Pose pose, double sizeMm) {
    if (pose == Pose::Standing) {
        for (glm::vec3& p : mesh.positions)
            p = glm::vec3(p.x, -p.z, p.y);
    }
    const mesh::Box box = mesh::boundingBox(mesh);
    const glm::vec3 size = box.size();
    const float longest = std::max({size.x, size.y, size.z});
    const float scale = sizeMm > 0.0 && longest > 0.0f ? static_cast<float>(sizeMm) / longest : 1.0f;
    const glm::vec3 foot(box.center().x, box.center().y, box.lower.z);
    const float hair = 2e-5f * std::max(longest, 1.0f) * scale;
    for (glm::vec3& p : mesh.positions) {
        p = (p - foot) * scale;
        if (std::abs(p.z) < hair) p.z = 0.0f;
    }
}

} // namespace orfeas::generate
