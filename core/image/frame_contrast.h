// How much each pixel stands out from what surrounds the picture. Internal to core/image.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/image/colour_model.h"

namespace orfeas::image {

/// Minimum barrier distance to the frame (Zhang et al., "Minimum Barrier Salient Object Detection at 80 FPS", ICCV
/// 2015): on the best way to a frame pixel, how far the colours range. A backdrop's slow gradient costs little as long
/// as some way out stays within its colours; a subject costs the step at its outline. In Lab units, lightness counted at
/// `lightness` of its value, since shadows change little else. `isFrame` marks the pixels from which is measured.
std::vector<float> frameContrast(std::span<const Lab> colours, std::span<const std::uint8_t> isFrame,
                                 int width, int height, float lightness);

} // namespace orfeas::image
