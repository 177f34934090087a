#include "core/print/shells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include <glm/geometric.hpp>

#include "core/base/parallel.h"
#include "core/print/loose_pieces.h"

namespace orfeas::print {
namespace {

constexpr std::size_t kMaxPatches = 256;

// Lists of triangles per shell or patch, in one array.
struct Groups {
    std::vector<std::size_t> first;
    std::vector<std::uint32_t> triangles;

    Groups(const std::vector<std::uint32_t>& of, std::uint32_t count) : first(std::size_t(count) + 1, 0) {
        for (const std::uint32_t g : of) {
            if (g != Topology::kNoShell) ++first[g + 1];
        }
        std::partial_sum(first.begin(), first.end(), first.begin());
        triangles.resize(first.back());
        std::vector<std::size_t> next(first.begin(), first.end() - 1);
        for (std::uint32_t t = 0; t < of.size(); ++t) {
            if (of[t] != Topology::kNoShell) triangles[next[of[t]]++] = t;
        }
    }
    std::span<const std::uint32_t> operator[](std::uint32_t g) const {
        return std::span(triangles).subspan(first[g], first[g + 1] - first[g]);
    }
};

bool liesWithin(const mesh::Box& inner, const mesh::Box& outer) {
    for (int k = 0; k < 3; ++k) {
        if (!(outer.lower[k] < inner.lower[k] && outer.upper[k] > inner.upper[k])) return false;
    }
    return true;
}

Shell measureShell(const Surface& surface, std::span<const std::uint32_t> triangles) {
    Shell shell;
    shell.firstTriangle = triangles.front();
    shell.triangles = triangles.size();
    for (const std::uint32_t t : triangles) {
        for (int k = 0; k < 3; ++k) {
            const glm::vec3& p = surface.mesh().positions[surface.mesh().triangles[t][k]];
            shell.box.lower = glm::min(shell.box.lower, p);
            shell.box.upper = glm::max(shell.box.upper, p);
        }
    }
    const glm::dvec3 origin(shell.box.center());
    for (const std::uint32_t t : triangles) {
        const glm::dvec3 a(surface.mesh().positions[surface.mesh().triangles[t].x]);
        shell.volumeMm3 += glm::dot(a - origin, surface.normal(t)) / 6.0;
    }
    return shell;
}

// The shells around a point, by rays: for closed shells what leaves minus what enters is how often they go around it.
// Of three rays two agree even when one slips along an edge.
class Nesting {
public:
    Nesting(const Surface& surface, const Topology& topology, const mesh::TriangleTree& tree,
            const Groups& groups)
        : m_surface(surface), m_topology(topology), m_tree(tree), m_groups(groups) {}

    std::vector<std::uint32_t> around(std::uint32_t inner, const std::vector<Shell>& shells,
                                      const std::vector<std::uint32_t>& numbers) const {
        std::vector<std::uint32_t> candidates;
        for (std::uint32_t s = 0; s < shells.size(); ++s) {
            if (s != inner && liesWithin(shells[inner].box, shells[s].box)) candidates.push_back(s);
        }
        std::vector<std::uint32_t> found;
        if (candidates.empty()) return found;
        const std::uint32_t corner = m_surface.mesh().triangles[shells[inner].firstTriangle].x;
        const glm::dvec3 point = m_surface.point(corner);
        const auto turns = rayTurns(point);
        for (const std::uint32_t s : candidates) {
            const bool isIn = shells[s].closed
                                  ? majority(turns, numbers[s]) != 0
                                  : std::abs(windingNumber(m_surface, m_groups[numbers[s]], point)) > 0.5;
            if (isIn) found.push_back(s);
        }
        return found;
    }

private:
    using Turns = std::vector<std::pair<std::uint32_t, int>>; // shell, +1 or -1, unsorted

    std::array<Turns, 3> rayTurns(const glm::dvec3& point) const {
        // Directions that no drawing program would choose.
        constexpr std::array kDirections{glm::dvec3(0.5271, 0.7139, 0.4613),
                                         glm::dvec3(-0.6317, 0.3469, 0.6929),
                                         glm::dvec3(0.2287, -0.8831, 0.4093)};
        std::array<Turns, 3> turns;
        for (std::size_t i = 0; i < 3; ++i) {
            m_tree.eachHit(point, kDirections[i], 0.0, 1e300, [&](const mesh::TriangleTree::Hit& hit) {
                const std::uint32_t shell = m_topology.shellOf[hit.triangle];
                if (shell != Topology::kNoShell) turns[i].emplace_back(shell, hit.fromBehind ? 1 : -1);
            });
        }
        return turns;
    }

    static int majority(const std::array<Turns, 3>& turns, std::uint32_t shell) {
        std::array<int, 3> sums{};
        for (std::size_t i = 0; i < 3; ++i) {
            for (const auto& [of, sign] : turns[i])
                sums[i] += of == shell ? sign : 0;
        }
        std::sort(sums.begin(), sums.end());
        return sums[1];
    }

