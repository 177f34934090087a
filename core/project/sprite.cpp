#include "core/project/sprite.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

#include <glm/geometric.hpp>

#include "core/base/parallel.h"

namespace orfeas::project {
namespace {

constexpr std::size_t kAskEvery = 1u << 16;
constexpr std::size_t kPointsAPiece = 1u << 15;
constexpr glm::vec3 kClay{186.0f, 190.0f, 198.0f};

struct View {
    glm::vec3 back = glm::normalize(glm::vec3(-0.47f, 0.76f, -0.45f));
    glm::vec3 right = glm::normalize(glm::cross(back, glm::vec3(0.0f, 0.0f, 1.0f)));
    glm::vec3 up = glm::cross(right, back);
    glm::mat3 matrix = glm::transpose(glm::mat3(right, -up, back));
};

const View& view() {
    static const View kView;
    return kView;
}

bool isFinite(const glm::vec3& p) {
    return std::isfinite(p.x + p.y + p.z);
}

glm::vec3 textureColor(const image::Picture& texture, const glm::vec2& uv) {
    const auto at = [](float t, int size) {
        return std::clamp(static_cast<int>(t * static_cast<float>(size)), 0, size - 1);
    };
    const std::uint8_t* p = texture.pixel(at(uv.x, texture.width), at(uv.y, texture.height));
    return {p[0], p[1], p[2]};
}

glm::vec3 baseColor(const mesh::Mesh& mesh, std::size_t t, const glm::vec3& weights) {
    const glm::uvec3& tri = mesh.triangles[t];
    if (!mesh.uvs.empty() && mesh.texture && !mesh.texture->empty()) {
        const glm::uvec3& uv = mesh.uvTriangle(t);
        return textureColor(*mesh.texture, weights.x * mesh.uvs[uv.x] + weights.y * mesh.uvs[uv.y] +
                                               weights.z * mesh.uvs[uv.z]);
    }
    if (mesh.colors.empty()) return kClay;
    return weights.x * glm::vec3(mesh.colors[tri.x]) + weights.y * glm::vec3(mesh.colors[tri.y]) +
           weights.z * glm::vec3(mesh.colors[tri.z]);
}

// Light from the upper left behind the viewer, in the view's space; both sides of a triangle are lit.
float shade(const glm::vec3& a, const glm::vec3& b, const glm::vec3& c) {
    const glm::vec3 normal = glm::cross(b - a, c - a);
    const float length = glm::length(normal);
    if (!(length > 0.0f)) return 0.35f;
    static const glm::vec3 kLight = glm::normalize(glm::vec3(-0.45f, -0.75f, -0.7f));
    const float toViewer = normal.z < 0.0f ? 1.0f : -1.0f;
    return 0.35f + 0.7f * std::max(0.0f, toViewer * glm::dot(normal, kLight) / length);
}

// Texels whose centre lies between two places on an axis; most small triangles have none.
struct Range {
    int first;
    int last;
    Range(float lower, float upper, int size)
        : first(static_cast<int>(std::max(lower + 0.5f, 0.0f))),
          last(std::min(static_cast<int>(upper + 0.5f), size) - 1) {}
};

class Drawing {
public:
    Drawing(Sprite& sprite, const mesh::Mesh& mesh) : m_sprite(sprite), m_mesh(mesh) {}

