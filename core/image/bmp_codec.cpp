// Windows bitmaps, read by ourselves: 1, 4, 8 bits with a palette, 16, 24 and 32 bits, bottom-up and
// top-down. Layout: BITMAPFILEHEADER (14 bytes), then BITMAPCOREHEADER (12) or BITMAPINFOHEADER (40) up to V5
// (124 bytes).
#include <algorithm>
#include <array>
#include <bit>

#include "core/image/codec.h"

namespace orfeas::image {
namespace {

enum Compression : std::uint32_t { kRgb = 0, kRle8 = 1, kRle4 = 2, kBitFields = 3, kAlphaBitFields = 6 };

/// One channel of a 16- or 32-bit pixel.
struct ChannelMask {
    std::uint32_t mask = 0;

    std::uint8_t read(std::uint32_t pixel) const {
        if (mask == 0) return 0;
        const int shift = std::countr_zero(mask);
        const std::uint64_t highest = mask >> shift;
        return static_cast<std::uint8_t>(((pixel & mask) >> shift) * std::uint64_t{255} / highest);
    }
};

struct BmpHeader {
    std::size_t pixelOffset = 0;
    std::uint32_t headerBytes = 0;
    std::uint64_t width = 0;
    std::uint64_t height = 0;
    bool topDown = false;
    unsigned bits = 0;
    std::uint32_t compression = kRgb;
    std::uint32_t colours = 0;
    std::array<ChannelMask, 4> channels{};

    std::size_t stride() const { return static_cast<std::size_t>((width * bits + 31) / 32 * 4); }
    bool hasAlpha() const { return channels[3].mask != 0; }
};

using Palette = std::array<std::array<std::uint8_t, 3>, 256>;

std::uint32_t little(const DecodeTask& task, std::size_t offset, int bytes) {
    std::uint32_t value = 0;
    if (offset > task.size() || task.size() - offset < static_cast<std::size_t>(bytes)) return 0;
    for (int i = bytes - 1; i >= 0; --i)
        value = value << 8 | task.data()[offset + static_cast<std::size_t>(i)];
    return value;
}

void readMasks(const DecodeTask& task, BmpHeader& header) {
    if (header.compression == kRgb) {
        // 16 bits without masks is 5-5-5. The fourth byte of 32 bits is officially unused, so it is not
        // alpha.
        if (header.bits == 16) header.channels = {{{0x7c00}, {0x03e0}, {0x001f}, {0}}};
        if (header.bits == 32) header.channels = {{{0xff0000}, {0x00ff00}, {0x0000ff}, {0}}};
        return;
    }
    const bool alpha = header.headerBytes >= 56 || header.compression == kAlphaBitFields;
    for (std::size_t i = 0; i < (alpha ? 4u : 3u); ++i)
        header.channels[i].mask = little(task, 54 + 4 * i, 4);
}

Result<BmpHeader> readHeader(const DecodeTask& task) {
    BmpHeader header;
    header.pixelOffset = little(task, 10, 4);
    header.headerBytes = little(task, 14, 4);
    if (task.size() < 26 || (header.headerBytes >= 40 && task.size() < 54)) return cutShort("BMP");
    if (header.headerBytes == 12) {
        header.width = little(task, 18, 2);
        header.height = little(task, 20, 2);
        header.bits = little(task, 24, 2);
    } else if (header.headerBytes >= 40 && header.headerBytes <= 1024) {
        const auto width = static_cast<std::int32_t>(little(task, 18, 4));
        const auto height = static_cast<std::int32_t>(little(task, 22, 4));
        if (width < 0) return damaged("BMP", "negative width");
        header.width = static_cast<std::uint64_t>(width);
        header.height = static_cast<std::uint64_t>(height < 0 ? -static_cast<std::int64_t>(height) : height);
        header.topDown = height < 0;
        header.bits = little(task, 28, 2);
        header.compression = little(task, 30, 4);
        header.colours = little(task, 46, 4);
    } else {
        return unsupportedVariant("BMP", "has a header of an unknown kind");
    }
    if (header.compression == kRle8 || header.compression == kRle4) {
        return unsupportedVariant("BMP", "is run-length compressed");
    }
    const bool masked = header.compression == kBitFields || header.compression == kAlphaBitFields;
    if (header.compression != kRgb && !(masked && (header.bits == 16 || header.bits == 32))) {
        return unsupportedVariant("BMP", "is compressed in an unusual way");
    }
    constexpr std::array<unsigned, 6> kBits = {1, 4, 8, 16, 24, 32};
    if (std::find(kBits.begin(), kBits.end(), header.bits) == kBits.end())
        return damaged("BMP", "bits per pixel");
    readMasks(task, header);
    return header;
}

Palette readPalette(const DecodeTask& task, const BmpHeader& header) {
    Palette palette{};
    const std::size_t entryBytes = header.headerBytes == 12 ? 3 : 4;
    const std::size_t most = std::size_t{1} << header.bits;
    const std::size_t count = header.colours == 0 ? most : std::min<std::size_t>(header.colours, most);
    const std::size_t start = 14 + header.headerBytes;
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t channel = 0; channel < 3; ++channel) {
            palette[i][channel] =
                static_cast<std::uint8_t>(little(task, start + entryBytes * i + 2 - channel, 1));
        }
    }
    return palette;
}

