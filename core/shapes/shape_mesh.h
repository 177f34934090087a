// A shape as a mesh.
#pragma once

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/shapes/shape.h"

namespace orfeas::shapes {

/// The surface of a placed shape, with its colours, from `samples` distances along each axis of the cube. `millimetres`
/// is the length of the cube's edge; axes turn from the cube's (y up, z to the viewer) to the mesh's (Z up, -Y to the
/// viewer). Any thread. Fails as mesh::extractSurface does.
Result<mesh::Mesh> meshOf(const ShapeView& shape, int samples, float millimetres,
                          const jobs::JobContext& context);

} // namespace orfeas::shapes
