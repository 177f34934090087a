// A small picture of a whole Document, drawn without a graphics card: what history, recent files and file managers show.
#pragma once

#include "core/image/picture.h"
#include "core/jobs/job.h"
#include "core/project/document.h"

namespace orfeas::project {

inline constexpr int kThumbnailSide = 256;

/// The visible objects from the front right and above, on a transparent ground, filling a square of `side` pixels.
/// Deterministic. About 60 ms per million triangles on one core. An empty document gives an empty (clear) square.
image::Picture drawThumbnail(const Document& document, int side, const jobs::JobContext& context);

} // namespace orfeas::project
