// Where a placed shape is and is not, as points with distances and colours.
#pragma once

#include <vector>

#include "core/shapes/random.h"
#include "core/shapes/sample.h"
#include "core/shapes/shape.h"

namespace orfeas::shapes {

/// `options.surfacePoints` points around the surface, most of them within a hundredth or two of it, then
/// `options.volumePoints` evenly in the cube. The colour is that of the nearest of the surface's points drawn.
std::vector<TruthPoint> truthPoints(const ShapeView& shape, const SampleOptions& options, Random& random);

/// A point of the surface moved as truth points near it are, within the cube.
Vec3 scattered(Vec3 surface, Random& random);
Vec3 somewhereInCube(Random& random);

} // namespace orfeas::shapes
