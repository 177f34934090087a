#include "core/generate/placement.h"

#include <algorithm>
#include <cmath>

#include "core/mesh/surface_relax.h"

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

Result<void> flattenFoot(mesh::Mesh& mesh, float cell, bool untangle, const jobs::JobContext& context) {
    const mesh::Box box = mesh::boundingBox(mesh);
    const auto area = [&](float below) { // of the faces that would lie in the plane
        double sum = 0.0;
        for (const glm::uvec3& t : mesh.triangles) {
            const glm::vec3 a = mesh.positions[t.x], b = mesh.positions[t.y], c = mesh.positions[t.z];
            if (a.z > below || b.z > below || c.z > below) continue;
            sum += 0.5 * std::abs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y));
        }
        return sum;
    };
    const glm::vec3 size = box.size();
    const double enough = std::min(3.0, 0.02 * size.x * size.y);
    float plane = box.lower.z;
    for (const float share : {0.02f, 0.1f, 0.2f, 0.35f, 0.5f, 0.7f}) {
        plane = box.lower.z + share * std::min(cell, 0.1f * size.z);
        if (area(plane) >= enough) break;
    }
    const std::vector<glm::vec3> before = mesh.positions;
    for (glm::vec3& p : mesh.positions)
        p.z = std::max(p.z, plane);
    if (!untangle) return {};
    return mesh::untangle(mesh, before, context);
}

} // namespace orfeas::generate