    const Surface& m_surface;
    const Topology& m_topology;
    const mesh::TriangleTree& m_tree;
    const Groups& m_groups;
};

// Numbers of the shells to be told apart, ascending.
std::vector<std::uint32_t> chosenShells(const Groups& groups, std::uint32_t count) {
    std::vector<std::uint32_t> numbers(count);
    std::iota(numbers.begin(), numbers.end(), 0u);
    if (count <= kMaxShells) return numbers;
    std::stable_sort(numbers.begin(), numbers.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return groups[a].size() > groups[b].size(); });
    numbers.resize(kMaxShells);
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

// Which way out is can only be told of a shell without holes whose triangles agree.
std::vector<std::uint8_t> markClosed(const Topology& topology, const std::vector<std::uint32_t>& numbers,
                                     std::vector<Shell>& shells) {
    std::vector<std::uint8_t> isOriented(topology.shells, 1);
    for (const auto* edges : {&topology.open, &topology.flipped}) {
        for (const BadEdge& edge : *edges)
            isOriented[topology.shellOf[edge.triangle]] = 0;
    }
    std::vector<std::uint8_t> isClosed = isOriented;
    for (const BadEdge& edge : topology.nonManifold)
        isClosed[topology.shellOf[edge.triangle]] = 0;
    for (std::size_t i = 0; i < shells.size(); ++i)
        shells[i].closed = isClosed[numbers[i]] != 0;
    return isOriented;
}

using Links = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

// Pieces of one group hold each other, and what one of them stands on they all stand on.
void joinGroups(const Surface& surface, const Topology& topology, const std::vector<std::uint32_t>& group,
                const std::vector<std::uint32_t>& numbers, std::vector<Shell>& shells, Links& links) {
    std::vector<float> lowest(topology.shells, 3.4e38f);
    for (std::uint32_t t = 0; t < topology.shellOf.size(); ++t) {
        if (topology.shellOf[t] == Topology::kNoShell) continue;
        float& low = lowest[group[topology.shellOf[t]]];
        for (int k = 0; k < 3; ++k)
            low = std::min(low, surface.mesh().positions[surface.mesh().triangles[t][k]].z);
    }
    const double bed = double(surface.box().lower.z);
    std::vector<std::uint32_t> first(topology.shells, Topology::kNoShell);
    for (std::uint32_t i = 0; i < shells.size(); ++i) {
        const std::uint32_t g = group[numbers[i]];
        shells[i].floating = !(double(lowest[g]) - bed <= kBedToleranceMm);
        if (first[g] == Topology::kNoShell) first[g] = i;
        if (first[g] != i) links.emplace_back(first[g], i);
    }
}

// What stands on the bed carries what it runs through, and a body carries the walls of its cavities.
void markFloating(std::vector<Shell>& shells, const Links& links, double crumbMm) {
    std::vector<std::vector<std::uint32_t>> held(shells.size());
    for (const auto& [a, b] : links) {
        held[a].push_back(b);
        held[b].push_back(a);
    }
    std::vector<std::uint32_t> front;
    for (std::uint32_t s = 0; s < shells.size(); ++s) {
        if (!shells[s].floating) front.push_back(s);
    }
    while (!front.empty()) {
        const std::uint32_t s = front.back();
        front.pop_back();
        for (const std::uint32_t other : held[s]) {
            if (!shells[other].floating) continue;
            shells[other].floating = false;
            front.push_back(other);
        }
    }
    for (Shell& shell : shells) {
        const glm::vec3 size = shell.box.size();
        shell.crumb = shell.floating && double(std::max({size.x, size.y, size.z})) <= crumbMm;
    }
}

} // namespace

double windingNumber(const Surface& surface, std::span<const std::uint32_t> triangles,
                     const glm::dvec3& point, std::uint32_t skip) {
    double sum = 0.0;
    for (const std::uint32_t t : triangles) {
        if (t == skip) continue;
        const glm::uvec3& tri = surface.mesh().triangles[t];
        const glm::dvec3 a = surface.point(tri.x) - point;
        const glm::dvec3 b = surface.point(tri.y) - point;
        const glm::dvec3 c = surface.point(tri.z) - point;
        const double la = glm::length(a);
        const double lb = glm::length(b);
        const double lc = glm::length(c);
        const double determinant = glm::dot(a, glm::cross(b, c));
        const double cosine = la * lb * lc + glm::dot(a, b) * lc + glm::dot(b, c) * la + glm::dot(c, a) * lb;
        sum += std::atan2(determinant, cosine);
    }
    return sum / (2.0 * std::numbers::pi);
}

Result<std::vector<Shell>> findShells(const Surface& surface, const Topology& topology,
                                      const mesh::TriangleTree& tree,
                                      std::span<const std::pair<std::uint32_t, std::uint32_t>> crossings,
                                      double crumbMm, const jobs::JobContext& context) {
    const Groups groups(topology.shellOf, topology.shells);
    const std::vector<std::uint32_t> numbers = chosenShells(groups, topology.shells);
    std::vector<Shell> shells(numbers.size());
    parallelFor(shells.size(), 8, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            shells[i] = measureShell(surface, groups[numbers[i]]);
    });
    const std::vector<std::uint8_t> isOriented = markClosed(topology, numbers, shells);
    const Nesting nesting(surface, topology, tree, groups);
    std::vector<std::vector<std::uint32_t>> around(shells.size());
    parallelFor(shells.size(), 4, [&](std::size_t begin, std::size_t end) {
        for (auto i = static_cast<std::uint32_t>(begin); i < end && !context.cancelled(); ++i)
            around[i] = nesting.around(i, shells, numbers);
    });
    if (context.cancelled()) return jobs::cancelledError();
    Links links;
    for (std::uint32_t s = 0; s < shells.size(); ++s) {
        Shell& shell = shells[s];
        shell.depth = static_cast<int>(around[s].size());
        for (const std::uint32_t outer : around[s]) {
            if (shell.outer < 0 || around[outer].size() > around[std::size_t(shell.outer)].size())
                shell.outer = static_cast<std::int32_t>(outer);
        }
        const bool isOdd = shell.depth % 2 == 1;
        const bool isSure = isOriented[numbers[s]] != 0;
        shell.inverted = isSure && !isOdd && shell.volumeMm3 < 0.0;
        shell.nested = isSure && isOdd && shell.volumeMm3 > 0.0;
        shell.cavity = isSure && isOdd && shell.volumeMm3 < 0.0;
        if (isOdd) links.emplace_back(s, static_cast<std::uint32_t>(shell.outer));
    }
    std::vector<std::uint32_t> placeOf(topology.shells, Topology::kNoShell);
    for (std::uint32_t i = 0; i < numbers.size(); ++i)
        placeOf[numbers[i]] = i;
    for (const auto& [a, b] : crossings) {
        const std::uint32_t s = placeOf[topology.shellOf[a]];
        const std::uint32_t t = placeOf[topology.shellOf[b]];
        if (s != t && s != Topology::kNoShell && t != Topology::kNoShell) links.emplace_back(s, t);
    }
    ORFEAS_TRY(group, groupLoosePieces(surface, topology, tree, context));
    joinGroups(surface, topology, group, numbers, shells, links);
    markFloating(shells, links, crumbMm);
    return shells;
}

