// Meshes so far from the origin that their coordinates are coarse and slicers lose them.
#pragma once

#include <glm/vec3.hpp>

#include "core/mesh/mesh.h"

namespace orfeas::print {

/// Slicers count in whole millionths of a millimetre and 32 bits: beyond 2147 mm PrusaSlicer ends with an error.
constexpr double kSlicerReachMm = 2000.0;

/// Steps in which the coordinates within the box come, where they are coarsest.
double coordinateStep(const mesh::Box& box);

/// Whether it lies beyond kSlicerReachMm, and not because it is itself that large.
bool isFarAway(const mesh::Box& box);

/// What to add to every position to bring the box to the origin, its middle over it and its lowest point at 0; axes on
/// which it is not far stay. Chosen so that no position is rounded: every distance stays the same to the last bit.
glm::vec3 wayHome(const mesh::Box& box);

} // namespace orfeas::print
