// Colours and materials as things have them.
#pragma once

#include "core/shapes/builder.h"

namespace orfeas::shapes {

/// Linear colour of hue 0 … 1 (turns), saturation and value as painters mix them on a screen.
Vec3 hsv(float hue, float saturation, float value);
Vec3 darker(Vec3 color, float by);

/// Any colour people give things: mostly calm, sometimes bright, sometimes grey.
Vec3 anyColor(Random& random);
/// Of furs, feathers and hides.
Vec3 coatColor(Random& random);
Vec3 woodColor(Random& random);
Vec3 skinColor(Random& random);

Material plain(Vec3 color, float gloss = 0.1f);
/// `color` with, at times, a pattern of a second colour over things about `size` large.
Material patterned(Random& random, Vec3 color, float size);
Material coat(Random& random, float size);
Material wood(Random& random);
Material metal(Random& random);
Material glazed(Random& random, Vec3 color);
/// Any of the above.
Material anyMaterial(Random& random, float size);

} // namespace orfeas::shapes
