#include "core/io/polygon.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>
#include <glm/vec2.hpp>

namespace orfeas::io {
namespace {

glm::dvec3 newellNormal(std::span<const glm::vec3> corners) {
    glm::dvec3 n(0.0);
    for (std::size_t i = 0; i < corners.size(); ++i) {
        const glm::dvec3 a(corners[i]);
        const glm::dvec3 b(corners[(i + 1) % corners.size()]);
        n += glm::dvec3((a.y - b.y) * (a.z + b.z), (a.z - b.z) * (a.x + b.x), (a.x - b.x) * (a.y + b.y));
    }
    return n;
}

bool convex(std::span<const glm::vec3> corners, const glm::dvec3& normal) {
    const std::size_t n = corners.size();
    for (std::size_t i = 0; i < n; ++i) {
        const glm::dvec3 a(corners[i]);
        const glm::dvec3 b(corners[(i + 1) % n]);
        const glm::dvec3 c(corners[(i + 2) % n]);
        if (glm::dot(glm::cross(b - a, c - b), normal) < 0.0) return false;
    }
    return true;
}

double turn(const glm::dvec2& a, const glm::dvec2& b, const glm::dvec2& c) {
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

// The plane seen along the normal's largest component, so that counter-clockwise stays so.
std::vector<glm::dvec2> flattened(std::span<const glm::vec3> corners, const glm::dvec3& normal) {
    const glm::dvec3 size = glm::abs(normal);
    const int axis = size.x > size.y && size.x > size.z ? 0 : size.y > size.z ? 1 : 2;
    const int u = (axis + 1) % 3;
    const int v = (axis + 2) % 3;
    const double sign = normal[axis] < 0.0 ? -1.0 : 1.0;
    std::vector<glm::dvec2> flat;
    flat.reserve(corners.size());
    for (const glm::vec3& p : corners)
        flat.emplace_back(sign * p[u], p[v]);
    return flat;
}

} // namespace

bool PolygonCutter::clipEars(std::span<const glm::vec3> corners, const glm::dvec3& normal,
                             std::vector<glm::uvec3>& triangles) {
    const std::vector<glm::dvec2> flat = flattened(corners, normal);
    std::vector<unsigned> left(corners.size());
    for (unsigned i = 0; i < left.size(); ++i)
        left[i] = i;
    const auto isEar = [&](std::size_t i) {
        const unsigned a = left[(i + left.size() - 1) % left.size()];
        const unsigned b = left[i];
        const unsigned c = left[(i + 1) % left.size()];
        m_work -= std::min<std::uint64_t>(m_work, 1);
        if (turn(flat[a], flat[b], flat[c]) <= 0.0) return false;
        m_work -= std::min<std::uint64_t>(m_work, left.size());
        for (const unsigned other : left) {
            if (other == a || other == b || other == c) continue;
            const glm::dvec2& p = flat[other];
            if (p == flat[a] || p == flat[b] || p == flat[c]) continue;
            const bool inside = turn(flat[a], flat[b], p) >= 0.0 && turn(flat[b], flat[c], p) >= 0.0 &&
                                turn(flat[c], flat[a], p) >= 0.0;
            if (inside) return false;
        }
        return true;
    };
    std::size_t at = 0;
    std::size_t misses = 0;
    while (left.size() > 3) {
        if (misses == left.size() || m_work == 0) return false;
        at %= left.size();
        if (!isEar(at)) {
            ++at;
            ++misses;
            continue;
        }
        triangles.emplace_back(left[(at + left.size() - 1) % left.size()], left[at],
                               left[(at + 1) % left.size()]);
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(at));
        misses = 0;
    }
    triangles.emplace_back(left[0], left[1], left[2]);
    return true;
}

void PolygonCutter::cut(std::span<const glm::vec3> corners, std::vector<glm::uvec3>& triangles) {
    const std::size_t before = triangles.size();
    if (corners.size() > 3) {
        const glm::dvec3 normal = newellNormal(corners);
        if (!convex(corners, normal)) {
            if (glm::dot(normal, normal) > 0.0 && clipEars(corners, normal, triangles)) return;
            ++m_fans;
        }
    }
    triangles.resize(before);
    for (unsigned k = 2; k < corners.size(); ++k)
        triangles.emplace_back(0u, k - 1, k);
}

} // namespace orfeas::io
