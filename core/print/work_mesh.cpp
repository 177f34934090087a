#include "core/print/work_mesh.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "core/jobs/long_loop.h"
#include "core/mesh/weld.h"
#include "core/print/edges.h"

namespace orfeas::print {
namespace {

bool finite(const glm::vec3& p) {
    constexpr float kLargest = 1e30f;
    return std::abs(p.x) < kLargest && std::abs(p.y) < kLargest && std::abs(p.z) < kLargest;
}

bool twice(const glm::uvec3& t) {
    return t.x == t.y || t.y == t.z || t.z == t.x;
}

void dropDuplicates(WorkMesh& work, Cleaning& counts, const jobs::JobContext& context) {
    // Sorted into the smallest vertices by counting; at each of them only a few are left to sort.
    const auto& triangles = work.mesh.triangles;
    const auto smallest = [](const glm::uvec3& t) { return std::min({t.x, t.y, t.z}); };
    std::vector<std::uint32_t> first(work.mesh.positions.size() + 1, 0);
    for (const glm::uvec3& t : triangles)
        ++first[smallest(t) + 1];
    std::partial_sum(first.begin(), first.end(), first.begin());
    using Key = std::pair<std::uint64_t, std::uint32_t>; // the two larger vertices, triangle
    std::vector<Key> keys(triangles.size());
    std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
    for (std::uint32_t i = 0; i < triangles.size(); ++i) {
        const glm::uvec3& t = triangles[i];
        const std::uint32_t low = smallest(t);
        const std::uint32_t high = std::max({t.x, t.y, t.z});
        const std::uint32_t middle = std::max(std::min(t.x, t.y), std::min(std::max(t.x, t.y), t.z));
        keys[next[low]++] = {std::uint64_t(middle) << 32 | high, i};
    }
    std::vector<std::uint8_t> marked(keys.size(), 0);
    for (std::size_t v = 0; v + 1 < first.size(); ++v) {
        if (jobs::stopsAt(v, context)) return;
        std::sort(keys.begin() + first[v], keys.begin() + first[v + 1]);
        for (std::size_t i = first[v] + 1; i < first[v + 1]; ++i) {
            if (keys[i].first != keys[i - 1].first) continue;
            marked[keys[i].second] = 1;
            ++counts.duplicates;
        }
    }
    removeTriangles(work, marked);
}

void dropUnused(WorkMesh& work) {
    std::vector<std::uint32_t> number(work.mesh.positions.size(), 0);
    for (const glm::uvec3& t : work.mesh.triangles)
        number[t.x] = number[t.y] = number[t.z] = 1;
    std::uint32_t next = 0;
    for (std::uint32_t v = 0; v < number.size(); ++v) {
        if (!number[v]) continue;
        work.mesh.positions[next] = work.mesh.positions[v];
        number[v] = next++;
    }
    work.mesh.positions.resize(next);
    for (glm::uvec3& t : work.mesh.triangles)
        t = {number[t.x], number[t.y], number[t.z]};
}

// Vertices sorted into cells as wide as the tolerance, so that a neighbour is in one of 27.
class CellOrder {
public:
    CellOrder(const std::vector<glm::vec3>& points, const std::vector<std::uint32_t>& which, double cell)
        : m_cell(cell) {
        for (const std::uint32_t v : which)
            m_entries.push_back({cellOf(points[v]), v});
        std::sort(m_entries.begin(), m_entries.end());
    }
    using Cell = std::array<std::int64_t, 3>;
    Cell cellOf(const glm::vec3& p) const {
        return {static_cast<std::int64_t>(std::floor(double(p.x) / m_cell)),
                static_cast<std::int64_t>(std::floor(double(p.y) / m_cell)),
                static_cast<std::int64_t>(std::floor(double(p.z) / m_cell))};
    }
    template <typename Visit>
    void around(const glm::vec3& p, const Visit& visit) const {
        const Cell at = cellOf(p);
        for (std::int64_t x = -1; x <= 1; ++x) {
            for (std::int64_t y = -1; y <= 1; ++y) {
                const Cell from{at[0] + x, at[1] + y, at[2] - 1};
                const Cell to{at[0] + x, at[1] + y, at[2] + 1};
                auto i = std::lower_bound(m_entries.begin(), m_entries.end(), Entry{from, 0});
                for (; i != m_entries.end() && i->cell <= to; ++i)
                    visit(i->vertex);
            }
        }
    }

private:
    struct Entry {
        Cell cell;
        std::uint32_t vertex;
        auto operator<=>(const Entry&) const = default;
    };
    double m_cell;
    std::vector<Entry> m_entries;
};

// `reach(v)`: how near another one must be; vertices with 0 are left as they are.
template <typename Reach>
std::vector<std::uint32_t> nearRepresentatives(const std::vector<glm::vec3>& points, double most,
                                               const Reach& reach) {
    std::vector<std::uint32_t> which;
    for (std::uint32_t v = 0; v < points.size(); ++v) {
        if (reach(v) > 0.0) which.push_back(v);
    }
    const CellOrder cells(points, which, most);
    std::vector<std::uint32_t> to(points.size());
    std::iota(to.begin(), to.end(), 0u);
    for (const std::uint32_t v : which) {
        double nearest = reach(v) * reach(v);
        cells.around(points[v], [&](std::uint32_t other) {
            if (other >= v || to[other] != other) return;
            const glm::dvec3 away = glm::dvec3(points[other]) - glm::dvec3(points[v]);
            const double squared = glm::dot(away, away);
            if (squared > nearest || squared > reach(other) * reach(other)) return;
            nearest = squared;
            to[v] = other;
        });
    }
    return to;
}

void join(WorkMesh& work, const std::vector<std::uint32_t>& to, Cleaning& counts,
          const jobs::JobContext& context) {
    for (std::uint32_t v = 0; v < to.size(); ++v)
        counts.welded += to[v] != v;
    for (glm::uvec3& t : work.mesh.triangles)
        t = {to[t.x], to[t.y], to[t.z]};
    clean(work, counts, context);
}

} // namespace

WorkMesh workMeshOf(const mesh::Mesh& mesh) {
    WorkMesh work;
    work.mesh.positions = mesh.positions;
    work.mesh.triangles = mesh.triangles;
    work.source.resize(mesh.triangles.size());
    std::iota(work.source.begin(), work.source.end(), 0u);
    work.region.assign(mesh.triangles.size(), kNoRegion);
    return work;
}

void removeTriangles(WorkMesh& work, const std::vector<std::uint8_t>& marked) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < work.mesh.triangles.size(); ++i) {
        if (marked[i]) continue;
        work.mesh.triangles[next] = work.mesh.triangles[i];
        work.source[next] = work.source[i];
        work.region[next] = work.region[i];
        ++next;
    }
    work.mesh.triangles.resize(next);
    work.source.resize(next);
    work.region.resize(next);
}

