// Pairs of triangles that run through each other.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/mesh/triangle_tree.h"

namespace orfeas::print {

using FacePair = std::pair<std::uint32_t, std::uint32_t>;

/// Triangles that cross each other, overlap in one plane, or fold back onto their neighbour, smaller index first,
/// ascending. Touching does not count, nor crossings shallower than 1e-6 of the diagonal. Vertices are the same when
/// their index is. Stops looking after `limit` pairs. Any sizes of triangles; parallel; fails only when cancelled.
Result<std::vector<FacePair>> crossingPairs(const mesh::Mesh& mesh, const mesh::TriangleTree& tree,
                                            std::size_t limit, const jobs::JobContext& context);

} // namespace orfeas::print
