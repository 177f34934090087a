#include "core/inference/training/training_mesh.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <glm/geometric.hpp>

#include "core/io/baked_mesh.h"
#include "core/mesh/mesh_facts.h"
#include "core/shapes/pixels.h"
#include "core/shapes/truth.h"

namespace orfeas::inference {
namespace {

using shapes::Vec3;

constexpr double kAway = 1e-4; ///< of the mesh's size: shadows begin that far from the surface
constexpr float kSmooth =
    0.7f; ///< cosine between face and vertex normal up to which a surface is drawn round

Vec3 toVec(const glm::dvec3& v) {
    return {float(v.x), float(v.y), float(v.z)};
}

glm::dvec3 toGlm(Vec3 v) {
    return {v.x, v.y, v.z};
}

// Z up, facing -Y, as meshes lie, to y up, facing +z.
glm::vec3 turned(const glm::vec3& p) {
    return {p.x, p.z, -p.y};
}

float linear(std::uint8_t v) {
    const float s = float(v) / 255.0f;
    return s <= 0.04045f ? s / 12.92f : std::pow((s + 0.055f) / 1.055f, 2.4f);
}

mesh::Mesh joined(const std::vector<io::MeshPart>& parts) {
    mesh::Mesh all;
    for (const io::MeshPart& part : parts) {
        const io::Placement place(part.transform);
        const auto first = std::uint32_t(all.positions.size());
        for (const glm::vec3& p : part.mesh->positions)
            all.positions.push_back(turned(place(p)));
        for (const glm::uvec3& t : part.mesh->triangles)
            all.triangles.push_back(place(t) + first);
    }
    return all;
}

Vec3 textureColor(const image::Picture& picture, glm::vec2 uv) {
    const auto pixel = [](float v, int size) {
        return std::clamp(int((v - std::floor(v)) * float(size)), 0, size - 1);
    };
    const auto rgba = picture.pixel(pixel(uv.x, picture.width), pixel(uv.y, picture.height));
    return {linear(rgba[0]), linear(rgba[1]), linear(rgba[2])};
}

} // namespace

Result<TrainingMesh> TrainingMesh::make(std::string name, std::vector<io::MeshPart> parts) {
    const mesh::Mesh all = joined(parts);
    const mesh::MeshFacts facts = mesh::measure(mesh::weldExact(all));
    if (!facts.closed() || facts.invalidVertices > 0 || facts.volumeMm3 <= 0.0) {
        return Error{ErrorCode::BadInput,
                     "\"" + name + "\" does not bound a solid; repair it first (orfeas repair)",
                     {}};
    }
    return TrainingMesh(std::move(name), std::move(parts), all);
}

TrainingMesh::TrainingMesh(std::string name, std::vector<io::MeshPart> parts, const mesh::Mesh& all)
    : m_name(std::move(name)), m_parts(std::move(parts)), m_positions(all.positions),
      m_triangles(all.triangles), m_distance(all) {
    std::uint32_t first = 0;
    for (const io::MeshPart& part : m_parts) {
        m_firstTriangle.push_back(first);
        first += std::uint32_t(part.mesh->triangles.size());
    }
    double area = 0.0;
    for (const glm::uvec3& t : m_triangles) {
        const glm::dvec3 a(m_positions[t.x]), b(m_positions[t.y]), c(m_positions[t.z]);
        m_areaUntil.push_back(area += 0.5 * glm::length(glm::cross(b - a, c - a)));
    }
}

glm::vec3 TrainingMesh::weightsAt(std::uint32_t triangle, const glm::dvec3& point) const {
    const glm::uvec3 t = m_triangles[triangle];
    const glm::dvec3 a(m_positions[t.x]), ab = glm::dvec3(m_positions[t.y]) - a,
                                          ac = glm::dvec3(m_positions[t.z]) - a, ap = point - a;
    const double bb = glm::dot(ab, ab), bc = glm::dot(ab, ac), cc = glm::dot(ac, ac);
    const double det = bb * cc - bc * bc;
    if (det <= 0.0) return {1.0f, 0.0f, 0.0f};
    const double pb = glm::dot(ap, ab), pc = glm::dot(ap, ac);
    const double u = std::clamp((cc * pb - bc * pc) / det, 0.0, 1.0),
                 v = std::clamp((bb * pc - bc * pb) / det, 0.0, 1.0 - u);
    return {float(1.0 - u - v), float(u), float(v)};
}

Vec3 TrainingMesh::colorAt(std::uint32_t triangle, glm::vec3 weights, Vec3 paint) const {
    const auto after = std::upper_bound(m_firstTriangle.begin(), m_firstTriangle.end(), triangle);
    const auto part = std::size_t(after - m_firstTriangle.begin()) - 1;
    const mesh::Mesh& from = *m_parts[part].mesh;
    const std::size_t own = triangle - m_firstTriangle[part];
    // A mirrored placement turned the triangle over: its second and third corner changed places.
    if (io::Placement(m_parts[part].transform).mirrors()) std::swap(weights.y, weights.z);
    if (from.texture && !from.uvs.empty()) {
        const glm::uvec3& t = from.uvTriangle(own);
        const glm::vec2 uv =
            weights.x * from.uvs[t.x] + weights.y * from.uvs[t.y] + weights.z * from.uvs[t.z];
        return textureColor(*from.texture, uv);
    }
    if (from.colors.empty()) return paint;
    Vec3 sum;
    for (int k = 0; k < 3; ++k) {
        const mesh::Rgba8 c = from.colors[from.triangles[own][k]];
        sum += Vec3{linear(c.r), linear(c.g), linear(c.b)} * weights[k];
    }
    return sum;
}

Vec3 TrainingMesh::lit(const shapes::Placement& placement, const shapes::Look& look, const glm::dvec3& at,
                       std::uint32_t triangle, Vec3 paint) const {
    const glm::uvec3 t = m_triangles[triangle];
    const glm::vec3 weights = weightsAt(triangle, at);
    const glm::vec3 face =
        glm::normalize(glm::cross(m_positions[t.y] - m_positions[t.x], m_positions[t.z] - m_positions[t.x]));
    glm::vec3 normal(0.0f);
    for (int k = 0; k < 3; ++k) {
        const glm::vec3 corner = m_distance.vertexNormal(t[k]);
        normal += weights[k] * (glm::dot(corner, face) > kSmooth ? corner : face);
    }
    normal = glm::normalize(normal);
    const Vec3 seen = placement.turn.outside(toVec(normal));
    const glm::dvec3 from = at + glm::dvec3(face) * kAway / double(placement.scale);
    Vec3 light = shapes::mix(look.ground, look.sky, 0.5f + 0.5f * shapes::dot(seen, look.up));
    for (int i = 0; i < look.lightCount; ++i) {
        const float lambert = shapes::dot(seen, look.lights[i].direction);
        if (lambert <= 0.0f) continue;
        const glm::dvec3 toward = toGlm(placement.turn.inside(look.lights[i].direction));
        if (look.lights[i].shadow && m_distance.tree().firstHit(from, toward)) continue;
        light += look.lights[i].color * lambert;
    }
    return colorAt(triangle, weights, paint) * light * look.exposure;
}

std::vector<std::uint8_t> TrainingMesh::picture(const shapes::Placement& placement, const shapes::Look& look,
                                                float cameraDistance, int side, Vec3 paint) const {
    constexpr std::array<std::array<float, 2>, 4> kOffsets{
        {{-0.125f, -0.375f}, {0.375f, -0.125f}, {-0.375f, 0.125f}, {0.125f, 0.375f}}};
    std::vector<std::uint8_t> rgba;
    rgba.reserve(4 * std::size_t(side) * std::size_t(side));
    const Vec3 eye{0.0f, 0.0f, cameraDistance};
    const glm::dvec3 from = toGlm(placement.toObject(eye));
    for (int i = 0; i < side * side; ++i) {
        Vec3 sum;
        float hits = 0.0f;
        for (const auto& offset : kOffsets) {
            const Vec3 place{shapes::pixelMiddle(float(i % side) + offset[0], side),
                             -shapes::pixelMiddle(float(i / side) + offset[1], side), 0.0f};
            const glm::dvec3 toward = toGlm(placement.toObject(place)) - from;
            const auto hit = m_distance.tree().firstHit(from, toward);
            if (!hit) continue;
            hits += 1.0f;
            sum += lit(placement, look, from + hit->distance * toward, hit->triangle, paint);
        }
        const Vec3 color = hits > 0.0f ? sum * (1.0f / hits) : Vec3{};
        for (const float v : {color.x, color.y, color.z})
            rgba.push_back(shapes::encoded(v));
        rgba.push_back(std::uint8_t(hits / 4.0f * 255.0f + 0.5f));
    }
    return rgba;
}

shapes::DepthMaps TrainingMesh::depthMaps(const shapes::Placement& placement, float cameraDistance,
                                          int side) const {
    const auto count = std::size_t(side) * std::size_t(side);
    shapes::DepthMaps maps{side, std::vector<float>(count, shapes::kNoDepth),
                           std::vector<float>(count, shapes::kNoDepth)};
    const glm::dvec3 from = toGlm(placement.toObject({0.0f, 0.0f, cameraDistance}));
    for (std::size_t i = 0; i < count; ++i) {
        const Vec3 place{shapes::pixelMiddle(float(int(i) % side), side),
                         -shapes::pixelMiddle(float(int(i) / side), side), 0.0f};
        const glm::dvec3 toward = toGlm(placement.toObject(place)) - from;
        const auto front = m_distance.tree().firstHit(from, toward);
        if (!front) continue;
        // From twice as far behind as the picture's plane is, back.
        const auto back = m_distance.tree().firstHit(from + 2.0 * toward, -toward);
        maps.front[i] = cameraDistance * float(1.0 - front->distance);
        maps.back[i] = back ? cameraDistance * float(back->distance - 1.0) : maps.front[i];
    }
    return maps;
}

Vec3 TrainingMesh::surfacePoint(shapes::Random& random) const {
    const double wanted = double(random.unit()) * m_areaUntil.back();
    const auto found = std::upper_bound(m_areaUntil.begin(), m_areaUntil.end() - 1, wanted);
    const glm::uvec3 t = m_triangles[std::size_t(found - m_areaUntil.begin())];
    const float root = std::sqrt(random.unit()), v = random.unit();
    const glm::vec3 p =
        (1.0f - root) * m_positions[t.x] + root * (1.0f - v) * m_positions[t.y] + root * v * m_positions[t.z];
    return {p.x, p.y, p.z};
}

std::vector<shapes::TruthPoint> TrainingMesh::truthPoints(const shapes::Placement& placement,
                                                          const shapes::SampleOptions& options,
                                                          shapes::Random& random, Vec3 paint) const {
    std::vector<shapes::TruthPoint> points;
    for (int i = 0; i < options.surfacePoints + options.volumePoints; ++i) {
        const bool near = i < options.surfacePoints;
        const Vec3 q = near ? shapes::scattered(placement.toView(surfacePoint(random)), random)
                            : shapes::somewhereInCube(random);
        const mesh::SignedDistance::Answer answer = m_distance.at(toGlm(placement.toObject(q)));
        const Vec3 color = colorAt(answer.triangle, weightsAt(answer.triangle, answer.point), paint);
        points.push_back(
            {{q.x, q.y, q.z}, float(answer.distance) * placement.scale, {color.x, color.y, color.z}});
    }
    return points;
}

} // namespace orfeas::inference