void clean(WorkMesh& work, Cleaning& counts, const jobs::JobContext& context) {
    std::vector<std::uint8_t> marked(work.mesh.triangles.size(), 0);
    for (std::size_t i = 0; i < marked.size(); ++i) {
        const glm::uvec3& t = work.mesh.triangles[i];
        const auto& p = work.mesh.positions;
        if (!finite(p[t.x]) || !finite(p[t.y]) || !finite(p[t.z])) {
            marked[i] = 1;
            ++counts.invalid;
        } else if (twice(t)) {
            marked[i] = 1;
            ++counts.degenerate;
        }
    }
    removeTriangles(work, marked);
    dropDuplicates(work, counts, context);
    dropUnused(work);
}

void weldExactly(WorkMesh& work, Cleaning& counts, const jobs::JobContext& context) {
    join(work, mesh::firstAtSamePlace(work.mesh, context), counts, context);
}

void weldWithin(WorkMesh& work, const std::vector<float>& tolerances, double most, Cleaning& counts,
                const jobs::JobContext& context) {
    const std::vector<std::uint32_t> to = nearRepresentatives(
        work.mesh.positions, most, [&](std::uint32_t v) { return double(tolerances[v]); });
    bool joins = false;
    for (std::uint32_t v = 0; v < to.size() && !joins; ++v)
        joins = to[v] != v;
    if (joins && !context.cancelled()) join(work, to, counts, context);
}

std::vector<std::uint32_t> edgeParts(const std::vector<glm::uvec3>& triangles, bool overManyFaces,
                                     std::size_t& count, const jobs::JobContext& context) {
    const EdgeTable edges(triangles, context);
    std::vector<std::uint32_t> parent(triangles.size());
    std::iota(parent.begin(), parent.end(), 0u);
    const auto root = [&](std::uint32_t i) {
        while (parent[i] != i)
            i = parent[i] = parent[parent[i]];
        return i;
    };
    for (std::uint32_t e = 0; e < edges.size(); ++e) {
        if (jobs::stopsAt(e, context)) break;
        const auto sides = edges.sides(e);
        if (sides.size() > 2 && !overManyFaces) continue;
        for (const auto& side : sides) {
            const std::uint32_t a = root(sides[0].face), b = root(side.face);
            parent[std::max(a, b)] = std::min(a, b);
        }
    }
    std::vector<std::uint32_t> part(triangles.size());
    count = 0;
    for (std::uint32_t f = 0; f < triangles.size(); ++f) {
        const std::uint32_t r = root(f);
        part[f] = r == f ? static_cast<std::uint32_t>(count++) : part[r];
    }
    return part;
}

std::size_t countOpenEdges(const mesh::Mesh& mesh, const jobs::JobContext& context) {
    const EdgeTable edges(mesh.triangles, context);
    std::size_t open = 0;
    for (std::uint32_t e = 0; e < edges.size(); ++e)
        open += edges.sides(e).size() == 1;
    return open;
}

} // namespace orfeas::print
