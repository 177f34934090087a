#include "render/draw_list.h"

#include <algorithm>
#include <map>

#include <glm/geometric.hpp>
#include <glm/mat3x3.hpp>

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
    const glm::vec3 centre(o.object->transform * glm::vec4(o.centre, 1.0f));
    return glm::dot(centre - camera.eye(), camera.forward());
}

void addAlone(DrawList& list, std::vector<DrawBatch>& batches, const DrawObject& o) {
    batches.push_back({o.mesh, static_cast<std::uint32_t>(list.instances.size()), 1});
    list.instances.push_back(instanceOf(*o.object));
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
    for (const auto& group : groups) {
        list.opaque.push_back({group.front()->mesh, static_cast<std::uint32_t>(list.instances.size()),
                               static_cast<std::uint32_t>(group.size())});
        for (const DrawObject* o : group)
            list.instances.push_back(instanceOf(*o->object));
    }
    std::stable_sort(translucent.begin(), translucent.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& [distance, o] : translucent)
        addAlone(list, list.translucent, *o);
    for (const DrawObject& o : objects) {
        if (o.object->selected || o.object->hovered) addAlone(list, list.masked, o);
    }
    return list;
}

} // namespace orfeas::render
