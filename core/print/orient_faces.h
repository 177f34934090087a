// One outside for every connected piece of surface.
#pragma once

#include <cstdint>
#include <vector>

#include "core/jobs/job.h"
#include "core/print/work_mesh.h"

namespace orfeas::print {

/// Turns faces so that neighbours across an edge between exactly two faces agree; of each piece the larger area keeps
/// its sense. Returns the faces that were turned, ascending. Surfaces with one side only stay contradictory somewhere.
/// When cancelled what it leaves is worth nothing.
std::vector<std::uint32_t> orientFaces(WorkMesh& work, const jobs::JobContext& context);

} // namespace orfeas::print
