// EXIF: which way up a picture was taken. Internal to core/image.
#pragma once

#include <cstdint>
#include <span>

#include "core/base/result.h"
#include "core/image/picture.h"
#include "core/jobs/job.h"

namespace orfeas::image {

/// The orientation 1..8 (tag 0x0112 of the first directory; EXIF 2.32, 4.6.4) in a TIFF-shaped EXIF block,
/// either byte order, with or without the "Exif\0\0" before it. 1 when absent or nonsense. Reads inside
/// `exif` only, bounded.
int exifOrientation(std::span<const std::uint8_t> exif);

/// The picture turned and mirrored so that it is upright. 1 and values outside 1..8 change nothing.
Result<Picture> upright(Picture picture, int orientation, const jobs::JobContext& context);

} // namespace orfeas::image
