// Puts a finished mesh on the bed in its right size.
#pragma once

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

} // namespace orfeas::generate
