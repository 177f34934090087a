#include "render/scene/render_scene.h"

#include <cmath>
#include <unordered_map>

#include <glm/common.hpp>
#include <glm/vec4.hpp>

namespace orfeas::render {

namespace {

mesh::Box placed(const mesh::Box& local, const SceneObject& object) {
    mesh::Box box;
    if (local.empty()) return box;
    for (int corner = 0; corner < 8; ++corner) {
        const glm::vec3 p{corner & 1 ? local.upper.x : local.lower.x,
                          corner & 2 ? local.upper.y : local.lower.y,
                          corner & 4 ? local.upper.z : local.lower.z};
        const glm::vec3 world{object.transform * glm::vec4(p, 1.0f)};
        if (!std::isfinite(world.x + world.y + world.z)) continue;
        box.lower = glm::min(box.lower, world);
        box.upper = glm::max(box.upper, world);
    }
    return box;
}

} // namespace

mesh::Box worldBox(const SceneObject& object) {
    return object.mesh ? placed(mesh::boundingBox(*object.mesh), object) : mesh::Box{};
}

mesh::Box worldBox(const RenderScene& scene) {
    mesh::Box box;
    std::unordered_map<const mesh::Mesh*, mesh::Box> known; // many objects share few meshes
    for (const SceneObject& object : scene.objects) {
        if (!object.mesh) continue;
        const auto [local, fresh] = known.try_emplace(object.mesh.get());
        if (fresh) local->second = mesh::boundingBox(*object.mesh);
        const mesh::Box one = placed(local->second, object);
        box.lower = glm::min(box.lower, one.lower);
        box.upper = glm::max(box.upper, one.upper);
    }
    return box;
}

std::uint64_t triangleCount(const RenderScene& scene) {
    std::uint64_t count = 0;
    for (const SceneObject& object : scene.objects)
        if (object.mesh) count += object.mesh->triangles.size();
    return count;
}

} // namespace orfeas::render
