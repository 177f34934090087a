#include "core/print/loose_pieces.h"

#include <algorithm>
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

} // namespace

Result<std::vector<std::uint32_t>> groupLoosePieces(const Surface& surface, const Topology& topology,
                                                    const mesh::TriangleTree& tree,
                                                    const jobs::JobContext& context) {
    std::vector<std::uint32_t> group(topology.shells);
    std::iota(group.begin(), group.end(), 0u);
    if (topology.shells < 2 || topology.open.empty()) return group;
    const std::vector<RimPoint> points = rimPoints(topology);
    const double limit = std::min(kTouchMm, kTouchShare * surface.diagonal());
    std::vector<std::uint32_t> touched(points.size(), Topology::kNoShell);
    parallelFor(points.size(), 256, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            if (i % 256 == 0 && context.cancelled()) return;
            const std::uint32_t own = points[i].shell;
            const auto near = tree.closest(surface.point(points[i].vertex), limit,
                                           [&](std::uint32_t triangle, const glm::dvec3&) {
                                               const std::uint32_t shell = topology.shellOf[triangle];
                                               return shell != own && shell != Topology::kNoShell;
                                           });
            if (near) touched[i] = topology.shellOf[near->triangle];
        }
    });
    if (context.cancelled()) return jobs::cancelledError();
    const auto root = [&](std::uint32_t i) {
        while (group[i] != i)
            i = group[i] = group[group[i]];
        return i;
    };
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (touched[i] == Topology::kNoShell) continue;
        const std::uint32_t a = root(points[i].shell);
        const std::uint32_t b = root(touched[i]);
        group[std::max(a, b)] = std::min(a, b);
    }
    for (std::uint32_t s = 0; s < group.size(); ++s)
        group[s] = root(s);
    return group;
}

} // namespace orfeas::print
