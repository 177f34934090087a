// Mends what can be mended where it is, face by face.
#pragma once

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/print/change_log.h"
#include "core/print/work_mesh.h"

namespace orfeas::print {

/// Welds, cleans, stitches, takes fins off, orients, fills holes and separates bodies that only touch. The result is
/// closed wherever that could be done. Without the remeshing module holes stay open. Fails only when cancelled or out
/// of memory.
Result<void> mendSurface(WorkMesh& work, ChangeLog& log, const jobs::JobContext& context);

/// Makes anew the places, up to a few faces wide, where the closed surface runs through itself. Leaves `work` as it was
/// where that would move the surface by more than a hundredth of the diagonal.
Result<void> patchCrossings(WorkMesh& work, ChangeLog& log, const jobs::JobContext& context);

} // namespace orfeas::print
