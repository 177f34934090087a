#include "core/print/separate.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "core/jobs/long_loop.h"
#include "core/print/edges.h"

namespace orfeas::print {
namespace {

struct Patch {
    double area = 0.0;
    bool open = false;
    bool busy = false; ///< touches an edge of many faces
};

double areaOf(const mesh::Mesh& mesh, const glm::uvec3& t) {
    const glm::dvec3 a(mesh.positions[t.x]), b(mesh.positions[t.y]), c(mesh.positions[t.z]);
    return 0.5 * glm::length(glm::cross(b - a, c - a));
}

std::uint32_t rootOf(std::vector<std::uint32_t>& parent, std::uint32_t i) {
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

// Pairs of sides round one edge of many faces; false when they do not alternate between entering and leaving.
bool pairSides(const WorkMesh& work, std::span<const EdgeTable::Side> sides,
               std::vector<std::pair<EdgeTable::Side, EdgeTable::Side>>& pairs) {
    const auto& first = work.mesh.triangles[sides[0].face];
    std::uint32_t u = first[sides[0].corner], v = first[(sides[0].corner + 1) % 3];
    if (u > v) std::swap(u, v);
    const glm::dvec3 origin(work.mesh.positions[u]);
    glm::dvec3 axis = glm::dvec3(work.mesh.positions[v]) - origin;
    if (glm::length(axis) <= 0.0) return false;
    axis = glm::normalize(axis);
    glm::dvec3 x(0.0), y(0.0);
    struct Turn {
        double angle;
        EdgeTable::Side side;
    };
    std::vector<Turn> turns;
    for (const EdgeTable::Side& side : sides) {
        const glm::uvec3& t = work.mesh.triangles[side.face];
        glm::dvec3 arm = glm::dvec3(work.mesh.positions[t[(side.corner + 2) % 3]]) - origin;
        arm -= axis * glm::dot(arm, axis);
        if (glm::length(arm) <= 0.0) return false;
        arm = glm::normalize(arm);
        if (turns.empty()) {
            x = arm;
            y = glm::cross(axis, x);
        }
        double angle = std::atan2(glm::dot(arm, y), glm::dot(arm, x));
        if (angle < -1e-9) angle += 2.0 * 3.14159265358979323846;
        turns.push_back({angle, side});
    }
    std::stable_sort(turns.begin(), turns.end(),
                     [](const Turn& a, const Turn& b) { return a.angle < b.angle; });
    // A face that runs against the axis has its material on the side of growing angles; the next face closes that wedge
    // and must run along the axis.
    const std::size_t n = turns.size();
    for (std::size_t i = 0; i < n; ++i) {
        if (turns[i].side.forward == turns[(i + 1) % n].side.forward) return false;
    }
    for (std::size_t i = 0; i < n; ++i) {
        if (!turns[i].side.forward) pairs.emplace_back(turns[i].side, turns[(i + 1) % n].side);
    }
    return true;
}

// Joins the corners of two faces at both ends of their common edge.
void joinCorners(const WorkMesh& work, std::vector<std::uint32_t>& parent, const EdgeTable::Side& a,
                 const EdgeTable::Side& b) {
    const glm::uvec3 &s = work.mesh.triangles[a.face], &t = work.mesh.triangles[b.face];
    for (const int corner : {int(a.corner), (a.corner + 1) % 3}) {
        for (int k = 0; k < 3; ++k) {
            if (t[k] != s[corner]) continue;
            const std::uint32_t p = rootOf(parent, a.face * 3 + static_cast<std::uint32_t>(corner));
            const std::uint32_t q = rootOf(parent, b.face * 3 + static_cast<std::uint32_t>(k));
            parent[std::max(p, q)] = std::min(p, q);
        }
    }
}

} // namespace

std::vector<std::uint8_t> findFins(const WorkMesh& work, const jobs::JobContext& context) {
    const auto& triangles = work.mesh.triangles;
    const EdgeTable edges(triangles, context);
    std::size_t count = 0;
    const std::vector<std::uint32_t> part = edgeParts(triangles, false, count, context);
    if (context.cancelled()) return std::vector<std::uint8_t>(triangles.size(), 0);
    std::vector<Patch> patches(count);
    for (std::uint32_t f = 0; f < triangles.size(); ++f)
        patches[part[f]].area += areaOf(work.mesh, triangles[f]);
    std::vector<std::vector<std::uint32_t>> busyEdges(count);
    for (std::uint32_t e = 0; e < edges.size(); ++e) {
        const auto sides = edges.sides(e);
        if (sides.size() == 1) patches[part[sides[0].face]].open = true;
        if (sides.size() <= 2) continue;
        for (const auto& side : sides)
            busyEdges[part[side.face]].push_back(e);
    }
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return patches[a].area < patches[b].area; });
    std::vector<std::uint8_t> gone(count, 0);
    for (const std::uint32_t p : order) {
        if (!patches[p].open || busyEdges[p].empty()) continue;
        bool helps = true;
        for (const std::uint32_t e : busyEdges[p]) {
            std::size_t left = 0;
            for (const auto& side : edges.sides(e))
                left += !gone[part[side.face]] && part[side.face] != p;
            helps = helps && left == 2;
        }
        gone[p] = helps;
    }
    std::vector<std::uint8_t> marked(triangles.size());
    for (std::uint32_t f = 0; f < triangles.size(); ++f)
        marked[f] = gone[part[f]];
    return marked;
}

