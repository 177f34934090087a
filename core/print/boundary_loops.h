// Holes of a surface, as closed walks along its open edges.
#pragma once

#include <cstdint>
#include <vector>

#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::print {

/// Runs so that a triangle (i, i+1, x) of a patch agrees with the faces beside it about outside.
struct BoundaryLoop {
    std::vector<std::uint32_t> vertices;
    std::vector<std::uint32_t> opposite; ///< the third vertex of the face at edge i -> i+1
    bool closed = true;                  ///< false where the faces disagree about outside
};

/// One loop per hole, in order of the lowest open edge of those that touch. No closed loop comes to a vertex twice: where
/// holes touch in one they stay as many. An edge between more than two faces is not open.
/// None when cancelled.
std::vector<BoundaryLoop> boundaryLoops(const mesh::Mesh& mesh, const jobs::JobContext& context = {});

} // namespace orfeas::print
