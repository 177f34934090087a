#include "core/mesh/mesh_facts.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include <glm/geometric.hpp>

#include "core/base/assert.h"
#include "core/base/parallel.h"
#include "core/jobs/long_loop.h"
#include "core/mesh/mesh_facts_job.h"
#include "core/mesh/weld.h"

namespace orfeas::mesh {
namespace {

// One side of an edge: sorted so that all triangles at an edge stand together.
struct HalfEdge {
    std::uint64_t edge; ///< smaller vertex in the high half, larger in the low half
    std::uint32_t triangle;
    bool forward; ///< runs from the smaller to the larger vertex

    bool operator<(const HalfEdge& other) const { return edge < other.edge; }
};

std::uint32_t findRoot(std::vector<std::uint32_t>& parent, std::uint32_t i) {
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

bool degenerate(const glm::uvec3& t) {
    return t.x == t.y || t.y == t.z || t.z == t.x;
}

// Where each vertex' items begin in a list that is ordered by vertex, and at the end how long it is: counting sort, so that
// only the few items of one vertex are ever compared with each other.
std::vector<std::uint32_t> bucketStarts(std::vector<std::uint32_t> counts) {
    std::uint32_t sum = 0;
    for (std::uint32_t& count : counts)
        sum += std::exchange(count, sum);
    counts.push_back(sum);
    return counts;
}

template <typename Item>
void sortBuckets(std::vector<Item>& items, const std::vector<std::uint32_t>& starts,
                 const jobs::JobContext& context) {
    parallelFor(starts.size() - 1, 1u << 15, [&](std::size_t begin, std::size_t end) {
        if (context.cancelled()) return;
        for (std::size_t vertex = begin; vertex < end; ++vertex)
            std::sort(items.begin() + starts[vertex], items.begin() + starts[vertex + 1]);
    });
}

std::vector<HalfEdge> halfEdges(const Mesh& mesh, const jobs::JobContext& context) {
    const auto forEachEdge = [&](const auto& visit) {
        for (std::uint32_t t = 0; t < mesh.triangles.size(); ++t) {
            const glm::uvec3& tri = mesh.triangles[t];
            if (degenerate(tri)) continue;
            for (int k = 0; k < 3; ++k)
                visit(t, tri[k], tri[(k + 1) % 3]);
        }
    };
    std::vector<std::uint32_t> counts(mesh.positions.size(), 0);
    forEachEdge([&](std::uint32_t, std::uint32_t a, std::uint32_t b) { ++counts[std::min(a, b)]; });
    const std::vector<std::uint32_t> starts = bucketStarts(std::move(counts));
    if (context.cancelled()) return {};
    std::vector<HalfEdge> edges(starts.back());
    std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
    forEachEdge([&](std::uint32_t t, std::uint32_t a, std::uint32_t b) {
        edges[next[std::min(a, b)]++] = {(std::uint64_t(std::min(a, b)) << 32) | std::max(a, b), t, a < b};
    });
    if (!context.cancelled()) sortBuckets(edges, starts, context);
    return edges;
}

// Counts edges of each kind and joins the triangles of every edge into parts.
void measureEdges(const std::vector<HalfEdge>& edges, MeshFacts& facts, std::vector<std::uint32_t>& parent,
                  const jobs::JobContext& context) {
    for (std::size_t i = 0, edge = 0; i < edges.size(); ++edge) {
        if (jobs::stopsAt(edge, context)) return;
        std::size_t j = i + 1;
        while (j < edges.size() && edges[j].edge == edges[i].edge)
            ++j;
        const std::size_t uses = j - i;
        if (uses == 1) ++facts.openEdges;
        if (uses > 2) ++facts.nonManifoldEdges;
        if (uses == 2 && edges[i].forward == edges[i + 1].forward) ++facts.flippedEdges;
        for (std::size_t k = i + 1; k < j; ++k) {
            const std::uint32_t a = findRoot(parent, edges[i].triangle);
            const std::uint32_t b = findRoot(parent, edges[k].triangle);
            parent[std::max(a, b)] = std::min(a, b);
        }
        i = j;
    }
}

// The triangles at each vertex, in a list ordered by vertex.
struct Incidence {
    std::vector<std::uint32_t> starts;
    std::vector<std::uint32_t> triangles;

    explicit Incidence(const Mesh& mesh) {
        std::vector<std::uint32_t> counts(mesh.positions.size(), 0);
        for (const glm::uvec3& t : mesh.triangles)
            for (int k = 0; k < 3 && !degenerate(t); ++k)
                ++counts[t[k]];
        starts = bucketStarts(std::move(counts));
        triangles.resize(starts.back());
        std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
        for (std::uint32_t i = 0; i < mesh.triangles.size(); ++i)
            for (int k = 0; k < 3 && !degenerate(mesh.triangles[i]); ++k)
                triangles[next[mesh.triangles[i][k]]++] = i;
    }
    std::span<const std::uint32_t> at(std::size_t vertex) const {
        return std::span(triangles).subspan(starts[vertex], starts[vertex + 1] - starts[vertex]);
    }
};

// How many fans the triangles at one vertex form: those that share an edge there are one.
class FanCounter {
public:
    std::size_t count(const Mesh& mesh, std::uint32_t vertex, std::span<const std::uint32_t> triangles) {
        m_sides.clear();
        m_parent.resize(triangles.size());
        std::iota(m_parent.begin(), m_parent.end(), 0u);
        for (std::uint32_t i = 0; i < triangles.size(); ++i) {
            const glm::uvec3& t = mesh.triangles[triangles[i]];
            for (int k = 0; k < 3; ++k)
                if (t[k] != vertex) m_sides.push_back((std::uint64_t(t[k]) << 32) | i);
        }
        std::sort(m_sides.begin(), m_sides.end());
        std::size_t fans = triangles.size();
        for (std::size_t i = 1; i < m_sides.size(); ++i) {
            if (m_sides[i] >> 32 != m_sides[i - 1] >> 32) continue;
            const std::uint32_t a = findRoot(m_parent, std::uint32_t(m_sides[i]));
            const std::uint32_t b = findRoot(m_parent, std::uint32_t(m_sides[i - 1]));
            if (a == b) continue;
            m_parent[std::max(a, b)] = std::min(a, b);
            --fans;
        }
        return fans;
    }

private:
    std::vector<std::uint64_t>
        m_sides; ///< the other end in the high half, the triangle's place in the list in the low half
    std::vector<std::uint32_t> m_parent;
};

// A vertex is manifold when its triangles form one fan.
std::size_t countNonManifoldVertices(const Mesh& mesh, const jobs::JobContext& context) {
    const Incidence incidence(mesh);
    std::atomic<std::size_t> found = 0;
    parallelFor(mesh.positions.size(), 1u << 14, [&](std::size_t begin, std::size_t end) {
        if (context.cancelled()) return;
        FanCounter counter;
        std::size_t here = 0;
        for (std::size_t vertex = begin; vertex < end; ++vertex) {
            if (jobs::stopsAt(vertex, context)) return;
            const std::span<const std::uint32_t> triangles = incidence.at(vertex);
            here += triangles.size() > 1 &&
                    counter.count(mesh, static_cast<std::uint32_t>(vertex), triangles) > 1;
        }
        found += here;
    });
    return found;
}

std::size_t countDuplicates(const Mesh& mesh, const jobs::JobContext& context) {
    const auto smallest = [](const glm::uvec3& t) { return std::min({t.x, t.y, t.z}); };
    std::vector<std::uint32_t> counts(mesh.positions.size(), 0);
    for (const glm::uvec3& t : mesh.triangles)
        ++counts[smallest(t)];
    const std::vector<std::uint32_t> starts = bucketStarts(std::move(counts));
    std::vector<std::uint64_t> others(mesh.triangles.size()); // the two larger indices
    std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
    for (const glm::uvec3& t : mesh.triangles) {
        const std::uint32_t low = smallest(t);
        const std::uint32_t high = std::max({t.x, t.y, t.z});
        const std::uint32_t middle = std::max(std::min(t.x, t.y), std::min(std::max(t.x, t.y), t.z));
        others[next[low]++] = (std::uint64_t(middle) << 32) | high;
    }
    sortBuckets(others, starts, context);
    if (context.cancelled()) return 0;
    std::size_t count = 0;
    for (std::size_t vertex = 0; vertex + 1 < starts.size(); ++vertex)
        for (std::uint32_t i = starts[vertex] + 1; i < starts[vertex + 1]; ++i)
            count += others[i] == others[i - 1];
    return count;
}

struct Geometry {
    Box box;
    std::size_t invalidVertices = 0;
    std::size_t unusedVertices = 0;
    std::size_t degenerateTriangles = 0;
    double volumeMm3 = 0.0;
    double areaMm2 = 0.0;
};

Geometry measureGeometry(const Mesh& mesh, const jobs::JobContext& context) {
    Geometry found;
    std::vector<std::uint8_t> used(mesh.positions.size(), 0);
    for (const glm::vec3& p : mesh.positions) {
        if (!std::isfinite(p.x) || !std::isfinite(p.y) || !std::isfinite(p.z)) {
            ++found.invalidVertices;
            continue;
        }
        found.box.lower = glm::min(found.box.lower, p);
        found.box.upper = glm::max(found.box.upper, p);
    }
    const glm::dvec3 origin(found.box.center()); // keeps the sum small for meshes far from zero
    for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
        if (jobs::stopsAt(i, context)) return found;
        const glm::uvec3& t = mesh.triangles[i];
        for (int k = 0; k < 3; ++k)
            used[t[k]] = 1;
        if (degenerate(t)) ++found.degenerateTriangles;
        const glm::dvec3 a = glm::dvec3(mesh.positions[t.x]) - origin;
        const glm::dvec3 b = glm::dvec3(mesh.positions[t.y]) - origin;
        const glm::dvec3 c = glm::dvec3(mesh.positions[t.z]) - origin;
        found.volumeMm3 += glm::dot(a, glm::cross(b, c)) / 6.0;
        found.areaMm2 += 0.5 * glm::length(glm::cross(b - a, c - a));
    }
    found.unusedVertices = static_cast<std::size_t>(std::count(used.begin(), used.end(), std::uint8_t(0)));
    return found;
}

void measureEdges(const Mesh& mesh, MeshFacts& facts, const jobs::JobContext& context) {
    const std::vector<HalfEdge> edges = halfEdges(mesh, context);
    if (context.cancelled()) return;
    std::vector<std::uint32_t> parent(mesh.triangles.size());
    std::iota(parent.begin(), parent.end(), 0u);
    measureEdges(edges, facts, parent, context);
    for (std::uint32_t t = 0; t < parent.size(); ++t) {
        facts.parts += parent[t] == t && !degenerate(mesh.triangles[t]);
    }
}

void requireIndices(const Mesh& mesh) {
    std::uint32_t largest = 0;
    for (const glm::uvec3& t : mesh.triangles)
        largest = std::max({largest, t.x, t.y, t.z});
    ORFEAS_ASSERT(mesh.triangles.empty() || largest < mesh.positions.size());
}

} // namespace

MeshFacts measure(const Mesh& mesh) {
    return measure(mesh, jobs::JobContext());
}

MeshFacts measure(const Mesh& mesh, const jobs::JobContext& context) {
    requireIndices(mesh);
    MeshFacts facts;
    facts.vertices = mesh.positions.size();
    facts.triangles = mesh.triangles.size();
    Geometry geometry;
    // Four questions that have nothing to do with each other; the longest first.
    parallelFor(4, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t question = begin; question < end; ++question) {
            if (context.cancelled()) return;
            if (question == 0) measureEdges(mesh, facts, context);
            if (question == 1) facts.nonManifoldVertices = countNonManifoldVertices(mesh, context);
            if (question == 2) geometry = measureGeometry(mesh, context);
            if (question == 3) facts.duplicateTriangles = countDuplicates(mesh, context);
        }
    });
    facts.box = geometry.box;
    facts.invalidVertices = geometry.invalidVertices;
    facts.unusedVertices = geometry.unusedVertices;
    facts.degenerateTriangles = geometry.degenerateTriangles;
    facts.volumeMm3 = geometry.volumeMm3;
    facts.areaMm2 = geometry.areaMm2;
    return facts;
}

