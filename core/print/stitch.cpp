#include "core/print/stitch.h"

#include <algorithm>
#include <utility>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "core/mesh/triangle_tree.h"
#include "core/print/boundary_loops.h"
#include "core/print/edges.h"

namespace orfeas::print {
namespace {

// What lies this near, as a share of the shortest edge at a vertex, is a crack and no edge of its own.
constexpr float kShareOfEdge = 0.3f;

// How near to a vertex another one or an edge must lie to be joined to it: 0 away from open edges. `isCareful`: nearer
// than its own edges are long, so that where triangles are small holes keep their shape.
std::vector<float> reachOfVertices(const WorkMesh& work, const EdgeTable& edges, double tolerance,
                                   bool isCareful) {
    const auto& p = work.mesh.positions;
    std::vector<float> reach(p.size(), 0.0f);
    for (std::uint32_t e = 0; e < edges.size(); ++e) {
        if (edges.sides(e).size() != 1) continue;
        const EdgeTable::Side& side = edges.sides(e)[0];
        const glm::uvec3& t = work.mesh.triangles[side.face];
        reach[t[side.corner]] = reach[t[(side.corner + 1) % 3]] = static_cast<float>(tolerance);
    }
    if (!isCareful) return reach;
    for (const glm::uvec3& t : work.mesh.triangles) {
        for (int k = 0; k < 3; ++k) {
            float& a = reach[t[k]];
            float& b = reach[t[(k + 1) % 3]];
            if (a <= 0.0f && b <= 0.0f) continue;
            const float most = kShareOfEdge * glm::length(p[t[k]] - p[t[(k + 1) % 3]]);
            a = std::min(a, most);
            b = std::min(b, most);
        }
    }
    return reach;
}

struct OnEdge {
    double along;
    std::uint32_t vertex;
    bool operator<(const OnEdge& other) const {
        return along != other.along ? along < other.along : vertex < other.vertex;
    }
};

// The open edges as triangles without area, for the tree.
struct OpenEdges {
    mesh::Mesh mesh;
    std::vector<EdgeTable::Side> sides;
};

OpenEdges openEdgesOf(const WorkMesh& work, const EdgeTable& edges) {
    OpenEdges open;
    open.mesh.positions = work.mesh.positions;
    for (std::uint32_t e = 0; e < edges.size(); ++e) {
        if (edges.sides(e).size() != 1) continue;
        const EdgeTable::Side side = edges.sides(e)[0];
        const glm::uvec3& t = work.mesh.triangles[side.face];
        open.mesh.triangles.emplace_back(t[side.corner], t[(side.corner + 1) % 3], t[(side.corner + 1) % 3]);
        open.sides.push_back(side);
    }
    return open;
}

std::vector<std::vector<OnEdge>> verticesOnEdges(const WorkMesh& work, const OpenEdges& open,
                                                 const std::vector<float>& reachOf,
                                                 const jobs::JobContext& context) {
    const mesh::TriangleTree tree(open.mesh, context);
    std::vector<std::vector<OnEdge>> on(open.sides.size());
    std::size_t looked = 0;
    for (std::uint32_t v = 0; v < reachOf.size(); ++v) {
        if (reachOf[v] <= 0.0f) continue;
        if (++looked % 1024 == 0 && context.cancelled()) return on;
        const double tolerance = double(reachOf[v]);
        const glm::vec3 p = work.mesh.positions[v];
        const glm::vec3 reach(static_cast<float>(2.0 * tolerance));
        tree.eachOverlap({p - reach, p + reach}, [&](std::uint32_t e) {
            const glm::uvec3& ends = open.mesh.triangles[e];
            if (ends.x == v || ends.y == v) return;
            const glm::dvec3 a(work.mesh.positions[ends.x]), b(work.mesh.positions[ends.y]), x(p);
            const double length = glm::length(b - a);
            if (length <= 0.0) return;
            const double along = glm::dot(x - a, b - a) / (length * length);
            if (along * length <= tolerance || (1.0 - along) * length <= tolerance) return;
            if (glm::length(a + (b - a) * along - x) <= tolerance) on[e].push_back({along, v});
        });
    }
    return on;
}

// Splits at most one open edge of each face. The last triangle keeps the face's place.
std::size_t splitOnce(WorkMesh& work, const EdgeTable& edges, const std::vector<float>& reach,
                      std::uint32_t region, const jobs::JobContext& context) {
    const OpenEdges open = openEdgesOf(work, edges);
    if (open.sides.empty()) return 0;
    auto on = verticesOnEdges(work, open, reach, context);
    if (context.cancelled()) return 0;
    std::vector<std::uint8_t> used(work.mesh.triangles.size(), 0);
    std::size_t splits = 0;
    for (std::size_t e = 0; e < open.sides.size(); ++e) {
        const EdgeTable::Side side = open.sides[e];
        if (on[e].empty() || used[side.face]) continue;
        used[side.face] = 1;
        std::sort(on[e].begin(), on[e].end());
        const glm::uvec3 t = work.mesh.triangles[side.face];
        const std::uint32_t apex = t[(side.corner + 2) % 3];
        std::uint32_t from = t[side.corner];
        bool first = true;
        const auto put = [&](std::uint32_t to) {
            if (from != to && to != apex && from != apex) {
                if (first)
                    work.mesh.triangles[side.face] = {from, to, apex};
                else
                    work.add({from, to, apex}, work.source[side.face], region);
                first = false;
            }
            from = to;
        };
        for (const OnEdge& point : on[e])
            put(point.vertex);
        put(t[(side.corner + 1) % 3]);
        work.region[side.face] = region;
        ++splits;
    }
    return splits;
}

// Splits and joins as long as that leaves fewer edges open.
void stitchWithin(WorkMesh& work, double tolerance, bool isCareful, std::uint32_t region, std::size_t& open,
                  Stitching& result, const jobs::JobContext& context) {
    for (int pass = 0; pass < 8 && open > 0 && !context.cancelled(); ++pass) {
        WorkMesh before = work;
        Cleaning counts;
        const EdgeTable edges(work.mesh.triangles, context);
        if (context.cancelled()) return;
        std::vector<float> reach = reachOfVertices(work, edges, tolerance, isCareful);
        const std::size_t splits = splitOnce(work, edges, reach, region, context);
        if (splits > 0)
            reach = reachOfVertices(work, EdgeTable(work.mesh.triangles, context), tolerance, isCareful);
        if (context.cancelled()) return;
        weldWithin(work, reach, tolerance, counts, context);
        const std::size_t now = splits + counts.welded > 0 ? countOpenEdges(work.mesh, context) : open;
        if (now >= open) {
            work = std::move(before);
            return;
        }
        result.splitEdges += splits;
        result.joined += counts.welded;
        open = now;
    }
}

// Every open edge is of a hole that can be filled.
bool isOnlyHoles(const mesh::Mesh& mesh, const jobs::JobContext& context) {
    const std::vector<BoundaryLoop> loops = boundaryLoops(mesh, context);
    return std::all_of(loops.begin(), loops.end(), [](const BoundaryLoop& loop) { return loop.closed; });
}

} // namespace

Stitching stitch(WorkMesh& work, double tolerance, std::uint32_t region, const jobs::JobContext& context) {
    Stitching result;
    std::size_t open = countOpenEdges(work.mesh, context);
    // First what is careful with small triangles; what it leaves open beside whole holes, without that care.
    for (const bool isCareful : {true, false}) {
        if (!isCareful && (open == 0 || context.cancelled() || isOnlyHoles(work.mesh, context))) break;
        for (const double share : {0.1, 1.0}) {
            const double done = (isCareful ? 0.0 : 0.5) + (share < 1.0 ? 0.0 : 0.25);
            context.report("stitching", done);
            stitchWithin(work, tolerance * share, isCareful, region, open, result, context);
        }
    }
    return result;
}

} // namespace orfeas::print
