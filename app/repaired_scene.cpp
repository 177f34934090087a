#include "app/repaired_scene.h"

#include <algorithm>
#include <cmath>

#include <glm/common.hpp>

#include "core/io/baked_mesh.h"

namespace orfeas::app {
namespace {

mesh::Rgba8 texel(const image::Picture& picture, const glm::vec2& uv) {
    const auto at = [](float u, int size) {
        const float wrapped = u - std::floor(u);
        return std::clamp(static_cast<int>(wrapped * static_cast<float>(size)), 0, size - 1);
    };
    const std::uint8_t* pixel = picture.pixel(at(uv.x, picture.width), at(uv.y, picture.height));
    return {pixel[0], pixel[1], pixel[2], pixel[3]};
}

std::vector<mesh::Rgba8> coloursOf(const mesh::Mesh& mesh) {
    if (!mesh.colors.empty()) return mesh.colors;
    std::vector<mesh::Rgba8> colours(mesh.positions.size(), mesh::Rgba8(255));
    if (mesh.uvs.empty() || !mesh.texture) return colours;
    for (std::size_t f = 0; f < mesh.triangles.size(); ++f) {
        for (int k = 0; k < 3; ++k)
            colours[mesh.triangles[f][k]] = texel(*mesh.texture, mesh.uvs[mesh.uvTriangle(f)[k]]);
    }
    return colours;
}

} // namespace

std::shared_ptr<const mesh::Mesh> mergedParts(const std::vector<io::MeshPart>& parts) {
    if (parts.size() == 1) return io::bakedMesh(parts[0]);
    auto merged = std::make_shared<mesh::Mesh>();
    bool coloured = false;
    for (const io::MeshPart& part : parts)
        coloured = coloured || !part.mesh->colors.empty() || part.mesh->texture;
    for (const io::MeshPart& part : parts) {
        const auto baked = io::bakedMesh(part);
        const auto base = static_cast<std::uint32_t>(merged->positions.size());
        merged->positions.insert(merged->positions.end(), baked->positions.begin(), baked->positions.end());
        for (const glm::uvec3& t : baked->triangles)
            merged->triangles.push_back(t + base);
        if (!coloured) continue;
        const std::vector<mesh::Rgba8> colours = coloursOf(*baked);
        merged->colors.insert(merged->colors.end(), colours.begin(), colours.end());
    }
    return merged;
}

Result<RepairedScene> repairScene(const std::vector<io::MeshPart>& parts,
                                  const print::RepairSettings& settings, const jobs::JobContext& context) {
    ORFEAS_TRY(repaired, print::repair(mergedParts(parts), settings, context));
    RepairedScene scene{std::move(repaired), parts};
    if (scene.repair.changed)
        scene.parts = {io::MeshPart{parts.front().name, scene.repair.mesh, glm::mat4(1.0f)}};
    return scene;
}

} // namespace orfeas::app
