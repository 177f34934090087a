// What `orfeas prepare` does to one mesh, step after step.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/print/emboss.h"
#include "core/print/profile.h"
#include "core/print/reshape.h"

namespace orfeas::app {

/// Steps that are zero or empty are left out.
struct PrepareSteps {
    bool repair = true;
    double unitMm = 1.0; ///< what one unit of a file without a unit is
    double factor = 1.0;
    double longestMm = 0.0;
    double heightMm = 0.0;
    std::string mirror;       ///< "x", "y" or "z"
    int orient = 0;           ///< the so-maniest best way to lie, from 1
    std::vector<double> down; ///< what of the mesh then faces the bed: x, y, z
    std::filesystem::path unite, subtract, intersect;
    double voxelMm = 0.0;
    int smooth = 0;
    double thickenMm = 0.0;
    double flatBaseMm = 0.0;
    std::size_t simplify = 0;
    double maxErrorMm = 0.0;
    print::EmbossSettings emboss;
    std::vector<double> cut; ///< normal x, y, z and the height along it as a share of the object
    print::Pegs pegs;
    bool splitParts = false;
    print::HollowSettings hollow{0.0, 0, 4.0, 200'000};
};

struct Prepared {
    std::vector<mesh::Mesh> pieces;
    std::vector<std::string> steps; ///< in words
};

/// Runs the steps in the order in which they make sense, each on every piece there is by then; every piece is set down
/// on the bed. The profile says what hangs over when the mesh is laid the best way.
Result<Prepared> prepare(mesh::Mesh mesh, const PrepareSteps& steps, const print::Profile& profile,
                         const jobs::JobContext& context);

} // namespace orfeas::app
