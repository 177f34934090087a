// Colours for a reconstructed surface: the picture where it was seen, the network's guess elsewhere.
#pragma once

#include "core/base/result.h"
#include "core/image/cutout.h"
#include "core/image/picture.h"
#include "core/inference/reconstruction/solid_field.h"
#include "core/inference/reconstruction/view_frame.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::inference {

/// Colours the vertices of a mesh in the view cube. The network knows colours without light, the picture shows them lit:
/// its guess is brought to the picture's brightness, and the two are blended where the surface turns away. Fails only
/// when cancelled.
Result<void> paintSolid(mesh::Mesh& mesh, const SolidField& field, const image::Picture& picture,
                        const image::Mask& mask, const ViewFrame& frame, const jobs::JobContext& context);

} // namespace orfeas::inference
