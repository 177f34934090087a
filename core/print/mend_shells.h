// Decides about closed shells by what is solid.
#pragma once

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/print/change_log.h"
#include "core/print/work_mesh.h"

namespace orfeas::print {

/// Turns shells that are inside out, removes shells inside material, crumbs and what hangs in the air, and unites shells
/// that overlap. Wants a manifold mesh. Fails only when cancelled or out of memory.
Result<void> mendShells(WorkMesh& work, ChangeLog& log, const jobs::JobContext& context);

} // namespace orfeas::print
