// Connected regions of a two-valued picture. Internal to core/image.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace orfeas::image {

struct Region {
    std::size_t area = 0;
    bool touchesFrame = false;
};

struct Regions {
    std::vector<std::int32_t> label; ///< per pixel: index into `list`, or -1 where the value was zero
    std::vector<Region> list;        ///< in order of their first pixel, row by row
};

enum class Neighbours { Four, Eight };

/// The regions of non-zero values. `values` has width * height entries. Two passes with union-find, no recursion.
Regions connectedRegions(std::span<const std::uint8_t> values, int width, int height, Neighbours neighbours);

/// The regions of zero values.
Regions connectedGaps(std::span<const std::uint8_t> values, int width, int height, Neighbours neighbours);

} // namespace orfeas::image