Mesh weldExact(const Mesh& mesh) {
    return weldExact(mesh, jobs::JobContext());
}

Mesh weldExact(const Mesh& mesh, const jobs::JobContext& context) {
    Mesh out;
    out.texture = mesh.texture;
    out.uvs = mesh.uvs;
    const std::vector<std::uint32_t> first = firstAtSamePlace(mesh, context);
    constexpr std::uint32_t kFresh = 0xffffffffu;
    std::vector<std::uint32_t> newIndex(mesh.positions.size(), kFresh);
    const auto welded = [&](std::uint32_t vertex) {
        std::uint32_t& index = newIndex[first[vertex]];
        if (index == kFresh) {
            index = static_cast<std::uint32_t>(out.positions.size());
            out.positions.push_back(mesh.positions[vertex]);
            if (!mesh.colors.empty()) out.colors.push_back(mesh.colors[vertex]);
        }
        return index;
    };
    out.triangles.reserve(mesh.triangles.size());
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
        if (jobs::stopsAt(t, context)) return out;
        const glm::uvec3& old = mesh.triangles[t];
        if (first[old.x] == first[old.y] || first[old.y] == first[old.z] || first[old.z] == first[old.x])
            continue;
        // Sequenced: the order of vertices must not depend on the compiler.
        const std::uint32_t x = welded(old.x);
        const std::uint32_t y = welded(old.y);
        const std::uint32_t z = welded(old.z);
        out.triangles.emplace_back(x, y, z);
        if (!mesh.uvs.empty()) out.uvTriangles.push_back(mesh.uvTriangle(t));
    }
    return out;
}

} // namespace orfeas::mesh
