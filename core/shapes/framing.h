// Where the camera stands and how the object comes to lie in the view cube.
#pragma once

#include <vector>

#include "core/shapes/random.h"
#include "core/shapes/sample.h"
#include "core/shapes/shape.h"

namespace orfeas::shapes {

/// From which sides things of a kind are pictured.
struct UsualViews {
    float side = 0.15f;                     ///< share seen from straight right or left
    float front = 0.3f;                     ///< share seen from the front
    float any = 0.08f;                      ///< share seen from anywhere; the rest is three-quarter
    float lowest = -0.15f, highest = 0.75f; ///< elevation, radians
};

/// A camera as people hold it.
View randomView(Random& random, const UsualViews& usual);

/// The object's axes in the view cube.
Frame turnOf(const View& view);

/// Scales and moves the object so that its silhouette is centred in the picture and reaches `fill` of its half side, that
/// zero is the middle of its depth, and that all of it lies in the cube, which may make it smaller than `fill`.
Placement frameObject(const Shape& shape, const View& view, float fill, Random& random);

/// The same for points that are the object's own, like a mesh's vertices.
Placement framePoints(const std::vector<Vec3>& object, const View& view, float fill);

/// Depth over the larger of width and height, seen that way: beyond about 1.3 people would step aside.
float depthRatio(const Shape& shape, const View& view);

} // namespace orfeas::shapes
