// A picture in memory, as every part of Orfeas sees it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace orfeas::image {

/// 8-bit sRGB with straight (not premultiplied) alpha, upright (EXIF rotation already applied), row 0 at the
/// top. A plain value; shared between threads as std::shared_ptr<const Picture>.
struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgba; ///< 4 * width * height bytes

    /// The luminance at full precision when the file had more than 8 bits a channel, else empty: sRGB-encoded
    /// Rec. 709 luma, 0..65535, width * height values. Depth maps and lithophanes need it.
    std::vector<std::uint16_t> luma16;

    /// Whether the source carried an alpha channel or transparent palette entries at all.
    bool hasAlpha = false;

    bool empty() const { return width <= 0 || height <= 0; }
    std::size_t pixelCount() const {
        return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    }
    const std::uint8_t* pixel(int x, int y) const {
        return rgba.data() + 4 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                                  static_cast<std::size_t>(x));
    }
};

/// How much of each pixel belongs to the subject: 0 none, 255 all; in between at anti-aliased borders. Same
/// size and orientation as the picture it was made from.
struct Mask {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> coverage; ///< width * height

    bool empty() const { return width <= 0 || height <= 0; }
    std::uint8_t at(int x, int y) const {
        return coverage[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                        static_cast<std::size_t>(x)];
    }
};

} // namespace orfeas::image
