#include "core/print/crossings.h"

#include <cstdint>
#include <limits>
#include <utility>

namespace orfeas::print {
namespace {

mesh::CrossingOptions allOfThem() {
    mesh::CrossingOptions options;
    options.maxCandidates = std::numeric_limits<std::uint64_t>::max();
    options.maxPairs = 200'000;
    return options;
}

Result<std::vector<FacePair>> find(const mesh::CrossingOptions& options, const mesh::Mesh& mesh,
                                   const mesh::TriangleTree& tree, const jobs::JobContext& context) {
    ORFEAS_TRY(found, mesh::findCrossings(mesh, tree, options, context));
    return std::move(found.pairs);
}

} // namespace

Result<std::vector<FacePair>> crossingPairs(const mesh::Mesh& mesh, const mesh::TriangleTree& tree,
                                            const jobs::JobContext& context) {
    return find(allOfThem(), mesh, tree, context);
}

Result<std::vector<FacePair>> crossingPairsUpTo(std::size_t count, const mesh::Mesh& mesh,
                                                const mesh::TriangleTree& tree,
                                                const jobs::JobContext& context) {
    mesh::CrossingOptions options = allOfThem();
    options.enough = count;
    return find(options, mesh, tree, context);
}

} // namespace orfeas::print
