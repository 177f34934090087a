// Finds the cells that a surface passes through without looking at all of them.
#pragma once

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/sampled_field.h"

namespace orfeas::mesh {

/// Marks in the lattice every cell of one sample that the surface crosses, as described at extractSurface.
/// Afterwards all four cells around every crossed edge are marked and their corners have values.
/// Deterministic.
Result<void> searchSurface(SampledField& samples, const jobs::JobContext& context);

} // namespace orfeas::mesh
