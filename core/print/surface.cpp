#include "core/print/surface.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

#include "core/base/parallel.h"
#include "core/mesh/weld.h"

namespace orfeas::print {
namespace {

constexpr std::size_t kGrain = 8192;

bool isUsable(const glm::vec3& p) {
    return std::abs(p.x) < 1e30f && std::abs(p.y) < 1e30f && std::abs(p.z) < 1e30f;
}

} // namespace

Surface::Surface(const mesh::Mesh& mesh, const jobs::JobContext& context)
    : m_mesh(mesh), m_sameVertex(mesh::firstAtSamePlace(mesh, context)), m_states(mesh.triangles.size(), 0) {
    findInvalid();
    m_diagonal = m_box.empty() ? 0.0 : glm::length(glm::dvec3(m_box.upper) - glm::dvec3(m_box.lower));
    sortEdges(context);
    if (context.cancelled()) return;
    findDuplicates();
    if (context.cancelled()) return;
    findSlivers();
}

glm::dvec3 Surface::normal(std::uint32_t triangle) const {
    const glm::uvec3& t = m_mesh.triangles[triangle];
    const glm::dvec3 a(m_mesh.positions[t.x]);
    return glm::cross(glm::dvec3(m_mesh.positions[t.y]) - a, glm::dvec3(m_mesh.positions[t.z]) - a);
}

void Surface::findInvalid() {
    for (std::uint32_t t = 0; t < m_mesh.triangles.size(); ++t) {
        const glm::uvec3& tri = m_mesh.triangles[t];
        if (!isUsable(m_mesh.positions[tri.x]) || !isUsable(m_mesh.positions[tri.y]) ||
            !isUsable(m_mesh.positions[tri.z])) {
            m_states[t] = std::uint8_t(FaceState::Invalid);
            continue;
        }
        for (int k = 0; k < 3; ++k) {
            m_box.lower = glm::min(m_box.lower, m_mesh.positions[tri[k]]);
            m_box.upper = glm::max(m_box.upper, m_mesh.positions[tri[k]]);
        }
        const glm::uvec3 c = corners(t);
        if (c.x == c.y || c.y == c.z || c.z == c.x) m_states[t] = std::uint8_t(FaceState::Degenerate);
    }
}

void Surface::sortEdges(const jobs::JobContext& context) {
    const std::size_t vertices = m_mesh.positions.size();
    m_firstAt.assign(vertices + 1, 0);
    const auto eachHalfEdge = [&](auto&& visit) {
        for (std::uint32_t t = 0; t < m_mesh.triangles.size(); ++t) {
            if (!hasEdges(t)) continue;
            const glm::uvec3 c = corners(t);
            visit(3 * t, c.x, c.y);
            visit(3 * t + 1, c.y, c.z);
            visit(3 * t + 2, c.z, c.x);
        }
    };
    eachHalfEdge([&](HalfEdge, std::uint32_t a, std::uint32_t b) { ++m_firstAt[std::min(a, b) + 1]; });
    for (std::size_t i = 1; i < m_firstAt.size(); ++i)
        m_firstAt[i] += m_firstAt[i - 1];
    // The larger vertex above the half edge in one number sorts by both.
    std::vector<std::uint64_t> keys(m_firstAt.back());
    std::vector<std::size_t> next(m_firstAt.begin(), m_firstAt.end() - 1);
    eachHalfEdge([&](HalfEdge h, std::uint32_t a, std::uint32_t b) {
        keys[next[std::min(a, b)]++] = std::uint64_t(std::max(a, b)) << 32 | h;
    });
    m_otherEnd.assign(keys.size(), 0);
    m_halfEdges.assign(keys.size(), 0);
    if (context.cancelled()) return;
    parallelFor(vertices, kGrain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t v = begin; v < end; ++v) {
            if (jobs::stopsAt(v, context)) return;
            std::sort(keys.begin() + std::ptrdiff_t(m_firstAt[v]),
                      keys.begin() + std::ptrdiff_t(m_firstAt[v + 1]));
            for (std::size_t i = m_firstAt[v]; i < m_firstAt[v + 1]; ++i) {
                m_otherEnd[i] = static_cast<std::uint32_t>(keys[i] >> 32);
                m_halfEdges[i] = static_cast<HalfEdge>(keys[i]);
            }
        }
    });
}

// Triangles of the same three vertices share the edge of their two smaller ones.
void Surface::findDuplicates() {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> thirds; // opposite vertex, triangle
    eachEdge([&](const EdgeUse& edge) {
        if (edge.halfEdges.size() < 2) return;
        thirds.clear();
        for (const HalfEdge h : edge.halfEdges) {
            if (opposite(h) > edge.b) thirds.emplace_back(opposite(h), h / 3);
        }
        std::sort(thirds.begin(), thirds.end());
        for (std::size_t i = 1; i < thirds.size(); ++i) {
            if (thirds[i].first == thirds[i - 1].first)
                m_states[thirds[i].second] = std::uint8_t(FaceState::Duplicate);
        }
    });
}

void Surface::findSlivers() {
    parallelFor(m_mesh.triangles.size(), kGrain, [&](std::size_t begin, std::size_t end) {
        for (auto t = static_cast<std::uint32_t>(begin); t < end; ++t) {
            if (state(t) != FaceState::Sound) continue;
            const glm::uvec3& tri = m_mesh.triangles[t];
            double longest = 0.0;
            for (int k = 0; k < 3; ++k)
                longest = std::max(longest, glm::distance(point(tri[k]), point(tri[(k + 1) % 3])));
            if (glm::length(normal(t)) <= 1e-7 * longest * m_diagonal)
                m_states[t] = std::uint8_t(FaceState::Sliver);
        }
    });
}

} // namespace orfeas::print
