// Joins what should have been joined: vertices on a neighbour's edge, and cracks.
#pragma once

#include <cstddef>

#include "core/jobs/job.h"
#include "core/print/work_mesh.h"

namespace orfeas::print {

struct Stitching {
    std::size_t splitEdges = 0; ///< open edges that got a neighbour's vertex
    std::size_t joined = 0;     ///< vertices of cracks that became one
};

/// Splits open edges at the vertices that lie on them and welds vertices of open edges, first the nearest, up to
/// `tolerance` apart, as long as open edges become fewer. New triangles belong to the change `region`.
/// When cancelled what it leaves is worth nothing.
Stitching stitch(WorkMesh& work, double tolerance, std::uint32_t region, const jobs::JobContext& context);

} // namespace orfeas::print