Separation separate(WorkMesh& work, double gap, const jobs::JobContext& context) {
    Separation result;
    auto& triangles = work.mesh.triangles;
    const EdgeTable edges(triangles, context);
    std::vector<std::uint32_t> parent(triangles.size() * 3);
    std::iota(parent.begin(), parent.end(), 0u);
    for (std::uint32_t e = 0; e < edges.size(); ++e) {
        if (jobs::stopsAt(e, context)) return result;
        const auto sides = edges.sides(e);
        if (sides.size() == 2) joinCorners(work, parent, sides[0], sides[1]);
        if (sides.size() <= 2) continue;
        ++result.edges;
        std::vector<std::pair<EdgeTable::Side, EdgeTable::Side>> pairs;
        if (sides.size() % 2 != 0 || !pairSides(work, sides, pairs)) {
            // Left as it is: what cannot be told apart stays together.
            result.complete = false;
            for (std::size_t i = 1; i < sides.size(); ++i)
                joinCorners(work, parent, sides[0], sides[i]);
            continue;
        }
        for (const auto& [a, b] : pairs)
            joinCorners(work, parent, a, b);
    }
    constexpr std::uint32_t kNone = 0xffffffffu;
    std::vector<std::uint32_t> vertexOfGroup(triangles.size() * 3, kNone);
    std::vector<std::uint8_t> taken(work.mesh.positions.size(), 0), twin(work.mesh.positions.size(), 0);
    for (std::uint32_t c = 0; c < triangles.size() * 3; ++c) {
        if (jobs::stopsAt(c, context)) return result;
        const std::uint32_t group = rootOf(parent, c);
        std::uint32_t& vertex = vertexOfGroup[group];
        std::uint32_t& here = triangles[c / 3][static_cast<int>(c % 3)];
        if (vertex == kNone) {
            vertex = here;
            if (taken[here]) {
                vertex = static_cast<std::uint32_t>(work.mesh.positions.size());
                work.mesh.positions.push_back(work.mesh.positions[here]);
                twin[here] = 1;
                twin.push_back(1);
                taken.push_back(1);
                ++result.vertices;
            }
            taken[here] = 1;
        }
        here = vertex;
    }
    if (result.vertices == 0) return result;
    std::vector<glm::dvec3> inward(twin.size(), glm::dvec3(0.0));
    for (std::uint32_t f = 0; f < triangles.size(); ++f) {
        const glm::uvec3& t = triangles[f];
        if (!twin[t.x] && !twin[t.y] && !twin[t.z]) continue;
        result.faces.push_back(f);
        const glm::dvec3 a(work.mesh.positions[t.x]), b(work.mesh.positions[t.y]),
            c(work.mesh.positions[t.z]);
        const glm::dvec3 normal = glm::cross(b - a, c - a);
        const double length = glm::length(normal);
        if (length <= 0.0) continue;
        for (int k = 0; k < 3; ++k)
            inward[t[k]] -= normal / length;
    }
    for (std::uint32_t v = 0; v < twin.size(); ++v) {
        const double length = glm::length(inward[v]);
        if (twin[v] && length > 1e-6)
            work.mesh.positions[v] =
                glm::vec3(glm::dvec3(work.mesh.positions[v]) + inward[v] * (gap / length));
    }
    return result;
}

} // namespace orfeas::print
