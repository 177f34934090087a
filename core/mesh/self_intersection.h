// Where a surface runs through itself.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::mesh {

/// Triangles that cross, overlap in one plane, or fold back onto their neighbour, ascending. Touching at shared
/// vertices and edges does not count, nor crossings shallower than 1e-6 of the mesh's diagonal. Made for meshes of
/// about even triangles (a uniform grid finds the candidates). Parallel; deterministic. Fails only when cancelled.
Result<std::vector<std::uint32_t>> selfIntersectingTriangles(const Mesh& mesh,
                                                             const jobs::JobContext& context);

} // namespace orfeas::mesh
