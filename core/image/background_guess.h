// What the background would look like behind the subject. Internal to core/image.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/image/colour_model.h"

namespace orfeas::image {

/// Every pixel's colour as the known ones around it suggest: smooth, close to the nearest ones (pull-push
/// interpolation; Gortler et al., "The Lumigraph", 1996). `known` marks the pixels to go by. Where nothing is known
/// anywhere, zero.
std::vector<Lab> guessedBackground(std::span<const Lab> colours, std::span<const std::uint8_t> known,
                                   int width, int height);

} // namespace orfeas::image
