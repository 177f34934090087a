// Where a placed shape begins and ends along every line of sight.
#pragma once

#include <vector>

#include "core/shapes/shape.h"

namespace orfeas::shapes {

/// Row 0 at the top, like the picture, of which each value covers a square. Values are z in the view cube, of the middle of
/// the square: `front` is the first surface the camera meets, `back` the last one, seen from behind. What lies between,
/// a hollow or another part, is not told.
struct DepthMaps {
    int side = 0;
    std::vector<float> front, back;
};

/// Where a line of sight meets nothing.
inline constexpr float kNoDepth = 2.0f;

DepthMaps makeDepthMaps(const ShapeView& shape, float cameraDistance, int side);

} // namespace orfeas::shapes
