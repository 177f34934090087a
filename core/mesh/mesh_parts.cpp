#include "core/mesh/mesh_parts.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include <glm/geometric.hpp>

namespace orfeas::mesh {
namespace {

constexpr std::uint32_t kNone = 0xffffffffu;

std::uint32_t findRoot(std::vector<std::uint32_t>& parent, std::uint32_t i) {
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

} // namespace

MeshParts findParts(const Mesh& mesh) {
    std::vector<std::uint32_t> parent(mesh.positions.size());
    std::iota(parent.begin(), parent.end(), 0u);
    for (const glm::uvec3& t : mesh.triangles) {
        for (const std::uint32_t other : {t.y, t.z}) {
            const std::uint32_t a = findRoot(parent, t.x);
            const std::uint32_t b = findRoot(parent, other);
            parent[std::max(a, b)] = std::min(a, b);
        }
    }
    MeshParts result;
    result.of.resize(mesh.triangles.size());
    std::vector<std::uint32_t> partOfRoot(mesh.positions.size(), kNone);
    for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
        const glm::uvec3& t = mesh.triangles[i];
        std::uint32_t& part = partOfRoot[findRoot(parent, t.x)];
        if (part == kNone) {
            part = static_cast<std::uint32_t>(result.parts.size());
            result.parts.push_back({0, 0.0, std::numeric_limits<float>::max()});
        }
        result.of[i] = part;
        MeshPart& p = result.parts[part];
        const glm::dvec3 a(mesh.positions[t.x]), b(mesh.positions[t.y]), c(mesh.positions[t.z]);
        ++p.triangles;
        p.volumeMm3 += glm::dot(a, glm::cross(b, c)) / 6.0;
        p.lowest = std::min({p.lowest, mesh.positions[t.x].z, mesh.positions[t.y].z, mesh.positions[t.z].z});
    }
    return result;
}

Mesh keepParts(const Mesh& mesh, const MeshParts& parts, const std::vector<std::uint8_t>& keep) {
    Mesh out;
    out.texture = mesh.texture;
    const bool ownUvs = !mesh.uvTriangles.empty();
    if (ownUvs) out.uvs = mesh.uvs;
    std::vector<std::uint32_t> number(mesh.positions.size(), kNone);
    for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
        if (!keep[parts.of[i]]) continue;
        glm::uvec3 t = mesh.triangles[i];
        for (int k = 0; k < 3; ++k) {
            std::uint32_t& n = number[t[k]];
            if (n == kNone) {
                n = static_cast<std::uint32_t>(out.positions.size());
                out.positions.push_back(mesh.positions[t[k]]);
                if (!mesh.colors.empty()) out.colors.push_back(mesh.colors[t[k]]);
                if (!mesh.uvs.empty() && !ownUvs) out.uvs.push_back(mesh.uvs[t[k]]);
            }
            t[k] = n;
        }
        out.triangles.push_back(t);
        if (ownUvs) out.uvTriangles.push_back(mesh.uvTriangles[i]);
    }
    return out;
}

} // namespace orfeas::mesh
