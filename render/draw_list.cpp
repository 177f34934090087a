#include "render/draw_list.h"

#include <algorithm>
#include <map>

#include <glm/geometric.hpp>
#include <glm/mat3x3.hpp>

#include "render/scene/gpu_mesh.h"

namespace orfeas::render {
namespace {

DrawInstance instanceOf(const SceneObject& object) {
    DrawInstance instance;
    instance.transform = object.transform;
    const float opacity = std::clamp(object.opacity, 0.0f, 1.0f) * std::clamp(object.fadeIn, 0.0f, 1.0f);
    const glm::mat3 linear(object.transform);
    const float handedness = glm::dot(glm::cross(linear[0], linear[1]), linear[2]) < 0.0f ? -1.0f : 1.0f;
    instance.parameters = {opacity, handedness, object.selected ? 1.0f : object.hovered ? 0.5f : 0.0f, 0.0f};
    return instance;
}

float distanceAlongView(const DrawObject& o, const Camera& camera) {
    const glm::vec3 centre(o.object->transform * glm::vec4(o.mesh->box.center(), 1.0f));
    return glm::dot(centre - camera.eye(), camera.forward());
}

void addBatch(DrawList& list, std::vector<DrawBatch>& batches,
              const std::vector<const DrawObject*>& objects) {
    DrawBatch batch{objects.front()->mesh, static_cast<std::uint32_t>(list.instances.size()),
                    static_cast<std::uint32_t>(objects.size()), false};
    for (const DrawObject* o : objects) {
        list.instances.push_back(instanceOf(*o->object));
        batch.mirrored = batch.mirrored || list.instances.back().parameters.y < 0.0f;
    }
    batches.push_back(std::move(batch));
}

} // namespace

DrawList makeDrawList(const std::vector<DrawObject>& objects, const Camera& camera) {
    constexpr float kInvisible = 1.0f / 512.0f;
    constexpr float kSolid = 511.0f / 512.0f;
    std::vector<std::vector<const DrawObject*>> groups;
    std::map<const GpuMesh*, std::size_t> groupOf; // looked up only: the order is that of first use
    std::vector<std::pair<float, const DrawObject*>> translucent;
    for (const DrawObject& o : objects) {
        const float opacity = instanceOf(*o.object).parameters.x;
        if (opacity < kInvisible) continue;
        if (opacity < kSolid) {
            translucent.emplace_back(distanceAlongView(o, camera), &o);
            continue;
        }
        const auto [place, isNew] = groupOf.try_emplace(o.mesh.get(), groups.size());
        if (isNew) groups.emplace_back();
        groups[place->second].push_back(&o);
    }
    DrawList list;
    list.instances.reserve(objects.size());
    for (const auto& group : groups)
        addBatch(list, list.opaque, group);
    std::stable_sort(translucent.begin(), translucent.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& [distance, o] : translucent)
        addBatch(list, list.translucent, {o});
    return list;
}

} // namespace orfeas::render
