// From a placed shape and a look to pixels.
#pragma once

#include <cstdint>
#include <vector>

#include "core/shapes/look.h"
#include "core/shapes/random.h"

namespace orfeas::shapes {

/// side × side pixels, straight alpha, sRGB, top row first. Borders are anti-aliased by four samples a pixel.
std::vector<std::uint8_t> makePicture(const ShapeView& shape, const Look& look, float cameraDistance,
                                      int side);

/// Lights and style as pictures of things have them. `up` is the object's up in the cube.
Look randomLook(Random& random, Vec3 up);

} // namespace orfeas::shapes