void expandIndexedRow(const std::uint8_t* from, const BmpHeader& header, const Palette& palette,
                      std::uint8_t* to) {
    const unsigned perByte = 8 / header.bits;
    const unsigned mask = (1u << header.bits) - 1;
    for (std::size_t x = 0; x < header.width; ++x) {
        const unsigned shift = 8 - header.bits * (static_cast<unsigned>(x % perByte) + 1);
        const auto& colour = palette[(from[x / perByte] >> shift) & mask];
        std::copy(colour.begin(), colour.end(), to + 4 * x);
        to[4 * x + 3] = 255;
    }
}

void expandDirectRow(const std::uint8_t* from, const BmpHeader& header, std::uint8_t* to) {
    const std::size_t bytes = header.bits / 8;
    for (std::size_t x = 0; x < header.width; ++x, from += bytes, to += 4) {
        if (header.bits == 24) {
            to[0] = from[2];
            to[1] = from[1];
            to[2] = from[0];
            to[3] = 255;
            continue;
        }
        std::uint32_t pixel = static_cast<std::uint32_t>(from[0] | from[1] << 8);
        if (bytes == 4)
            pixel |= static_cast<std::uint32_t>(from[2]) << 16 | static_cast<std::uint32_t>(from[3]) << 24;
        for (std::size_t i = 0; i < 3; ++i)
            to[i] = header.channels[i].read(pixel);
        to[3] = header.hasAlpha() ? header.channels[3].read(pixel) : 255;
    }
}

} // namespace

Result<Picture> decodeBmp(const DecodeTask& task) {
    ORFEAS_TRY(header, readHeader(task));
    ORFEAS_CHECK(checkDimensions(header.width, header.height, task.limits));
    const std::size_t rows = static_cast<std::size_t>(header.height);
    const std::size_t stride = header.stride();
    if (header.pixelOffset > task.size() || stride * rows > task.size() - header.pixelOffset)
        return cutShort("BMP");
    Picture picture = blankPicture(header.width, header.height);
    picture.hasAlpha = header.hasAlpha();
    const Palette palette = header.bits <= 8 ? readPalette(task, header) : Palette{};
    for (std::size_t row = 0; row < rows; ++row) {
        if (!task.goOn(row, rows)) return jobs::cancelledError();
        const std::uint8_t* from = task.data() + header.pixelOffset + stride * row;
        std::uint8_t* to = picture.rgba.data() + 4 * header.width * (header.topDown ? row : rows - 1 - row);
        if (header.bits <= 8) {
            expandIndexedRow(from, header, palette, to);
        } else {
            expandDirectRow(from, header, to);
        }
    }
    return picture;
}

} // namespace orfeas::image
