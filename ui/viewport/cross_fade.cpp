#include "ui/viewport/cross_fade.h"

#include <algorithm>
#include <unordered_map>

namespace orfeas::ui {

void CrossFade::change(const render::RenderScene& before, const render::RenderScene& now, Time time) {
    std::erase_if(m_leaving, [time](const Leaving& it) { return time - it.since >= kDuration; });
    if (before.objects.size() > kMostObjects || now.objects.size() > kMostObjects) return m_leaving.clear();
    std::unordered_map<std::uint64_t, const render::SceneObject*> shown;
    for (const render::SceneObject& object : before.objects)
        shown[object.id] = &object;
    for (const render::SceneObject& object : now.objects) {
        const auto found = shown.find(object.id);
        if (found == shown.end() || found->second->mesh == object.mesh || !found->second->mesh) continue;
        const bool again = std::erase_if(m_leaving, [&](const Leaving& it) {
                               return it.object.id == (object.id | kLeaving);
                           }) > 0;
        render::SceneObject leaving = *found->second;
        leaving.id |= kLeaving;
        leaving.selected = leaving.hovered = false;
        if (again) leaving.mesh = nullptr;
        m_leaving.push_back({std::move(leaving), time});
    }
}

bool CrossFade::active(Time time) const {
    return std::any_of(m_leaving.begin(), m_leaving.end(),
                       [time](const Leaving& it) { return it.object.mesh && time - it.since < kDuration; });
}

std::shared_ptr<const render::RenderScene>
CrossFade::applied(std::shared_ptr<const render::RenderScene> scene, Time time) const {
    if (!active(time)) return scene;
    auto next = std::make_shared<render::RenderScene>(*scene);
    for (const Leaving& it : m_leaving) {
        const std::chrono::duration<float> gone = time - it.since;
        const float left = 1.0f - gone / std::chrono::duration<float>(kDuration);
        if (left <= 0.0f || !it.object.mesh) continue;
        next->objects.push_back(it.object);
        next->objects.back().opacity *= left;
    }
    return next;
}

} // namespace orfeas::ui