    // a, b, c: the corners of triangle t in texels, z in texels as well.
    void fill(std::size_t t, const glm::vec3& a, const glm::vec3& b, const glm::vec3& c) {
        const Range columns(std::min({a.x, b.x, c.x}), std::max({a.x, b.x, c.x}), m_sprite.width);
        const Range rows(std::min({a.y, b.y, c.y}), std::max({a.y, b.y, c.y}), m_sprite.height);
        if (columns.first > columns.last || rows.first > rows.last) return;
        const float area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
        if (!(std::abs(area) > 1e-12f)) return;
        float light = -1.0f;
        for (int y = rows.first; y <= rows.last; ++y) {
            for (int x = columns.first; x <= columns.last; ++x) {
                const glm::vec2 p(static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f);
                const float u = ((b.x - p.x) * (c.y - p.y) - (b.y - p.y) * (c.x - p.x)) / area;
                const float v = ((c.x - p.x) * (a.y - p.y) - (c.y - p.y) * (a.x - p.x)) / area;
                const float w = 1.0f - u - v;
                if (u < 0.0f || v < 0.0f || w < 0.0f) continue;
                float& nearest = m_sprite.depth[texel(x, y)];
                const float depth = u * a.z + v * b.z + w * c.z;
                if (!(depth < nearest)) continue;
                nearest = depth;
                if (light < 0.0f) light = shade(a, b, c);
                paint(texel(x, y), light * baseColor(m_mesh, t, {u, v, w}));
            }
        }
    }

private:
    std::size_t texel(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(m_sprite.width) +
               static_cast<std::size_t>(x);
    }
    void paint(std::size_t at, const glm::vec3& color) {
        for (int k = 0; k < 3; ++k)
            m_sprite.rgb[3 * at + static_cast<std::size_t>(k)] =
                static_cast<std::uint8_t>(std::clamp(color[k], 0.0f, 255.0f));
    }

    Sprite& m_sprite;
    const mesh::Mesh& m_mesh;
};

} // namespace

glm::vec3 seenFromThumbnail(const glm::vec3& point) {
    return view().matrix * point;
}

SpriteBounds spriteBounds(const mesh::Mesh& mesh, const glm::mat3& turn) {
    const glm::mat3 toView = view().matrix * turn;
    SpriteBounds bounds;
    std::mutex joining;
    parallelFor(mesh.positions.size(), kPointsAPiece, [&](std::size_t begin, std::size_t end) {
        glm::vec2 lower(std::numeric_limits<float>::max());
        glm::vec2 upper(-std::numeric_limits<float>::max());
        for (std::size_t i = begin; i < end; ++i) {
            const glm::vec3 p = toView * mesh.positions[i];
            if (!isFinite(p)) continue;
            lower = glm::min(lower, glm::vec2(p));
            upper = glm::max(upper, glm::vec2(p));
        }
        if (lower.x > upper.x) return;
        const std::lock_guard guard(joining);
        bounds.lower = bounds.empty ? lower : glm::min(bounds.lower, lower);
        bounds.upper = bounds.empty ? upper : glm::max(bounds.upper, upper);
        bounds.empty = false;
    });
    return bounds;
}

std::optional<Sprite> drawSprite(const mesh::Mesh& mesh, const glm::mat3& turn, const SpriteBounds& bounds,
                                 float density, const jobs::JobContext& context) {
    Sprite sprite{bounds, density, 0, 0, {}, {}};
    const glm::vec2 size = density * (bounds.upper - bounds.lower);
    sprite.width = static_cast<int>(size.x) + 1;
    sprite.height = static_cast<int>(size.y) + 1;
    sprite.depth.assign(static_cast<std::size_t>(sprite.width) * static_cast<std::size_t>(sprite.height),
                        std::numeric_limits<float>::infinity());
    sprite.rgb.resize(3 * sprite.depth.size());
    std::vector<glm::vec3> points(mesh.positions.size());
    const glm::mat3 toView = view().matrix * turn;
    const glm::vec3 corner(bounds.lower, 0.0f);
    parallelFor(points.size(), kPointsAPiece, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            points[i] = density * (toView * mesh.positions[i] - corner);
    });
    Drawing drawing(sprite, mesh);
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
        if (t % kAskEvery == 0 && context.cancelled()) return std::nullopt;
        const glm::uvec3& tri = mesh.triangles[t];
        const glm::vec3& a = points[tri.x];
        const glm::vec3& b = points[tri.y];
        const glm::vec3& c = points[tri.z];
        if (isFinite(a + b + c)) drawing.fill(t, a, b, c);
    }
    for (float& depth : sprite.depth)
        depth /= density;
    return sprite;
}

} // namespace orfeas::project
