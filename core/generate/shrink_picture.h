// Smaller copies of a picture, for bounded work and for thumbnails.
#pragma once

#include "core/image/picture.h"

namespace orfeas::generate {

/// The picture with its longer side at most `maxSide` pixels, each new pixel the average of the area it
/// covers, weighted by alpha so that clear pixels lend no colour. A copy when it is small enough already.
/// Averages the stored (sRGB) values. Any thread; deterministic.
image::Picture shrinkPicture(const image::Picture& picture, int maxSide);

} // namespace orfeas::generate
