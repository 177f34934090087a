// Making pictures smaller: thumbnails, and what the quick cut-out looks at.
#pragma once

#include "core/image/picture.h"

namespace orfeas::image {

/// The picture shrunk so that its longer side is at most `maxSide` (at least 1), proportions kept; never
/// enlarged. Each pixel is the exact area average of what it covers, in linear light and weighted by alpha,
/// so fine patterns keep their brightness and clear pixels lend no colour. luma16 is averaged likewise when
/// present. Any thread; deterministic; uses all cores for large pictures.
Picture resized(const Picture& picture, int maxSide);

} // namespace orfeas::image
