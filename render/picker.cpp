#include "render/picker.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include <glm/geometric.hpp>
#include <glm/mat3x3.hpp>

namespace orfeas::render {
namespace {

PixelRectangle clipped(PixelRectangle r, Viewport viewport) {
    const auto cut = [](int& start, int& size, int limit) {
        const long long end = std::clamp<long long>(static_cast<long long>(start) + size, 0, limit);
        start = std::clamp(start, 0, limit);
        size = static_cast<int>(std::max<long long>(end - start, 0));
    };
    cut(r.x, r.width, viewport.width);
    cut(r.y, r.height, viewport.height);
    return r;
}

/// Blows the rectangle up to the whole picture.
glm::mat4 partMatrix(PixelRectangle r, Viewport viewport) {
    const glm::vec2 size(viewport.width, viewport.height);
    const glm::vec2 scale = size / glm::vec2(r.width, r.height);
    const glm::vec2 middle = (2.0f * glm::vec2(r.x, r.y) + glm::vec2(r.width, r.height)) / size - 1.0f;
    glm::mat4 m(1.0f);
    m[0][0] = scale.x;
    m[1][1] = scale.y;
    m[3][0] = -middle.x * scale.x;
    m[3][1] = -middle.y * scale.y;
    return m;
}

using Corners = std::array<glm::dvec3, 3>;

Corners cornersOf(const mesh::Mesh& mesh, std::size_t triangle, const glm::mat4& transform) {
    Corners corners;
    for (int i = 0; i < 3; ++i)
        corners[static_cast<std::size_t>(i)] =
            glm::dvec3(glm::dmat4(transform) * glm::dvec4(mesh.positions[mesh.triangles[triangle][i]], 1.0));
    return corners;
}

/// Möller and Trumbore, 1997; both sides.
std::optional<double> distanceTo(const Corners& c, glm::dvec3 origin, glm::dvec3 direction) {
    const glm::dvec3 u = c[1] - c[0], v = c[2] - c[0], p = glm::cross(direction, v);
    const double determinant = glm::dot(u, p);
    if (determinant == 0.0) return std::nullopt;
    const glm::dvec3 s = origin - c[0], q = glm::cross(s, u);
    const double a = glm::dot(s, p) / determinant, b = glm::dot(direction, q) / determinant;
    const double t = glm::dot(v, q) / determinant;
    if (a < 0.0 || b < 0.0 || a + b > 1.0 || t < 0.0) return std::nullopt;
    return t;
}

/// For cards that do not tell the triangle.
std::optional<std::uint32_t> nearestTriangle(const mesh::Mesh& mesh, const glm::mat4& transform,
                                             const Ray& ray) {
    std::optional<std::uint32_t> nearest;
    double best = std::numeric_limits<double>::max();
    for (std::uint32_t i = 0; i < mesh.triangles.size(); ++i) {
        const auto t = distanceTo(cornersOf(mesh, i, transform), ray.origin, ray.direction);
        if (!t || *t >= best) continue;
        best = *t;
        nearest = i;
    }
    return nearest;
}

} // namespace

/// Where the ray through the pixel's middle meets the plane of its triangle.
std::optional<PickHit> Picker::hitAt(const PickRequest& request, glm::ivec2 pixel, PickedPixel picked) const {
    const std::size_t place = picked.object - 1;
    const SceneObject& object = request.scene->objects[place];
    const GpuMesh& drawn = *m_view.objects()[place].mesh;
    const glm::mat4& transform = m_view.instances().at(place).transform;
    const Ray ray = request.camera.rayThrough(glm::vec2(pixel) + 0.5f, request.viewport);
    PickHit hit;
    hit.object = object.id;
    std::optional<std::uint32_t> triangle;
    if (drawn.source.lock() != object.mesh) return std::nullopt; // another mesh stands in for it
    if (picked.triangle > 0)
        triangle = drawn.triangles.empty() ? picked.triangle - 1 : drawn.triangles[picked.triangle - 1];
    else
        triangle = nearestTriangle(*object.mesh, transform, ray);
    if (!triangle) return std::nullopt;
    hit.triangle = *triangle;
    const Corners c = cornersOf(*object.mesh, *triangle, transform);
    glm::dvec3 normal = glm::cross(c[1] - c[0], c[2] - c[0]);
    if (m_view.objects()[place].mirrored) normal = -normal;
    const double length = glm::length(normal);
    const glm::dvec3 direction(ray.direction), origin(ray.origin);
    const double slope = glm::dot(normal, direction);
    if (!(length > 0.0)) return std::nullopt;
    hit.normal = glm::vec3(normal / length);
    // Seen edge on, the plane tells nothing of the distance; its middle will do.
    const glm::dvec3 middle = (c[0] + c[1] + c[2]) / 3.0;
    const bool edgeOn = std::abs(slope) < 1e-9 * length;
    hit.position =
        glm::vec3(edgeOn ? middle : origin + direction * (glm::dot(normal, c[0] - origin) / slope));
    return hit;
}

PickResult Picker::readPixels(const PickRequest& request, PixelRectangle r) const {
    const std::span<const PickedPixel> pixels = m_pass.pixels();
    PickResult result;
    std::vector<bool> met(request.scene->objects.size(), false);
    glm::ivec2 nearest{-1, -1};
    long long best = std::numeric_limits<long long>::max();
    for (int y = 0; y < r.height; ++y) {
        for (int x = 0; x < r.width; ++x) {
            const PickedPixel& pixel =
                pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(r.width) +
                       static_cast<std::size_t>(x)];
            if (pixel.object == 0 || pixel.object > met.size()) continue;
            met[pixel.object - 1] = true;
            const long long dx = x - r.width / 2, dy = y - r.height / 2;
            if (dx * dx + dy * dy >= best) continue;
            best = dx * dx + dy * dy;
            nearest = {x, y};
        }
    }
    std::set<std::uint64_t> known;
    for (std::size_t i = 0; i < met.size(); ++i) {
        const std::uint64_t id = request.scene->objects[i].id;
        if (met[i] && known.insert(id).second) result.objects.push_back(id);
    }
    if (nearest.x >= 0) {
        const auto at = static_cast<std::size_t>(nearest.y) * static_cast<std::size_t>(r.width) +
                        static_cast<std::size_t>(nearest.x);
        result.hit = hitAt(request, nearest + glm::ivec2(r.x, r.y), pixels[at]);
    }
    return result;
}

