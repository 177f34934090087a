#include "core/print/shell_nesting.h"

#include <algorithm>
#include <map>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "core/jobs/long_loop.h"
#include "core/print/work_mesh.h"

namespace orfeas::print {
namespace {

constexpr std::size_t kMostShells = 4096;

bool strictlyWithin(const mesh::Box& inner, const mesh::Box& outer) {
    return glm::all(glm::greaterThan(inner.lower, outer.lower)) &&
           glm::all(glm::lessThan(inner.upper, outer.upper));
}

// Shells whose winding number around the point is not zero, by signed crossings of a ray. The answer that two of
// three rays in uneven directions give.
std::vector<std::uint32_t> shellsAround(const mesh::TriangleTree& tree, const ShellNesting& nesting,
                                        const glm::dvec3& point, std::uint32_t own) {
    const glm::dvec3 directions[] = {
        {0.5432, 0.2817, 0.7911}, {-0.6321, 0.7139, 0.3015}, {0.1877, -0.8333, 0.5199}};
    std::map<std::uint32_t, int> votes;
    for (const glm::dvec3& direction : directions) {
        std::map<std::uint32_t, int> turns;
        tree.eachHit(point, direction, 0.0, 1e300, [&](const mesh::TriangleTree::Hit& hit) {
            const std::uint32_t shell = nesting.of[hit.triangle];
            if (shell != own) turns[shell] += hit.fromBehind ? 1 : -1;
        });
        for (const auto& [shell, turn] : turns)
            votes[shell] += turn != 0;
    }
    std::vector<std::uint32_t> around;
    for (const auto& [shell, count] : votes) {
        if (count >= 2) around.push_back(shell);
    }
    return around;
}

void findStanding(ShellNesting& nesting, const std::vector<FacePair>& crossings, double bed) {
    float lowest = 3e38f;
    for (const ShellPlace& shell : nesting.shells)
        lowest = std::min(lowest, shell.box.lower.z);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> links;
    for (const auto& [a, b] : crossings)
        links.emplace_back(nesting.of[a], nesting.of[b]);
    for (std::uint32_t s = 0; s < nesting.shells.size(); ++s) {
        ShellPlace& shell = nesting.shells[s];
        shell.standing = double(shell.box.lower.z) <= double(lowest) + bed;
        // The wall of a cavity, and what is nested in material, belongs to the shell around it.
        if (shell.within.size() % 2 == 1) links.emplace_back(s, static_cast<std::uint32_t>(shell.outer));
    }
    std::sort(links.begin(), links.end());
    links.erase(std::unique(links.begin(), links.end()), links.end());
    for (bool more = true; more;) {
        more = false;
        for (const auto& [a, b] : links) {
            if (nesting.shells[a].standing == nesting.shells[b].standing) continue;
            nesting.shells[a].standing = nesting.shells[b].standing = true;
            more = true;
        }
    }
}

} // namespace

ShellNesting nestShells(const mesh::Mesh& mesh, const mesh::TriangleTree& tree,
                        const std::vector<FacePair>& crossings, double bed, const jobs::JobContext& context) {
    ShellNesting nesting;
    std::size_t count = 0;
    nesting.of = edgeParts(mesh.triangles, true, count, context);
    if (context.cancelled()) return nesting;
    nesting.shells.resize(count);
    std::vector<std::uint32_t> first(count, 0xffffffffu);
    const glm::dvec3 origin(mesh::boundingBox(mesh).center());
    for (std::uint32_t f = 0; f < mesh.triangles.size(); ++f) {
        if (jobs::stopsAt(f, context)) return nesting;
        ShellPlace& shell = nesting.shells[nesting.of[f]];
        const glm::uvec3& t = mesh.triangles[f];
        if (shell.triangles++ == 0) first[nesting.of[f]] = f;
        for (int k = 0; k < 3; ++k) {
            shell.box.lower = glm::min(shell.box.lower, mesh.positions[t[k]]);
            shell.box.upper = glm::max(shell.box.upper, mesh.positions[t[k]]);
        }
        const glm::dvec3 a = glm::dvec3(mesh.positions[t.x]) - origin,
                         b = glm::dvec3(mesh.positions[t.y]) - origin,
                         c = glm::dvec3(mesh.positions[t.z]) - origin;
        shell.volumeMm3 += glm::dot(a, glm::cross(b, c)) / 6.0;
    }
    nesting.tooMany = count > kMostShells;
    if (nesting.tooMany) return nesting;
    for (std::uint32_t s = 0; s < count; ++s) {
        bool candidate = false;
        for (std::uint32_t o = 0; o < count && !candidate; ++o)
            candidate = o != s && strictlyWithin(nesting.shells[s].box, nesting.shells[o].box);
        if (!candidate) continue;
        if (context.cancelled()) return nesting;
        const glm::dvec3 point(mesh.positions[mesh.triangles[first[s]].x]);
        for (const std::uint32_t o : shellsAround(tree, nesting, point, s)) {
            if (strictlyWithin(nesting.shells[s].box, nesting.shells[o].box))
                nesting.shells[s].within.push_back(o);
        }
    }
    for (ShellPlace& shell : nesting.shells) {
        for (const std::uint32_t o : shell.within) {
            if (shell.outer < 0 || nesting.shells[o].within.size() >
                                       nesting.shells[static_cast<std::size_t>(shell.outer)].within.size())
                shell.outer = static_cast<std::int32_t>(o);
        }
    }
    findStanding(nesting, crossings, bed);
    return nesting;
}

} // namespace orfeas::print
