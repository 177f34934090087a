#include "core/mesh/signed_distance.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include <glm/geometric.hpp>

#include "core/base/assert.h"

namespace orfeas::mesh {
namespace {

// Equal positions get the lowest of their indices; -0 is 0. NaN stays alone.
std::vector<std::uint32_t> places(const std::vector<glm::vec3>& positions) {
    std::vector<std::uint32_t> order(positions.size());
    std::iota(order.begin(), order.end(), 0u);
    const auto key = [&](std::uint32_t i) {
        const glm::vec3 p = positions[i] + glm::vec3(0.0f);
        return std::tuple(p.x, p.y, p.z);
    };
    const auto finite = [&](std::uint32_t i) {
        return std::isfinite(positions[i].x + positions[i].y + positions[i].z);
    };
    const auto middle = std::stable_partition(order.begin(), order.end(), finite);
    std::sort(order.begin(), middle, [&](std::uint32_t a, std::uint32_t b) {
        return std::tuple_cat(key(a), std::tuple(a)) < std::tuple_cat(key(b), std::tuple(b));
    });
    std::vector<std::uint32_t> place(positions.size());
    std::iota(place.begin(), place.end(), 0u);
    for (auto it = order.begin(); it != middle; ++it) {
        if (it != order.begin() && key(*it) == key(*(it - 1))) place[*it] = place[*(it - 1)];
    }
    return place;
}

glm::vec3 unit(const glm::dvec3& v) {
    const double length = glm::length(v);
    return length > 0.0 && std::isfinite(length) ? glm::vec3(v / length) : glm::vec3(0.0f);
}

double angleAt(const glm::dvec3& corner, const glm::dvec3& a, const glm::dvec3& b) {
    const glm::dvec3 u = a - corner;
    const glm::dvec3 v = b - corner;
    return std::atan2(glm::length(glm::cross(u, v)), glm::dot(u, v));
}

} // namespace

SignedDistance::SignedDistance(const Mesh& mesh)
    : m_tree(mesh), m_positions(mesh.positions), m_place(places(mesh.positions)),
      m_vertexNormals(mesh.positions.size(), glm::vec3(0.0f)) {
    m_triangles.reserve(mesh.triangles.size());
    m_faceNormals.reserve(mesh.triangles.size());
    std::vector<glm::dvec3> sums(mesh.positions.size(), glm::dvec3(0.0));
    for (const glm::uvec3& tri : mesh.triangles) {
        const glm::uvec3 at(m_place[tri.x], m_place[tri.y], m_place[tri.z]);
        m_triangles.push_back(at);
        const glm::dvec3 p[3] = {m_positions[at.x], m_positions[at.y], m_positions[at.z]};
        m_faceNormals.push_back(unit(glm::cross(p[1] - p[0], p[2] - p[0])));
        for (int k = 0; k < 3; ++k) {
            const double angle = angleAt(p[k], p[(k + 1) % 3], p[(k + 2) % 3]);
            if (std::isfinite(angle)) sums[at[k]] += angle * glm::dvec3(m_faceNormals.back());
        }
    }
    std::transform(sums.begin(), sums.end(), m_vertexNormals.begin(), unit);
    findNeighbours();
}

void SignedDistance::findNeighbours() {
    struct Edge {
        std::uint32_t low, high, triangle, side;
    };
    std::vector<Edge> edges;
    edges.reserve(3 * m_triangles.size());
    m_neighbours.resize(m_triangles.size());
    for (std::uint32_t t = 0; t < m_triangles.size(); ++t) {
        m_neighbours[t] = {t, t, t};
        for (std::uint32_t k = 0; k < 3; ++k) {
            const std::uint32_t a = m_triangles[t][static_cast<int>(k)];
            const std::uint32_t b = m_triangles[t][static_cast<int>((k + 1) % 3)];
            if (a != b) edges.push_back({std::min(a, b), std::max(a, b), t, k});
        }
    }
    std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) {
        return std::tie(a.low, a.high, a.triangle, a.side) < std::tie(b.low, b.high, b.triangle, b.side);
    });
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        const Edge& a = edges[i];
        const Edge& b = edges[i + 1];
        if (a.low != b.low || a.high != b.high) continue;
        m_neighbours[a.triangle][a.side] = b.triangle;
        m_neighbours[b.triangle][b.side] = a.triangle;
        ++i;
    }
}

// Which feature of the triangle the point is on: barycentric weights within rounding of zero say so.
glm::dvec3 SignedDistance::pseudonormal(std::uint32_t t, const glm::dvec3& point) const {
    const glm::uvec3& tri = m_triangles[t];
    const glm::dvec3 a(m_positions[tri.x]);
    const glm::dvec3 ab = glm::dvec3(m_positions[tri.y]) - a;
    const glm::dvec3 ac = glm::dvec3(m_positions[tri.z]) - a;
    const glm::dvec3 normal = glm::cross(ab, ac);
    const double area = glm::dot(normal, normal);
    if (!(area > 0.0))
        return glm::dvec3(m_vertexNormals[tri.x]) + glm::dvec3(m_vertexNormals[tri.y]) +
               glm::dvec3(m_vertexNormals[tri.z]);
    const glm::dvec3 ap = point - a;
    const double v = glm::dot(glm::cross(ap, ac), normal) / area;
    const double w = glm::dot(glm::cross(ab, ap), normal) / area;
    const std::array<double, 3> weights{1.0 - v - w, v, w};
    constexpr double kZero = 1e-9;
    for (std::size_t k = 0; k < 3; ++k) {
        if (weights[k] > 1.0 - kZero) return m_vertexNormals[tri[static_cast<int>(k)]];
    }
    for (std::size_t k = 0; k < 3; ++k) {
        if (weights[(k + 2) % 3] < kZero)
            return glm::dvec3(m_faceNormals[t]) + glm::dvec3(m_faceNormals[m_neighbours[t][k]]);
    }
    return m_faceNormals[t];
}

SignedDistance::Answer SignedDistance::at(const glm::dvec3& point, double limit) const {
    const std::optional<TriangleTree::Closest> closest = m_tree.closest(point, limit);
    if (!closest) return {};
    const bool inside =
        glm::dot(point - closest->point, pseudonormal(closest->triangle, closest->point)) < 0.0;
    return {inside ? -closest->distance : closest->distance, closest->triangle, closest->point};
}

} // namespace orfeas::mesh
