// Puts a finished mesh on the bed in its right size.
#pragma once

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::generate {

/// Meshes are made with x to the right, y up and z toward the viewer.
enum class Pose {
    Standing, ///< picture up is up, the picture faces -Y
    Lying,    ///< on its back, the picture faces up
};

/// Turns the mesh into `pose`, scales it so that its longest side is `sizeMm` (0: leaves the scale), centres
/// it on X = Y = 0 and puts its lowest point on Z = 0. Vertices within a hair of the bed are put exactly on
/// it.
void placeOnBed(mesh::Mesh& mesh, Pose pose, double sizeMm);

/// Presses the lowest vertices (a share of `cell` high, as little as gives a face to stand on) into one plane: a
/// standing face survives however coarse the mesh is. For meshes already in their pose, and without
/// self-intersections when `untangle` asks to keep it so. Fails only when cancelled.
Result<void> flattenFoot(mesh::Mesh& mesh, float cell, bool untangle, const jobs::JobContext& context);

} // namespace orfeas::generate