Result<std::vector<std::uint32_t>> findSheets(const Surface& surface, const Topology& topology,
                                              const jobs::JobContext& context) {
    std::vector<std::uint32_t> sheets;
    // Where triangles face all ways nothing can be said.
    if (topology.nonManifold.empty() || topology.patches < 2 || !topology.flipped.empty()) return sheets;
    const Groups groups(topology.patchOf, topology.patches);
    std::vector<std::uint32_t> around;
    for (const std::uint32_t t : groups.triangles) {
        if (surface.state(t) == FaceState::Sound) around.push_back(t);
    }
    // Each patch costs one look at all triangles.
    const std::size_t budget = 200'000'000 / std::max<std::size_t>(surface.mesh().triangles.size(), 1);
    std::vector<std::uint32_t> asked(topology.patches);
    std::iota(asked.begin(), asked.end(), 0u);
    std::stable_sort(asked.begin(), asked.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return groups[a].size() > groups[b].size(); });
    asked.resize(std::min({asked.size(), kMaxPatches, std::max<std::size_t>(budget, 2)}));
    std::vector<std::uint8_t> isSheet(asked.size(), 0);
    parallelFor(asked.size(), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end && !context.cancelled(); ++i) {
            const auto own = groups[asked[i]];
            const std::uint32_t widest =
                *std::max_element(own.begin(), own.end(), [&](std::uint32_t a, std::uint32_t b) {
                    const glm::dvec3 m = surface.normal(a);
                    const glm::dvec3 n = surface.normal(b);
                    return glm::dot(m, m) < glm::dot(n, n);
                });
            if (surface.state(widest) != FaceState::Sound) continue;
            const glm::uvec3 c = surface.corners(widest);
            const glm::dvec3 point = (surface.point(c.x) + surface.point(c.y) + surface.point(c.z)) / 3.0;
            // A wall has the inside on one side only, so that without the triangle at the point the rest goes around
            // it a half number of times; a sheet has the same on both sides and gives a whole one.
            const double turns = windingNumber(surface, around, point, widest);
            isSheet[i] = std::abs(turns - std::round(turns)) < 0.15;
        }
    });
    if (context.cancelled()) return jobs::cancelledError();
    for (std::size_t i = 0; i < asked.size(); ++i) {
        if (isSheet[i]) sheets.push_back(asked[i]);
    }
    std::sort(sheets.begin(), sheets.end());
    return sheets;
}

} // namespace orfeas::print
