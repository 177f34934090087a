// What is subject in a picture, and what is background.
#pragma once

#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/image/picture.h"
#include "core/jobs/job.h"

namespace orfeas::image {

enum class CutoutMethod {
    Alpha,     ///< the picture's own transparency
    Automatic, ///< foreground found from border statistics and GrabCut
    Whole,     ///< the whole frame: nothing could be told apart, or the user asked for it
    User,      ///< a mask the user gave or corrected
};

/// A mask, and how it came to be.
struct Cutout {
    Mask mask;
    CutoutMethod method = CutoutMethod::Whole;
    int parts = 0;           ///< connected subjects kept in the mask
    std::string explanation; ///< one sentence for people: "Cut out by the picture's own transparency"
};

enum class CutoutEffort {
    Quick, ///< found at a small size and sampled smoothly, for the first shape: tens of milliseconds
    Full,  ///< border refined at the picture's own resolution
};

/// Finds the subject. Uses the alpha channel when it means something (neither all opaque nor all clear), else
/// an automatic foreground (GrabCut seeded from border statistics, cleaned, largest parts kept), else the
/// whole frame. The mask always has the picture's size. Fails when nothing is visible (a fully transparent
/// picture) or when cancelled. Any thread; deterministic.
Result<Cutout> cutOut(const Picture& picture, CutoutEffort effort, const jobs::JobContext& context);

/// A mask the user painted or corrected, as a cut-out. Fails when it does not have the picture's size or covers nothing.
Result<Cutout> cutoutFromMask(Mask mask, const Picture& picture);

} // namespace orfeas::image
