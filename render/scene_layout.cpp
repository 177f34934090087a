#include "render/scene_layout.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace orfeas::render {
namespace {

struct Gathered {
    Material material;
    std::shared_ptr<const GpuMesh> mesh;
    std::vector<std::uint32_t> places;
};

using GroupKey = std::tuple<const GpuMesh*, SurfaceKind, bool>;

} // namespace

Material materialOf(const DrawObject& object) {
    const GpuMesh& mesh = *object.mesh;
    Material material;
    material.kind = object.kind;
    material.closed = mesh.closed;
    material.mirrored = object.mirrored;
    if (object.kind == SurfaceKind::Texture) material.texture = mesh.textureSet.handle();
    material.block = &mesh.range.block();
    return material;
}

std::size_t drawnLevels(SurfaceKind kind, const GpuMesh& mesh) {
    const bool measured = kind == SurfaceKind::Field || kind == SurfaceKind::Overhang;
    return measured ? std::min<std::size_t>(1, mesh.lods.size()) : mesh.lods.size();
}

SceneLayout makeSceneLayout(const std::vector<DrawObject>& objects) {
    SceneLayout layout;
    std::vector<Gathered> gathered;
    std::map<GroupKey, std::size_t> groupOf; // looked up only
    std::vector<std::uint32_t> translucent;
    GroupKey lastKey{};
    std::size_t last = 0;
    for (std::uint32_t i = 0; i < objects.size(); ++i) {
        const DrawObject& object = objects[i];
        if (!object.drawn()) continue;
        if (object.translucent) {
            translucent.push_back(i);
            continue;
        }
        const GroupKey key{object.mesh.get(), object.kind, object.mirrored};
        if (key != lastKey || gathered.empty()) {
            const auto [place, isNew] = groupOf.try_emplace(key, gathered.size());
            if (isNew) gathered.push_back({materialOf(object), object.mesh, {}});
            last = place->second;
            lastKey = key;
        }
        gathered[last].places.push_back(i);
    }
    std::vector<Material> materials;
    std::vector<std::vector<std::size_t>> members;
    for (std::size_t g = 0; g < gathered.size(); ++g) {
        const auto found = std::find(materials.begin(), materials.end(), gathered[g].material);
        const auto m = static_cast<std::size_t>(found - materials.begin());
        if (found == materials.end()) {
            materials.push_back(gathered[g].material);
            members.emplace_back();
        }
        members[m].push_back(g);
    }
    for (std::size_t m = 0; m < materials.size(); ++m) {
        layout.runs.push_back({materials[m], static_cast<std::uint32_t>(layout.groups.size()),
                               static_cast<std::uint32_t>(members[m].size())});
        for (const std::size_t g : members[m]) {
            layout.groups.push_back({gathered[g].mesh, static_cast<std::uint32_t>(layout.order.size()),
                                     static_cast<std::uint32_t>(gathered[g].places.size())});
            layout.order.insert(layout.order.end(), gathered[g].places.begin(), gathered[g].places.end());
        }
    }
    layout.solidCount = static_cast<std::uint32_t>(layout.order.size());
    layout.order.insert(layout.order.end(), translucent.begin(), translucent.end());
    return layout;
}

} // namespace orfeas::render
