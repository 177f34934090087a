#include "ui/viewport/picker.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include <glm/geometric.hpp>
#include <glm/matrix.hpp>

#include "core/base/parallel.h"

namespace orfeas::ui {
namespace {

constexpr float kMiss = std::numeric_limits<float>::infinity();
constexpr std::size_t kGrain = 20'000;

/// The distance along the ray in units of its direction, or kMiss.
float meetTriangle(const render::Ray& ray, const glm::vec3& a, const glm::vec3& b, const glm::vec3& c) {
    const glm::vec3 ab = b - a;
    const glm::vec3 ac = c - a;
    const glm::vec3 p = glm::cross(ray.direction, ac);
    const float determinant = glm::dot(ab, p);
    if (std::abs(determinant) < 1e-12f) return kMiss;
    const glm::vec3 from = ray.origin - a;
    const float u = glm::dot(from, p) / determinant;
    if (u < 0.0f || u > 1.0f) return kMiss;
    const glm::vec3 q = glm::cross(from, ab);
    const float v = glm::dot(ray.direction, q) / determinant;
    if (v < 0.0f || u + v > 1.0f) return kMiss;
    const float distance = glm::dot(ac, q) / determinant;
    return distance > 0.0f ? distance : kMiss;
}

bool meetsBox(const render::Ray& ray, const mesh::Box& box) {
    float from = 0.0f;
    float to = kMiss;
    for (int axis = 0; axis < 3; ++axis) {
        const float inverse = 1.0f / ray.direction[axis];
        float near = (box.lower[axis] - ray.origin[axis]) * inverse;
        float far = (box.upper[axis] - ray.origin[axis]) * inverse;
        if (near > far) std::swap(near, far);
        if (near > from) from = near; // written so that a NaN (0 * infinity) leaves the bound as it is
        if (far < to) to = far;
    }
    return from <= to;
}

float meetMesh(const render::Ray& ray, const mesh::Mesh& mesh) {
    std::atomic<float> nearest{kMiss};
    parallelFor(mesh.triangles.size(), kGrain, [&](std::size_t begin, std::size_t end) {
        float mine = kMiss;
        for (std::size_t t = begin; t < end; ++t) {
            const glm::uvec3& corner = mesh.triangles[t];
            mine = std::min(mine, meetTriangle(ray, mesh.positions[corner.x], mesh.positions[corner.y],
                                               mesh.positions[corner.z]));
        }
        float seen = nearest.load();
        while (mine < seen && !nearest.compare_exchange_weak(seen, mine)) {
        }
    });
    return nearest.load();
}

} // namespace

std::optional<std::uint64_t> pickObject(const render::Ray& ray, const render::RenderScene& scene) {
    std::optional<std::uint64_t> found;
    float nearest = kMiss;
    for (const render::SceneObject& object : scene.objects) {
        if (!object.mesh || !meetsBox(ray, render::worldBox(object))) continue;
        const glm::mat4 inverse = glm::inverse(object.transform);
        // Not normalised, so that distances stay those of the world.
        const render::Ray local{glm::vec3(inverse * glm::vec4(ray.origin, 1.0f)),
                                glm::vec3(inverse * glm::vec4(ray.direction, 0.0f))};
        const float distance = meetMesh(local, *object.mesh);
        if (distance >= nearest) continue;
        nearest = distance;
        found = object.id;
    }
    return found;
}

} // namespace orfeas::ui
