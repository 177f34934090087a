#include "core/print/topology.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <glm/geometric.hpp>

namespace orfeas::print {
namespace {

// Union-find in which the smallest member stands for its set.
class Sets {
public:
    explicit Sets(std::size_t count) : m_parent(count) { std::iota(m_parent.begin(), m_parent.end(), 0u); }

    std::uint32_t root(std::uint32_t i) {
        while (m_parent[i] != i) {
            m_parent[i] = m_parent[m_parent[i]];
            i = m_parent[i];
        }
        return i;
    }
    void join(std::uint32_t a, std::uint32_t b) {
        a = root(a);
        b = root(b);
        m_parent[std::max(a, b)] = std::min(a, b);
    }
    bool isRoot(std::uint32_t i) const { return m_parent[i] == i; }

private:
    std::vector<std::uint32_t> m_parent;
};

std::uint32_t numbered(const Surface& surface, Sets& sets, std::vector<std::uint32_t>& of) {
    const std::size_t count = surface.mesh().triangles.size();
    of.assign(count, Topology::kNoShell);
    std::uint32_t next = 0;
    for (std::uint32_t t = 0; t < count; ++t) {
        if (!surface.hasEdges(t)) continue;
        const std::uint32_t root = sets.root(t);
        of[t] = root == t ? next++ : of[root];
    }
    return next;
}

// Vertices whose corners form more than one fan, where corners are joined over sound edges.
std::vector<std::uint32_t> manyFans(const Surface& surface, Sets& corners,
                                    const std::vector<std::uint8_t>& atBadEdge) {
    constexpr std::uint8_t kTold = 2;
    std::vector<std::uint8_t> fans(surface.mesh().positions.size(), 0);
    std::vector<std::uint32_t> found;
    for (std::uint32_t t = 0; t < surface.mesh().triangles.size(); ++t) {
        if (!surface.hasEdges(t)) continue;
        const glm::uvec3 c = surface.corners(t);
        for (std::uint32_t k = 0; k < 3; ++k) {
            const std::uint32_t v = c[int(k)];
            if (!corners.isRoot(3 * t + k) || atBadEdge[v] || fans[v] == kTold) continue;
            if (++fans[v] == kTold) found.push_back(v);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::size_t countOpenByIndex(const Surface& surface, const EdgeUse& edge) {
    // Few half edges meet at an edge: looking for a partner among them is quicker than sorting.
    if (edge.halfEdges.size() < 2) return 0;
    const auto ends = [&](HalfEdge h) {
        const glm::uvec3& t = surface.mesh().triangles[h / 3];
        const std::uint32_t a = t[int(h % 3)];
        const std::uint32_t b = t[int((h + 1) % 3)];
        return std::pair(std::min(a, b), std::max(a, b));
    };
    if (edge.halfEdges.size() == 2) return ends(edge.halfEdges[0]) == ends(edge.halfEdges[1]) ? 0 : 2;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> all;
    for (const HalfEdge h : edge.halfEdges)
        all.push_back(ends(h));
    std::sort(all.begin(), all.end());
    std::size_t open = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool before = i > 0 && all[i - 1] == all[i];
        const bool after = i + 1 < all.size() && all[i + 1] == all[i];
        open += !before && !after;
    }
    return open;
}

} // namespace

Topology findTopology(const Surface& surface, const jobs::JobContext& context) {
    Topology out;
    const std::size_t triangles = surface.mesh().triangles.size();
    Sets shells(triangles);
    Sets patches(triangles);
    Sets corners(3 * triangles);
    std::vector<std::uint8_t> atBadEdge(surface.mesh().positions.size(), 0);
    const auto next = [](HalfEdge h) { return h % 3 == 2 ? h - 2 : h + 1; };
    const auto look = [&](const EdgeUse& edge) {
        const auto& uses = edge.halfEdges;
        const BadEdge here{edge.a, edge.b, uses[0] / 3};
        out.openByIndex += countOpenByIndex(surface, edge);
        for (std::size_t i = 1; i < uses.size(); ++i)
            shells.join(uses[0] / 3, uses[i] / 3);
        if (uses.size() == 1) out.open.push_back(here);
        if (uses.size() > 2) {
            out.nonManifold.push_back(here);
            atBadEdge[edge.a] = atBadEdge[edge.b] = 1;
        }
        if (uses.size() != 2) return;
        patches.join(uses[0] / 3, uses[1] / 3);
        const bool agree = surface.start(uses[0]) == surface.finish(uses[1]);
        if (!agree) out.flipped.push_back(here);
        corners.join(uses[0], agree ? next(uses[1]) : uses[1]);
        corners.join(next(uses[0]), agree ? uses[1] : next(uses[1]));
    };
    for (std::uint32_t v = 0; v < surface.mesh().positions.size(); ++v) {
        if (jobs::stopsAt(v, context)) return out;
        surface.eachEdgeFrom(v, look);
    }
    out.nonManifoldVertices = manyFans(surface, corners, atBadEdge);
    if (context.cancelled()) return out;
    out.shells = numbered(surface, shells, out.shellOf);
    out.patches = numbered(surface, patches, out.patchOf);
    return out;
}

mesh::MeshFacts factsOf(const Surface& surface, const Topology& topology) {
    const mesh::Mesh& mesh = surface.mesh();
    mesh::MeshFacts facts;
    facts.triangles = mesh.triangles.size();
    facts.parts = topology.shells;
    facts.openEdges = topology.open.size();
    facts.nonManifoldEdges = topology.nonManifold.size();
    facts.flippedEdges = topology.flipped.size();
    facts.nonManifoldVertices = topology.nonManifoldVertices.size();
    facts.box = surface.box();
    const glm::dvec3 origin(facts.box.center());
    std::vector<std::uint8_t> used(mesh.positions.size(), 0);
    for (std::uint32_t t = 0; t < mesh.triangles.size(); ++t) {
        const glm::uvec3 c = surface.corners(t);
        used[c.x] = used[c.y] = used[c.z] = 1;
        facts.degenerateTriangles += surface.state(t) == FaceState::Degenerate;
        facts.duplicateTriangles += surface.state(t) == FaceState::Duplicate;
        if (!surface.hasEdges(t)) continue;
        const glm::dvec3 normal = surface.normal(t);
        facts.areaMm2 += 0.5 * glm::length(normal);
        facts.volumeMm3 += glm::dot(surface.point(c.x) - origin, normal) / 6.0;
    }
    for (std::uint32_t v = 0; v < mesh.positions.size(); ++v) {
        const glm::vec3& p = mesh.positions[v];
        const bool isFinite = std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z);
        facts.invalidVertices += used[v] && !isFinite;
        facts.vertices += used[v];
        facts.unusedVertices += surface.sameVertex()[v] == v && !used[v];
    }
    return facts;
}

} // namespace orfeas::print
