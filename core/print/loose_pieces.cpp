#include "core/print/loose_pieces.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "core/base/parallel.h"

namespace orfeas::print {
namespace {

constexpr double kTouchMm = 0.1;
constexpr double kTouchShare = 1e-3; ///< of the diagonal, where that is less

struct RimPoint {
    std::uint32_t vertex = 0;
    std::uint32_t shell = 0;

    auto operator<=>(const RimPoint&) const = default;
};

std::vector<RimPoint> rimPoints(const Topology& topology) {
    std::vector<RimPoint> points;
    points.reserve(2 * topology.open.size());
    for (const BadEdge& edge : topology.open) {
        const std::uint32_t shell = topology.shellOf[edge.triangle];
        points.push_back({edge.a, shell});
        points.push_back({edge.b, shell});
    }
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    return points;
}

constexpr std::size_t kMostTouched = 6; // pieces round a point; those further round touch these
using Touched = std::array<std::uint32_t, kMostTouched>;

// The other shells that lie against a point, nearest first; then kNoShell.
Touched touchedAt(const glm::dvec3& point, std::uint32_t own, double limit, const Topology& topology,
                  const mesh::TriangleTree& tree) {
    Touched touched;
    touched.fill(Topology::kNoShell);
    for (std::uint32_t& next : touched) {
        const auto near = tree.closest(point, limit, [&](std::uint32_t triangle, const glm::dvec3&) {
            const std::uint32_t shell = topology.shellOf[triangle];
            return shell != own && shell != Topology::kNoShell &&
                   std::find(touched.begin(), touched.end(), shell) == touched.end();
        });
        if (!near) break;
        next = topology.shellOf[near->triangle];
    }
    return touched;
}

} // namespace

Result<std::vector<std::uint32_t>> groupLoosePieces(const Surface& surface, const Topology& topology,
                                                    const mesh::TriangleTree& tree,
                                                    const jobs::JobContext& context) {
    std::vector<std::uint32_t> group(topology.shells);
    std::iota(group.begin(), group.end(), 0u);
    if (topology.shells < 2 || topology.open.empty()) return group;
    const std::vector<RimPoint> points = rimPoints(topology);
    const double limit = std::min(kTouchMm, kTouchShare * surface.diagonal());
    std::vector<Touched> touched(points.size());
    parallelFor(points.size(), 256, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            if (i % 256 == 0 && context.cancelled()) return;
            touched[i] = touchedAt(surface.point(points[i].vertex), points[i].shell, limit, topology, tree);
        }
    });
    if (context.cancelled()) return jobs::cancelledError();
    const auto root = [&](std::uint32_t i) {
        while (group[i] != i)
            i = group[i] = group[group[i]];
        return i;
    };
    for (std::size_t i = 0; i < points.size(); ++i) {
        for (const std::uint32_t shell : touched[i]) {
            if (shell == Topology::kNoShell) break;
            const std::uint32_t a = root(points[i].shell);
            const std::uint32_t b = root(shell);
            group[std::max(a, b)] = std::min(a, b);
        }
    }
    for (std::uint32_t s = 0; s < group.size(); ++s)
        group[s] = root(s);
    return group;
}

} // namespace orfeas::print
