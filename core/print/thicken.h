// Makes thin walls thicker.
#pragma once

#include <optional>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::print {

struct ThinWalls {
    mesh::Mesh core;        ///< the middle of the thin walls, as a soup of sheets
    double areaShare = 0.0; ///< of the surface
};

/// The walls of a closed mesh whose opposite side, looking inward, is nearer than `thin`. Fails only when cancelled.
Result<ThinWalls> findThinWalls(const mesh::Mesh& mesh, double thin, const jobs::JobContext& context);

/// Walls thinner than `thin` become `to` thick, evenly to both sides; everything else stays where it was, up to the size
/// of the voxels (a fifth of `to`, or coarser for large objects). Nothing when there are none. The result is a solid.
Result<std::optional<mesh::Mesh>> thickened(const mesh::Mesh& mesh, double thin, double to,
                                            std::size_t maxTriangles, const jobs::JobContext& context);

/// A plate around a soup of sheets, `thickness` thick, with round edges. The result is a solid.
Result<mesh::Mesh> plateOf(const mesh::Mesh& sheets, double thickness, std::size_t maxTriangles,
                           const jobs::JobContext& context);

} // namespace orfeas::print
