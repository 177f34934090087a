// The subject of an opaque picture, found at a small size. Internal to core/image.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/result.h"
#include "core/image/picture.h"
#include "core/jobs/job.h"

namespace orfeas::image {

/// 1 where the pixel is subject; width * height of the picture it was found in. Empty: nothing could be told apart.
using Foreground = std::vector<std::uint8_t>;

/// GrabCut (Rother, Kolmogorov and Blake 2004) without the user's rectangle: the first guess is what stands out from the
/// frame (frame_contrast.h), then colour models of subject and background and the cheapest cut take turns. Crumbs are
/// dropped, pinholes filled, real holes kept; the lines of a drawing are filled. Meant for pictures of at most some
/// 500 pixels a side. Each of the `rounds` learns the colours anew and cuts; two or three settle. Deterministic.
Result<Foreground> findForeground(const Picture& picture, int rounds, const jobs::JobContext& context);

} // namespace orfeas::image
