#include "core/print/thickness.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <glm/geometric.hpp>

#include "core/base/parallel.h"
#include "core/jobs/long_loop.h"

namespace orfeas::print {
namespace {

constexpr float kNone = std::numeric_limits<float>::infinity();
constexpr double kFacing = -0.7; ///< cosine between outward normals of walls that face each other
constexpr std::size_t kGrain = 64;

class Gauge {
public:
    Gauge(const mesh::Mesh& mesh, const mesh::TriangleTree& tree, ThicknessMethod method, double capMm)
        : m_mesh(mesh), m_tree(tree), m_method(method), m_cap(capMm),
          m_smallest(1e-6 * glm::length(glm::dvec3(tree.box().size()))) {}

    glm::dvec3 normal(std::uint32_t t) const {
        const glm::dvec3 n = areaNormal(t);
        const double length = glm::length(n);
        return length > 0.0 ? n / length : glm::dvec3(0.0);
    }
    glm::dvec3 areaNormal(std::uint32_t t) const {
        const glm::uvec3& tri = m_mesh.triangles[t];
        const glm::dvec3 a(m_mesh.positions[tri.x]);
        return glm::cross(glm::dvec3(m_mesh.positions[tri.y]) - a, glm::dvec3(m_mesh.positions[tri.z]) - a);
    }

    float behind(std::uint32_t triangle, const glm::dvec3& point) const {
        const glm::dvec3 n = normal(triangle);
        if (n == glm::dvec3(0.0)) return kNone;
        const auto faces = [&](std::uint32_t other) {
            return other != triangle && glm::dot(normal(other), n) < kFacing;
        };
        const auto hit = m_tree.firstHit(point, -n, m_smallest, std::numeric_limits<double>::infinity(),
                                         [&](std::uint32_t other, bool) { return faces(other); });
        if (!hit) return kNone;
        if (m_method == ThicknessMethod::Ray) return static_cast<float>(hit->distance);
        const double tried = std::min(hit->distance, m_cap);
        const double fits = 2.0 * shrunk(point, n, 0.5 * tried, faces);
        return static_cast<float>(fits < tried ? fits : hit->distance);
    }

private:
    // Shrinks a ball that touches the surface at the point until no opposite wall reaches into it (Ma, Bae and Choi,
    // 3D medial axis point approximation using nearest neighbors and the normal field, 2012).
    template <typename Faces>
    double shrunk(const glm::dvec3& point, const glm::dvec3& n, double radius, const Faces& faces) const {
        for (int step = 0; step < 24; ++step) {
            const glm::dvec3 centre = point - radius * n;
            const auto nearest =
                m_tree.closest(centre, radius * (1.0 - 1e-4), [&](std::uint32_t other, const glm::dvec3& at) {
                    return glm::dot(point - at, n) > m_smallest && faces(other);
                });
            if (!nearest) break;
            const glm::dvec3 away = point - nearest->point;
            const double next = glm::dot(away, away) / (2.0 * glm::dot(away, n));
            if (!(next < radius)) break;
            radius = next;
        }
        return radius;
    }

    const mesh::Mesh& m_mesh;
    const mesh::TriangleTree& m_tree;
    ThicknessMethod m_method;
    double m_cap;
    double m_smallest;
};

// Two numbers in [0, 1) that fill the square evenly (Roberts' R2 sequence).
glm::dvec2 spreadPoint(std::size_t i) {
    const double x = 0.5 + 0.7548776662466927 * static_cast<double>(i);
    const double y = 0.5 + 0.5698402909980532 * static_cast<double>(i);
    return {x - std::floor(x), y - std::floor(y)};
}

} // namespace

Result<std::vector<ThicknessSample>> sampleThickness(const mesh::Mesh& mesh, const mesh::TriangleTree& tree,
                                                     ThicknessMethod method, std::size_t count,
                                                     const jobs::JobContext& context, double capMm) {
    std::vector<ThicknessSample> samples;
    if (tree.empty() || count == 0) return samples;
    const Gauge gauge(mesh, tree, method, capMm);
    std::vector<std::uint32_t> usable(tree.order());
    std::sort(usable.begin(), usable.end());
    std::vector<double> until(usable.size());
    double total = 0.0;
    for (std::size_t i = 0; i < usable.size(); ++i)
        until[i] = total += glm::length(gauge.areaNormal(usable[i]));
    if (!(total > 0.0)) return samples;
    samples.resize(count);
    std::size_t i = 0;
    for (std::size_t k = 0; k < count; ++k) {
        const double at = (static_cast<double>(k) + 0.5) / static_cast<double>(count) * total;
        while (i + 1 < usable.size() && until[i] < at)
            ++i;
        glm::dvec2 uv = spreadPoint(k);
        if (uv.x + uv.y > 1.0) uv = 1.0 - uv;
        const glm::uvec3& tri = mesh.triangles[usable[i]];
        const glm::dvec3 a(mesh.positions[tri.x]);
        samples[k].triangle = usable[i];
        samples[k].point = glm::vec3(a + uv.x * (glm::dvec3(mesh.positions[tri.y]) - a) +
                                     uv.y * (glm::dvec3(mesh.positions[tri.z]) - a));
    }
    jobs::SharedProgress progress(context, "measuring walls", count);
    parallelFor(count, kGrain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t k = begin; k < end; ++k) {
            if (k % kGrain == 0) {
                if (context.cancelled()) return;
                progress.add(std::min(kGrain, count - k));
            }
            samples[k].thicknessMm = gauge.behind(samples[k].triangle, glm::dvec3(samples[k].point));
        }
    });
    if (context.cancelled()) return jobs::cancelledError();
    return samples;
}

Result<std::vector<float>> thicknessField(const mesh::Mesh& mesh, ThicknessMethod method,
                                          const jobs::JobContext& context, double capMm) {
    const mesh::TriangleTree tree(mesh, context);
    const Gauge gauge(mesh, tree, method, capMm);
    std::vector<float> perTriangle(mesh.triangles.size(), kNone);
    const std::vector<std::uint32_t>& order = tree.order();
    jobs::SharedProgress progress(context, "measuring walls", order.size());
    parallelFor(order.size(), kGrain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            if (i % kGrain == 0) {
                if (context.cancelled()) return;
                progress.add(std::min(kGrain, order.size() - i));
            }
            const glm::uvec3& tri = mesh.triangles[order[i]];
            const glm::dvec3 centre = (glm::dvec3(mesh.positions[tri.x]) + glm::dvec3(mesh.positions[tri.y]) +
                                       glm::dvec3(mesh.positions[tri.z])) /
                                      3.0;
            perTriangle[order[i]] = gauge.behind(order[i], centre);
        }
    });
    if (context.cancelled()) return jobs::cancelledError();
    std::vector<float> field(mesh.positions.size(), kNone);
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
        for (int k = 0; k < 3; ++k)
            field[mesh.triangles[t][k]] = std::min(field[mesh.triangles[t][k]], perTriangle[t]);
    }
    return field;
}

} // namespace orfeas::print
