// The layer the UI paints over the viewport (mode pill, facts, hints), composited by the renderer.
#pragma once

#include <cstdint>
#include <vector>

namespace orfeas::render {

/// How the bytes of a pixel lie in memory. Bgra is QImage::Format_ARGB32_Premultiplied on a little-endian
/// machine.
enum class PixelOrder { Rgba, Bgra };

/// Device pixels, row 0 at the top, 4 bytes each, sRGB with premultiplied alpha; blended as QPainter would.
/// Lies with its top left corner on the viewport's; what hangs over is cut. A plain value, shared as
/// shared_ptr<const>.
struct OverlayImage {
    int width = 0;
    int height = 0;
    PixelOrder order = PixelOrder::Rgba;
    std::vector<std::uint8_t> pixels; ///< 4 * width * height bytes

    bool empty() const { return width <= 0 || height <= 0; }
};

} // namespace orfeas::render
