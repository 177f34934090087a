#include "core/print/hull3.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include <glm/geometric.hpp>

#include "core/base/parallel.h"

namespace orfeas::print {
namespace {

constexpr std::size_t kDirections = 3000;

struct Face {
    std::array<std::uint32_t, 3> corners;
    glm::dvec3 normal; ///< unit
    double offset;
};

// Evenly over the sphere (Fibonacci lattice), the axes first: boxes are common.
glm::dvec3 directionAt(std::size_t i) {
    if (i < 6) {
        glm::dvec3 axis(0.0);
        axis[int(i / 2)] = i % 2 == 0 ? 1.0 : -1.0;
        return axis;
    }
    const double z = 1.0 - (2.0 * static_cast<double>(i) + 1.0) / static_cast<double>(kDirections);
    const double around = std::numbers::pi * (3.0 - std::sqrt(5.0)) * static_cast<double>(i);
    const double r = std::sqrt(std::max(0.0, 1.0 - z * z));
    return {r * std::cos(around), r * std::sin(around), z};
}

std::vector<glm::dvec3> extremePoints(const mesh::Mesh& mesh) {
    std::vector<std::uint32_t> candidates;
    std::vector<std::uint8_t> used(mesh.positions.size(), 0);
    for (const glm::uvec3& t : mesh.triangles) {
        for (int k = 0; k < 3; ++k) {
            const glm::vec3& p = mesh.positions[t[k]];
            const bool isUsable = std::abs(p.x) < 1e30f && std::abs(p.y) < 1e30f && std::abs(p.z) < 1e30f;
            if (isUsable && !used[t[k]]) candidates.push_back(t[k]);
            used[t[k]] = 1;
        }
    }
    if (candidates.empty()) return {};
    // A first pass over few directions throws most points of a large mesh out: those deep inside are never farthest.
    std::vector<std::uint32_t> farthest(kDirections, candidates.front());
    parallelFor(kDirections, 16, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            const glm::vec3 direction(directionAt(i));
            float most = -3.4e38f;
            const std::size_t step = std::max<std::size_t>(1, candidates.size() / 20'000);
            for (std::size_t c = 0; c < candidates.size(); c += i < 64 ? 1 : step) {
                const float along = glm::dot(direction, mesh.positions[candidates[c]]);
                if (along > most) {
                    most = along;
                    farthest[i] = candidates[c];
                }
            }
        }
    });
    std::sort(farthest.begin(), farthest.end());
    farthest.erase(std::unique(farthest.begin(), farthest.end()), farthest.end());
    std::vector<glm::dvec3> points;
    for (const std::uint32_t v : farthest)
        points.emplace_back(mesh.positions[v]);
    return points;
}

class Builder {
public:
    explicit Builder(std::vector<glm::dvec3> points) : m_points(std::move(points)) {
        glm::dvec3 low(1e300);
        glm::dvec3 high(-1e300);
        for (const glm::dvec3& p : m_points) {
            low = glm::min(low, p);
            high = glm::max(high, p);
        }
        m_tolerance = 1e-6 * glm::length(high - low);
    }

    Hull3 build() {
        if (!begin()) return {};
        for (std::uint32_t p = 0; p < m_points.size(); ++p)
            add(p);
        Hull3 hull;
        hull.points = m_points;
        for (const Face& face : m_faces)
            hull.faces.push_back(face.corners);
        return hull;
    }

private:
    void addFace(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
        const glm::dvec3 n = glm::cross(m_points[b] - m_points[a], m_points[c] - m_points[a]);
        const double length = glm::length(n);
        const glm::dvec3 unit = length > 0.0 ? n / length : glm::dvec3(0.0);
        m_faces.push_back({{a, b, c}, unit, glm::dot(unit, m_points[a])});
    }

    template <typename Measure>
    std::uint32_t most(Measure&& measure) const {
        std::uint32_t best = 0;
        for (std::uint32_t p = 1; p < m_points.size(); ++p) {
            if (measure(m_points[p]) > measure(m_points[best])) best = p;
        }
        return best;
    }

    // Four points that do not lie in a plane.
    bool begin() {
        if (m_points.size() < 4) return false;
        const std::uint32_t a = 0;
        const std::uint32_t b = most([&](const glm::dvec3& p) { return glm::distance(p, m_points[a]); });
        const glm::dvec3 ab = m_points[b] - m_points[a];
        const std::uint32_t c =
            most([&](const glm::dvec3& p) { return glm::length(glm::cross(ab, p - m_points[a])); });
        const glm::dvec3 n = glm::cross(ab, m_points[c] - m_points[a]);
        if (glm::length(n) <= m_tolerance * glm::length(ab)) return false;
        const std::uint32_t d =
            most([&](const glm::dvec3& p) { return std::abs(glm::dot(n, p - m_points[a])); });
        const double height = glm::dot(n, m_points[d] - m_points[a]);
        if (std::abs(height) <= m_tolerance * glm::length(n)) return false;
        const std::uint32_t x = height > 0.0 ? c : b;
        const std::uint32_t y = height > 0.0 ? b : c;
        addFace(a, x, y);
        addFace(a, y, d);
        addFace(y, x, d);
        addFace(x, a, d);
        return true;
    }

    void add(std::uint32_t p) {
        std::map<std::pair<std::uint32_t, std::uint32_t>, bool> edges; // of what it sees
        std::vector<Face> kept;
        for (const Face& face : m_faces) {
            if (glm::dot(face.normal, m_points[p]) - face.offset <= m_tolerance) {
                kept.push_back(face);
                continue;
            }
            for (std::size_t k = 0; k < 3; ++k)
                edges[{face.corners[k], face.corners[(k + 1) % 3]}] = true;
        }
        if (edges.empty()) return;
        m_faces = std::move(kept);
        for (const auto& [edge, seen] : edges) {
            if (!edges.contains({edge.second, edge.first})) addFace(edge.first, edge.second, p);
        }
    }

    std::vector<glm::dvec3> m_points;
    std::vector<Face> m_faces;
    double m_tolerance = 0.0;
};

} // namespace

Hull3 convexHull(const mesh::Mesh& mesh) {
    return Builder(extremePoints(mesh)).build();
}

} // namespace orfeas::print
