// Can this mesh be printed, and if not, why? Looks; never changes anything.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/print/printer.h"
#include "core/print/profile.h"
#include "core/print/report.h"

namespace orfeas::print {

struct CheckOptions {
    Profile profile = builtInProfiles().front();
    Printer printer = printers().front();
    /// For while somebody edits: walls by rays instead of inscribed spheres, and fewer of both.
    bool quick = false;
    /// The mesh goes into a format in which triangles share points by index (3MF): unshared ones are holes there.
    bool pointsMustBeShared = false;
    /// The size is known to be meant: nothing is said about units.
    bool unitKnown = false;
};

/// `mesh` in mm as it is to be printed: Z up, standing on its lowest point; several parts may be in it. Equal points
/// count as one, as slicers see them. Any mesh is answered for, also an empty one or one of numbers that are not finite
/// (every index must be below positions.size()). Uses all cores; deterministic; at most about 200 bytes a triangle.
/// Fails only when cancelled.
Result<Report> check(const mesh::Mesh& mesh, const CheckOptions& options, const jobs::JobContext& context);

} // namespace orfeas::print
