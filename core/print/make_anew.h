// Makes the whole surface anew, when it cannot be mended where it is.
#pragma once

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/print/change_log.h"
#include "core/print/work_mesh.h"

namespace orfeas::print {

/// Signed voxels when the surface is closed, or keeps enough volume against a coarse wrap; else an alpha wrap that did
/// not crawl through a hole (then it would be two skins). Simplified to RepairSettings::maxTriangles. Fails when
/// neither gives a solid.
Result<void> makeAnew(WorkMesh& work, ChangeLog& log, const jobs::JobContext& context);

/// Simplifies while it stays a solid without crossings; else leaves the mesh.
Result<mesh::Mesh> simplifiedSolid(const mesh::Mesh& mesh, std::size_t target, double maxError,
                                   double seconds, const jobs::JobContext& context);

} // namespace orfeas::print
