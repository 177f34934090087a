#include "core/io/material.h"

#include <algorithm>
#include <cmath>

namespace orfeas::io {
namespace {

mesh::Rgba8 product(const mesh::Rgba8& a, const mesh::Rgba8& b) {
    mesh::Rgba8 out;
    for (int k = 0; k < 4; ++k)
        out[k] = static_cast<std::uint8_t>((unsigned(a[k]) * b[k] + 127) / 255);
    return out;
}

// Whether every triangle shows the same texture; null when they show none.
struct TextureUse {
    std::shared_ptr<const image::Picture> texture;
    bool single = true;
    bool anyTexture = false;
    bool anyColor = false;
};

TextureUse textureUse(const std::vector<std::uint32_t>& used, const std::vector<Material>& materials) {
    TextureUse use;
    for (std::size_t i = 0; i < used.size(); ++i) {
        const Material& material = materials[used[i]];
        if (i == 0) use.texture = material.texture;
        use.single &= material.texture == use.texture;
        use.anyTexture |= material.texture != nullptr;
        use.anyColor |= !material.plain;
    }
    return use;
}

// Corners without texture coordinates get those of the texture's corner.
void completeUvs(mesh::Mesh& mesh) {
    std::uint32_t extra = kNoUv;
    for (glm::uvec3& t : mesh.uvTriangles) {
        for (int k = 0; k < 3; ++k) {
            if (t[k] != kNoUv) continue;
            if (extra == kNoUv) {
                extra = static_cast<std::uint32_t>(mesh.uvs.size());
                mesh.uvs.emplace_back(0.0f);
            }
            t[k] = extra;
        }
    }
}

void colorByMaterial(mesh::Mesh& mesh, const std::vector<std::uint32_t>& materialOf,
                     const std::vector<Material>& materials) {
    std::vector<std::uint8_t> known(mesh.positions.size(), 0);
    mesh.colors.assign(mesh.positions.size(), mesh::Rgba8(255));
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
        const Material& material = materials[materialOf.empty() ? 0 : materialOf[t]];
        for (int k = 0; k < 3; ++k) {
            const std::uint32_t vertex = mesh.triangles[t][k];
            if (known[vertex]) continue;
            known[vertex] = 1;
            mesh.colors[vertex] = material.color;
            const std::uint32_t uv = mesh.uvs.empty() ? kNoUv : mesh.uvTriangle(t)[k];
            if (material.texture && uv != kNoUv) {
                mesh.colors[vertex] = product(material.color, sampled(*material.texture, mesh.uvs[uv]));
            }
        }
    }
}

} // namespace

void applyMaterials(mesh::Mesh& mesh, const std::vector<std::uint32_t>& materialOf,
                    const std::vector<Material>& materials, std::vector<std::string>& warnings) {
    std::vector<std::uint32_t> used = materialOf.empty() ? std::vector<std::uint32_t>{0} : materialOf;
    std::sort(used.begin(), used.end());
    used.erase(std::unique(used.begin(), used.end()), used.end());
    const TextureUse use = materials.empty() ? TextureUse{} : textureUse(used, materials);
    if (use.texture && use.single && !mesh.uvs.empty()) {
        completeUvs(mesh);
        mesh.texture = use.texture;
        return;
    }
    if (use.anyTexture && !mesh.uvs.empty()) {
        colorByMaterial(mesh, materialOf, materials);
        const std::string text = "the object has several textures; they were turned into colours per vertex";
        if (std::find(warnings.begin(), warnings.end(), text) == warnings.end()) warnings.push_back(text);
    } else if (use.anyColor && mesh.colors.empty()) {
        colorByMaterial(mesh, materialOf, materials);
    }
    mesh.uvs.clear();
    mesh.uvTriangles.clear();
}

mesh::Rgba8 sampled(const image::Picture& texture, const glm::vec2& uv) {
    const auto place = [](float t, int size) {
        double turn = std::isfinite(t) ? static_cast<double>(t) : 0.0;
        if (turn < 0.0 || turn > 1.0) turn -= std::floor(turn);
        const double at = turn * size - 0.5;
        return std::clamp(at, 0.0, static_cast<double>(size - 1));
    };
    const double x = place(uv.x, texture.width);
    const double y = place(uv.y, texture.height);
    const int x0 = static_cast<int>(x);
    const int y0 = static_cast<int>(y);
    const int x1 = std::min(x0 + 1, texture.width - 1);
    const int y1 = std::min(y0 + 1, texture.height - 1);
    const double fx = x - x0;
    const double fy = y - y0;
    mesh::Rgba8 out;
    for (int k = 0; k < 4; ++k) {
        const double top = texture.pixel(x0, y0)[k] * (1.0 - fx) + texture.pixel(x1, y0)[k] * fx;
        const double bottom = texture.pixel(x0, y1)[k] * (1.0 - fx) + texture.pixel(x1, y1)[k] * fx;
        out[k] = static_cast<std::uint8_t>(top * (1.0 - fy) + bottom * fy + 0.5);
    }
    return out;
}

std::vector<mesh::Rgba8> vertexColors(const mesh::Mesh& mesh) {
    if (!mesh.colors.empty() || !mesh.texture || mesh.texture->empty() || mesh.uvs.empty())
        return mesh.colors;
    std::vector<mesh::Rgba8> colors(mesh.positions.size(), mesh::Rgba8(255));
    std::vector<std::uint8_t> known(mesh.positions.size(), 0);
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
        for (int k = 0; k < 3; ++k) {
            const std::uint32_t vertex = mesh.triangles[t][k];
            if (known[vertex]) continue;
            known[vertex] = 1;
            colors[vertex] = sampled(*mesh.texture, mesh.uvs[mesh.uvTriangle(t)[k]]);
        }
    }
    return colors;
}

} // namespace orfeas::io
