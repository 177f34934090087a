// Which pairs of triangles run through each other.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/mesh/triangle_tree.h"

namespace orfeas::mesh {

struct CrossingOptions {
    /// The number under which each vertex counts (firstAtSamePlace); empty: its own.
    std::span<const std::uint32_t> sameVertex;
    /// Per triangle: not 0 leaves it out. Empty: none.
    std::span<const std::uint8_t> skip;
    /// Pairs of neighbouring boxes to look at before giving up.
    std::uint64_t maxCandidates = 400'000'000;
};

struct Crossings {
    /// Smaller number first, ascending.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    bool isComplete = true; ///< false when maxCandidates was not enough; the pairs found until then are there
};

/// Triangles that cross, or overlap in one plane. Touching at shared vertices, at edges and at single points does not
/// count, nor do crossings shallower than 1e-6 of the mesh's diagonal. `tree` is the mesh's. Parallel; the same on
/// every machine. Fails only when cancelled.
Result<Crossings> findCrossings(const Mesh& mesh, const TriangleTree& tree, const CrossingOptions& options,
                                const jobs::JobContext& context);

} // namespace orfeas::mesh
