#include "core/project/thumbnail.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <glm/geometric.hpp>
#include <glm/vec4.hpp>

#include "core/image/resize.h"

namespace orfeas::project {
namespace {

constexpr int kSupersampling = 2;
constexpr std::size_t kAskEvery = 1u << 16;
constexpr glm::vec3 kClay{186.0f, 190.0f, 198.0f};

/// An orthographic view from the front right and above.
struct View {
    glm::vec3 back = glm::normalize(glm::vec3(-0.47f, 0.76f, -0.45f));
    glm::vec3 right = glm::normalize(glm::cross(back, glm::vec3(0.0f, 0.0f, 1.0f)));
    glm::vec3 up = glm::cross(right, back);
    float scale = 1.0f;
    glm::vec2 offset{0.0f};

    /// x right, y down, z away, before scaling.
    glm::vec3 turned(const glm::vec3& p) const {
        return {glm::dot(p, right), -glm::dot(p, up), glm::dot(p, back)};
    }
};

class Canvas {
public:
    explicit Canvas(int side)
        : m_side(side), m_depth(static_cast<std::size_t>(side) * static_cast<std::size_t>(side),
                                std::numeric_limits<float>::infinity()) {
        m_picture.width = side;
        m_picture.height = side;
        m_picture.hasAlpha = true;
        m_picture.rgba.assign(4 * m_depth.size(), 0);
    }

    /// Calls color(weights) for every pixel of the triangle that nothing nearer covers.
    template <typename Color>
    void fill(const glm::vec3& a, const glm::vec3& b, const glm::vec3& c, const Color& color) {
        const float area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
        if (!(std::abs(area) > 1e-12f)) return;
        const int left = pixel(std::min({a.x, b.x, c.x}));
        const int right = pixel(std::max({a.x, b.x, c.x}));
        const int top = pixel(std::min({a.y, b.y, c.y}));
        const int bottom = pixel(std::max({a.y, b.y, c.y}));
        for (int y = top; y <= bottom; ++y) {
            for (int x = left; x <= right; ++x) {
                const glm::vec2 p(static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f);
                const float u = ((b.x - p.x) * (c.y - p.y) - (b.y - p.y) * (c.x - p.x)) / area;
                const float v = ((c.x - p.x) * (a.y - p.y) - (c.y - p.y) * (a.x - p.x)) / area;
                const float w = 1.0f - u - v;
                if (u < 0.0f || v < 0.0f || w < 0.0f) continue;
                set(x, y, u * a.z + v * b.z + w * c.z, color(glm::vec3(u, v, w)));
            }
        }
    }

    image::Picture take() { return std::move(m_picture); }

private:
    int pixel(float at) const { return std::clamp(static_cast<int>(std::floor(at)), 0, m_side - 1); }

    void set(int x, int y, float depth, const glm::vec3& color) {
        const std::size_t i =
            static_cast<std::size_t>(y) * static_cast<std::size_t>(m_side) + static_cast<std::size_t>(x);
        if (!(depth < m_depth[i])) return;
        m_depth[i] = depth;
        for (int k = 0; k < 3; ++k) {
            m_picture.rgba[4 * i + static_cast<std::size_t>(k)] =
                static_cast<std::uint8_t>(std::clamp(color[k], 0.0f, 255.0f));
        }
        m_picture.rgba[4 * i + 3] = 255;
    }

    int m_side;
    std::vector<float> m_depth;
    image::Picture m_picture;
};

bool isDrawn(const Object& object) {
    return object.visible && object.mesh && !object.mesh->empty();
}

// Points of the mesh as the view sees them, placed in the scene.
std::vector<glm::vec3> turnedPoints(const Object& object, const View& view) {
    std::vector<glm::vec3> points;
    points.reserve(object.mesh->positions.size());
    for (const glm::vec3& p : object.mesh->positions)
        points.push_back(view.turned(glm::vec3(object.transform * glm::vec4(p, 1.0f))));
    return points;
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

bool drawObject(Canvas& canvas, const Object& object, const View& view, const jobs::JobContext& context) {
    std::vector<glm::vec3> points = turnedPoints(object, view);
    for (glm::vec3& p : points)
        p = {p.x * view.scale + view.offset.x, p.y * view.scale + view.offset.y, p.z * view.scale};
    const mesh::Mesh& mesh = *object.mesh;
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
        if (t % kAskEvery == 0 && context.cancelled()) return false;
        const glm::uvec3& tri = mesh.triangles[t];
        const glm::vec3& a = points[tri.x];
        const glm::vec3& b = points[tri.y];
        const glm::vec3& c = points[tri.z];
        if (!std::isfinite(a.x + a.y + a.z + b.x + b.y + b.z + c.x + c.y + c.z)) continue;
        const float light = shade(a, b, c);
        canvas.fill(a, b, c, [&](const glm::vec3& weights) { return light * baseColor(mesh, t, weights); });
    }
    return true;
}

} // namespace

image::Picture drawThumbnail(const Document& document, int side, const jobs::JobContext& context) {
    View view;
    glm::vec2 lower(std::numeric_limits<float>::max());
    glm::vec2 upper(-std::numeric_limits<float>::max());
    for (const ObjectPtr& object : document.objects) {
        if (!isDrawn(*object)) continue;
        for (const glm::vec3& p : turnedPoints(*object, view)) {
            if (!std::isfinite(p.x + p.y + p.z)) continue;
            lower = glm::min(lower, glm::vec2(p));
            upper = glm::max(upper, glm::vec2(p));
        }
    }
    const int fine = side * kSupersampling;
    Canvas canvas(fine);
    const float extent = std::max(upper.x - lower.x, upper.y - lower.y);
    if (!(extent > 0.0f) || !std::isfinite(extent)) return image::resized(canvas.take(), side);
    view.scale = 0.92f * static_cast<float>(fine) / extent;
    view.offset = glm::vec2(0.5f * static_cast<float>(fine)) - view.scale * 0.5f * (lower + upper);
    for (const ObjectPtr& object : document.objects) {
        if (isDrawn(*object) && !drawObject(canvas, *object, view, context)) break;
    }
    return image::resized(canvas.take(), side);
}

} // namespace orfeas::project
