#include "render/draw_list.h"

#include <algorithm>
#include <array>
#include <utility>

#include <glm/geometric.hpp>

namespace orfeas::render {

void DrawList::clear() {
    visible.clear();
    draws.clear();
    runEnds.clear();
    translucent.clear();
    triangles = 0;
}

void cullSolids(DrawList& list, const SceneLayout& layout, const std::vector<DrawObject>& objects,
                const InstanceTable& instances, const CullView& view, bool one) {
    const auto base = static_cast<std::uint32_t>(layout.order.size());
    std::array<std::vector<std::uint32_t>, kMostLods> byLod;
    for (const DrawRun& run : layout.runs) {
        for (std::uint32_t g = run.firstGroup; g < run.firstGroup + run.groupCount; ++g) {
            const MeshGroup& group = layout.groups[g];
            const GpuMesh& mesh = *group.mesh;
            const bool full = drawnLevels(run.material.kind, mesh) == 1;
            for (std::uint32_t i = group.first; i < group.first + group.count; ++i) {
                const std::uint32_t place = layout.order[i];
                const DrawObject& object = objects[place];
                if (one) {
                    list.draws.push_back({&mesh, mesh.lods.front(), i, 1});
                    list.triangles += mesh.triangleCount();
                    continue;
                }
                if (isOutside(view, object.centre, object.radius)) continue;
                const float scale = instances.at(place).flags.z;
                const std::size_t lod = full ? 0 : chooseLod(view, mesh, object.centre, object.radius, scale);
                byLod[lod].push_back(place);
            }
            for (std::size_t lod = 0; lod < mesh.lods.size(); ++lod) {
                if (byLod[lod].empty()) continue;
                list.draws.push_back({&mesh, mesh.lods[lod],
                                      base + static_cast<std::uint32_t>(list.visible.size()),
                                      static_cast<std::uint32_t>(byLod[lod].size())});
                list.triangles += mesh.lods[lod].indexCount / 3 * byLod[lod].size();
                list.visible.insert(list.visible.end(), byLod[lod].begin(), byLod[lod].end());
                byLod[lod].clear();
            }
        }
        list.runEnds.push_back(static_cast<std::uint32_t>(list.draws.size()));
    }
}

void sortTranslucent(DrawList& list, const SceneLayout& layout, const std::vector<DrawObject>& objects,
                     const Camera& camera, const CullView& view) {
    std::vector<std::pair<float, std::uint32_t>> far;
    for (auto i = layout.solidCount; i < layout.order.size(); ++i) {
        const DrawObject& object = objects[layout.order[i]];
        if (isOutside(view, object.centre, object.radius)) continue;
        far.emplace_back(glm::dot(object.centre - camera.eye(), camera.forward()), i);
    }
    std::stable_sort(far.begin(), far.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& [distance, i] : far) {
        const DrawObject& object = objects[layout.order[i]];
        list.translucent.push_back(
            {{object.mesh.get(), object.mesh->lods.front(), i, 1}, materialOf(object)});
        list.triangles += object.mesh->triangleCount();
    }
}

} // namespace orfeas::render
