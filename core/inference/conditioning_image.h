// From a cut-out picture to the bytes a TripoSR network looks at.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/image/cutout.h"
#include "core/image/picture.h"

namespace orfeas::inference {

/// 8-bit RGB, row 0 at the top. Need not be square: the network squeezes it.
struct ConditioningImage {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb; ///< 3 * width * height
};

/// The reference's framing, to the byte: the box of everything with alpha above 0 (its last row and column are lost,
/// as there), padded to a square and again until the box takes `foregroundRatio` of the side, all padding clear.
/// Fails with BadInput when nothing, or only one row or column, is visible.
Result<image::Picture> frameForeground(const image::Picture& picture, double foregroundRatio = 0.85);

/// On mid grey, in single precision and truncated, as the reference does it.
ConditioningImage compositeOnGrey(const image::Picture& picture);

/// The whole way: the cut-out's mask becomes the alpha; a picture that is its own cut-out as a whole is taken as it
/// is, without framing.
Result<ConditioningImage> makeConditioningImage(const image::Picture& picture, const image::Cutout& cutout,
                                                double foregroundRatio = 0.85);

} // namespace orfeas::inference
