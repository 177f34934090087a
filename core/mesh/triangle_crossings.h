// Which pairs of triangles run through each other.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/mesh/triangle_tree.h"

namespace orfeas::mesh {

/// Two triangles' numbers, the smaller first.
using TrianglePair = std::pair<std::uint32_t, std::uint32_t>;

struct CrossingOptions {
    /// The number under which each vertex counts (firstAtSamePlace); empty: its own.
    std::span<const std::uint32_t> sameVertex;
    /// Per triangle: not 0 leaves it out. Empty: none.
    std::span<const std::uint8_t> skip;
    /// Pairs of neighbouring boxes to look at before giving up.
    std::uint64_t maxCandidates = 400'000'000;
    /// Pairs found before giving up; every stretch of the tree has its share of it, at least 1000.
    std::size_t maxPairs = 4'000'000;
    /// Who only wants to know whether there are this many: no need to look on. Which ones are then told is chance.
    std::size_t enough = std::numeric_limits<std::size_t>::max();
};

struct Crossings {
    std::vector<TrianglePair> pairs; ///< ascending
    bool isComplete = true;          ///< false when it gave up; the pairs found until then are there
};

/// Triangles that cross, overlap in one plane, or fold back onto their neighbour. Touching at shared vertices, at edges and at single points does not
/// count, nor do crossings shallower than 1e-6 of the mesh's diagonal, nor triangles of the same three vertices (those are
/// duplicates). The one answer to this question: checks, repairs and generators all ask here. `tree` is the mesh's.
/// Parallel; the same on every machine. Fails only when cancelled.
Result<Crossings> findCrossings(const Mesh& mesh, const TriangleTree& tree, const CrossingOptions& options,
                                const jobs::JobContext& context);

} // namespace orfeas::mesh
