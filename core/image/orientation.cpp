#include "core/image/orientation.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace orfeas::image {
namespace {

/// Reads unsigned numbers in the byte order the block declares; 0 beyond its end.
class ExifBlock {
public:
    ExifBlock(std::span<const std::uint8_t> bytes, bool bigEndian) : m_bytes(bytes), m_bigEndian(bigEndian) {}

    std::uint32_t number(std::size_t offset, int bytes) const {
        if (offset > m_bytes.size() || m_bytes.size() - offset < static_cast<std::size_t>(bytes)) return 0;
        std::uint32_t value = 0;
        for (int i = 0; i < bytes; ++i) {
            const int at = m_bigEndian ? i : bytes - 1 - i;
            value = (value << 8) | m_bytes[offset + static_cast<std::size_t>(at)];
        }
        return value;
    }

private:
    std::span<const std::uint8_t> m_bytes;
    bool m_bigEndian;
};

/// Where the pixel at (x, y) of the upright picture lies in the stored one.
struct Turn {
    bool transpose = false;
    bool mirrorX = false; ///< in the stored picture
    bool mirrorY = false;
};

Turn turnFor(int orientation) {
    switch (orientation) {
    case 2:
        return {false, true, false};
    case 3:
        return {false, true, true};
    case 4:
        return {false, false, true};
    case 5:
        return {true, false, false};
    case 6:
        return {true, false, true};
    case 7:
        return {true, true, true};
    case 8:
        return {true, true, false};
    default:
        return {};
    }
}

/// Turns `values` in square tiles, since a transposed read across whole rows would miss the cache on every
/// pixel.
template <typename Pixel>
bool turnPlane(const Pixel* from, int width, int height, Pixel* to, const Turn& turn,
               const jobs::JobContext& context) {
    constexpr int kTile = 64;
    const int outWidth = turn.transpose ? height : width;
    const int outHeight = turn.transpose ? width : height;
    for (int tileY = 0; tileY < outHeight; tileY += kTile) {
        if (context.cancelled()) return false;
        for (int tileX = 0; tileX < outWidth; tileX += kTile) {
            for (int y = tileY; y < std::min(tileY + kTile, outHeight); ++y) {
                for (int x = tileX; x < std::min(tileX + kTile, outWidth); ++x) {
                    const int u = turn.transpose ? y : x;
                    const int v = turn.transpose ? x : y;
                    const std::size_t column = static_cast<std::size_t>(turn.mirrorX ? width - 1 - u : u);
                    const std::size_t row = static_cast<std::size_t>(turn.mirrorY ? height - 1 - v : v);
                    to[static_cast<std::size_t>(y) * static_cast<std::size_t>(outWidth) +
                       static_cast<std::size_t>(x)] = from[row * static_cast<std::size_t>(width) + column];
                }
            }
        }
    }
    return true;
}

struct Rgba {
    std::uint8_t channel[4];
};

} // namespace

int exifOrientation(std::span<const std::uint8_t> exif) {
    constexpr std::uint8_t kPrefix[6] = {'E', 'x', 'i', 'f', 0, 0};
    if (exif.size() >= 6 && std::memcmp(exif.data(), kPrefix, 6) == 0) exif = exif.subspan(6);
    if (exif.size() < 14) return 1;
    const bool bigEndian = exif[0] == 'M' && exif[1] == 'M';
    if (!bigEndian && !(exif[0] == 'I' && exif[1] == 'I')) return 1;
    const ExifBlock block(exif, bigEndian);
    if (block.number(2, 2) != 42) return 1;
    const std::size_t directory = block.number(4, 4);
    const std::size_t entries = block.number(directory, 2);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + 12 * i;
        if (entry + 12 > exif.size()) break;
        if (block.number(entry, 2) != 0x0112) continue;
        const bool isShort = block.number(entry + 2, 2) == 3;
        const std::uint32_t value = block.number(entry + 8, isShort ? 2 : 4);
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

Result<Picture> upright(Picture picture, int orientation, const jobs::JobContext& context) {
    if (orientation <= 1 || orientation > 8) return picture;
    const Turn turn = turnFor(orientation);
    Picture turned;
    turned.width = turn.transpose ? picture.height : picture.width;
    turned.height = turn.transpose ? picture.width : picture.height;
    turned.hasAlpha = picture.hasAlpha;
    turned.rgba.resize(picture.rgba.size());
    static_assert(sizeof(Rgba) == 4);
    const bool done = turnPlane(reinterpret_cast<const Rgba*>(picture.rgba.data()), picture.width,
                                picture.height, reinterpret_cast<Rgba*>(turned.rgba.data()), turn, context);
    if (!done) return jobs::cancelledError();
    if (!picture.luma16.empty()) {
        turned.luma16.resize(picture.luma16.size());
        if (!turnPlane(picture.luma16.data(), picture.width, picture.height, turned.luma16.data(), turn,
                       context)) {
            return jobs::cancelledError();
        }
    }
    return turned;
}

} // namespace orfeas::image
