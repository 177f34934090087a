// Which vertices stand in the same place.
#pragma once

#include <cstdint>
#include <vector>

#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::mesh {

/// For every vertex the first one with bit-equal coordinates (-0 equals +0): its own number when it is the first. O(n).
/// When cancelled, the vertices not looked at yet keep their own number.
std::vector<std::uint32_t> firstAtSamePlace(const Mesh& mesh, const jobs::JobContext& context = {});

} // namespace orfeas::mesh
