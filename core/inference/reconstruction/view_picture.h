// The square picture the reconstruction network looks at.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/inference/reconstruction/solid_config.h"
#include "core/jobs/job.h"

namespace orfeas::inference {

/// kPicturePlanes planes of side × side bytes, top row first: red, green and blue (sRGB, multiplied by the coverage),
/// the coverage, and the height of the inflated outline (core/generate/poisson.h) in units of the view cube, 255 being
/// 1: from it the network starts, and it learns where the inflation is wrong. Bytes, so that training examples on disk
/// and pictures from people are the same numbers.
struct ViewPicture {
    int side = 0;
    std::vector<std::uint8_t> planes;

    std::span<const std::uint8_t> plane(int p) const {
        const auto count = std::size_t(side) * std::size_t(side);
        return {planes.data() + std::size_t(p) * count, count};
    }
};

/// From side × side pixels of straight alpha, framed as shapes::View says. Fails only when cancelled.
Result<ViewPicture> makeViewPicture(int side, std::span<const std::uint8_t> rgba,
                                    const jobs::JobContext& context);

/// Left and right exchanged.
ViewPicture mirrored(const ViewPicture& picture);

} // namespace orfeas::inference
