#include "core/mesh/self_intersection.h"

#include <algorithm>
#include <limits>

#include "core/mesh/triangle_crossings.h"
#include "core/mesh/triangle_tree.h"

namespace orfeas::mesh {

Result<std::vector<std::uint32_t>> selfIntersectingTriangles(const Mesh& mesh,
                                                             const jobs::JobContext& context) {
    CrossingOptions all;
    all.maxCandidates = std::numeric_limits<std::uint64_t>::max();
    all.maxPairs = std::numeric_limits<std::size_t>::max();
    ORFEAS_TRY(crossings, findCrossings(mesh, TriangleTree(mesh, context), all, context.withSink({})));
    std::vector<std::uint32_t> found;
    found.reserve(2 * crossings.pairs.size());
    for (const auto& [a, b] : crossings.pairs) {
        found.push_back(a);
        found.push_back(b);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

} // namespace orfeas::mesh
