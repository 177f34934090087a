// From a subject found at a small size to smooth, anti-aliased coverage at the picture's own. Internal to core/image.
#pragma once

#include "core/base/result.h"
#include "core/image/automatic_foreground.h"
#include "core/image/cutout.h"
#include "core/image/picture.h"
#include "core/jobs/job.h"

namespace orfeas::image {

/// `foreground` was found in `small`, a resized `picture`. Quick: the smoothed outline, sampled. Full: in a narrow band
/// along it, each pixel's place on the line between the subject's and the background's colour nearby decides (as in
/// colour-line matting), as far as those two differ.
Result<Mask> refinedMask(const Picture& picture, const Picture& small, const Foreground& foreground,
                         CutoutEffort effort, const jobs::JobContext& context);

} // namespace orfeas::image
