// Where a surface runs through itself.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::mesh {

/// The triangles of all pairs that findCrossings finds, ascending. Parallel; deterministic. Fails only when cancelled.
Result<std::vector<std::uint32_t>> selfIntersectingTriangles(const Mesh& mesh,
                                                             const jobs::JobContext& context);

} // namespace orfeas::mesh