PickResult Picker::readMet() const {
    PickResult result;
    std::set<std::uint64_t> known;
    const std::span<const std::uint32_t> met = m_pass.met();
    const auto& objects = m_view.scene().objects;
    for (std::size_t i = 0; i < objects.size(); ++i)
        if ((met[i / 32] >> (i % 32) & 1u) != 0 && known.insert(objects[i].id).second)
            result.objects.push_back(objects[i].id);
    return result;
}

Result<void> Picker::record(const gpu::Frame& frame, const SceneFrame& what, const PickRequest& request,
                            PixelRectangle r) {
    PassContext context;
    context.extent = {static_cast<std::uint32_t>(r.width), static_cast<std::uint32_t>(r.height)};
    Renderer::Choice choice;
    choice.viewport = request.viewport;
    choice.matrix = partMatrix(r, request.viewport) *
                    request.camera.projectionMatrix(request.viewport.aspect()) * request.camera.viewMatrix();
    choice.byProcessor = choice.full = true;
    DrawList draws;
    ORFEAS_CHECK(m_renderer.begin(frame, m_view, what, choice, context, draws));
    ORFEAS_CHECK(m_pass.prepare(context, context.extent, request.through));
    m_pass.record(context);
    return {};
}

Result<PickResult> Picker::pick(gpu::FrameRing& ring, const PickRequest& request,
                                const std::shared_ptr<const LiveTransforms>& live, MeshCache::Wait wait) {
    if (request.viewport.width < 1 || request.viewport.height < 1 || !request.scene)
        return Error{ErrorCode::BadInput, "There is no view to select in", ""};
    const PixelRectangle r = clipped(request.rectangle, request.viewport);
    if (r.width == 0 || r.height == 0) return PickResult{};
    SceneFrame what;
    what.scene = request.scene;
    what.camera = request.camera;
    what.live = live;
    what.wait = wait;
    ORFEAS_TRY(frame, ring.begin());
    if (Result<void> recorded = record(frame, what, request, r); !recorded.ok()) {
        m_view.forget();
        m_renderer.frameDropped();
        return recorded.error();
    }
    ORFEAS_CHECK(ring.submit());
    m_renderer.frameSubmitted();
    ORFEAS_CHECK(ring.finish());
    return request.through ? readMet() : readPixels(request, r);
}

} // namespace orfeas::render
