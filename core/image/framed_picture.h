// Pictures within pictures: letterbox bars, a scan on a white page. Internal to core/image.
#pragma once

#include <optional>

#include "core/image/picture.h"

namespace orfeas::image {

/// Pixel box, right and bottom exclusive.
struct Box {
    int left = 0;
    int top = 0;
    int right = 0;
    int bottom = 0;
};

/// The inner picture, when the corners share one colour and what differs from it is an upright rectangle filled to its
/// edges that looks like a photo or a page. A flat, bold rectangle is a shape, not a page: nothing then.
std::optional<Box> innerPicture(const Picture& picture);

/// A copy of the pixels in the box.
Picture cropped(const Picture& picture, const Box& box);

} // namespace orfeas::image
