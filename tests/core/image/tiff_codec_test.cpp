#include <tiffio.h>

#include <cstring>
#include <functional>

#include <gtest/gtest.h>

#include "core/image/picture_file.h"
#include "sample_pictures.h"

namespace orfeas {
namespace {

using test::Bytes;

struct Memory {
    Bytes bytes;
    std::size_t position = 0;
};

Memory& memory(thandle_t handle) {
    return *static_cast<Memory*>(handle);
}

tmsize_t readMemory(thandle_t handle, void* target, tmsize_t count) {
    Memory& file = memory(handle);
    const auto given =
        std::min<std::size_t>(static_cast<std::size_t>(count), file.bytes.size() - file.position);
    std::memcpy(target, file.bytes.data() + file.position, given);
    file.position += given;
    return static_cast<tmsize_t>(given);
}

tmsize_t writeMemory(thandle_t handle, void* data, tmsize_t count) {
    Memory& file = memory(handle);
    const auto size = static_cast<std::size_t>(count);
    file.bytes.resize(std::max(file.bytes.size(), file.position + size));
    std::memcpy(file.bytes.data() + file.position, data, size);
    file.position += size;
    return count;
}

toff_t seekMemory(thandle_t handle, toff_t offset, int whence) {
    Memory& file = memory(handle);
    const std::size_t base = whence == SEEK_CUR ? file.position : whence == SEEK_END ? file.bytes.size() : 0;
    file.position = base + offset;
    return file.position;
}

struct TiffSpec {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    int bits = 8;
    int samples = 3;
    int photometric = PHOTOMETRIC_RGB;
    int compression = COMPRESSION_NONE;
    int orientation = 1;
    int alpha = -1; ///< EXTRASAMPLE_*, or none
    std::uint32_t tile = 0;
    bool planes = false;
    int sampleFormat = SAMPLEFORMAT_UINT;
    std::vector<std::uint16_t> palette = {}; ///< reds, greens, blues
    const char* mode = "wl";
};

using Sample = std::function<unsigned(std::uint32_t x, std::uint32_t y, int sample)>;

void put(std::vector<std::uint8_t>& buffer, std::size_t index, int bits, unsigned value) {
    if (bits == 16) {
        const auto word = static_cast<std::uint16_t>(value);
        std::memcpy(buffer.data() + 2 * index, &word, 2);
    } else {
        const std::size_t perByte = static_cast<std::size_t>(8 / bits);
        const auto shift = 8 - bits * (static_cast<int>(index % perByte) + 1);
        buffer[index / perByte] = static_cast<std::uint8_t>(buffer[index / perByte] | value << shift);
    }
}

void writeRows(TIFF* tiff, const TiffSpec& spec, const Sample& sample) {
    const int together = spec.planes ? 1 : spec.samples;
    for (int plane = 0; plane < (spec.planes ? spec.samples : 1); ++plane) {
        for (std::uint32_t y = 0; y < spec.height; ++y) {
            std::vector<std::uint8_t> row(static_cast<std::size_t>(TIFFScanlineSize(tiff)));
            std::size_t at = 0;
            for (std::uint32_t x = 0; x < spec.width; ++x) {
                for (int s = 0; s < together; ++s)
                    put(row, at++, spec.bits, sample(x, y, plane + s));
            }
            TIFFWriteScanline(tiff, row.data(), y, static_cast<std::uint16_t>(plane));
        }
    }
}

void writeTiles(TIFF* tiff, const TiffSpec& spec, const Sample& sample) {
    for (std::uint32_t top = 0; top < spec.height; top += spec.tile) {
        for (std::uint32_t left = 0; left < spec.width; left += spec.tile) {
            std::vector<std::uint8_t> tile(static_cast<std::size_t>(TIFFTileSize(tiff)));
            std::size_t at = 0;
            for (std::uint32_t y = top; y < top + spec.tile; ++y) {
                for (std::uint32_t x = left; x < left + spec.tile; ++x) {
                    for (int s = 0; s < spec.samples; ++s)
                        put(tile, at++, spec.bits, sample(x, y, s) & 0xffu);
                }
            }
            TIFFWriteTile(tiff, tile.data(), left, top, 0, 0);
        }
    }
}

Bytes tiffFile(const TiffSpec& spec, const Sample& sample) {
    Memory file;
    TIFF* tiff = TIFFClientOpen(
        "test", spec.mode, &file, readMemory, writeMemory, seekMemory, [](thandle_t) { return 0; },
        [](thandle_t handle) -> toff_t { return memory(handle).bytes.size(); }, nullptr, nullptr);
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, spec.width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, spec.height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, spec.bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, spec.samples);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, spec.photometric);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, spec.compression);
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, spec.orientation);
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, spec.sampleFormat);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, spec.planes ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
    if (spec.alpha >= 0) {
        const std::uint16_t kind = static_cast<std::uint16_t>(spec.alpha);
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &kind);
    }
    if (!spec.palette.empty()) {
        const std::size_t colours = spec.palette.size() / 3;
        TIFFSetField(tiff, TIFFTAG_COLORMAP, spec.palette.data(), spec.palette.data() + colours,
                     spec.palette.data() + 2 * colours);
    }
    if (spec.tile > 0) {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, spec.tile);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, spec.tile);
        writeTiles(tiff, spec, sample);
    } else {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 5);
        writeRows(tiff, spec, sample);
    }
    TIFFClose(tiff);
    return file.bytes;
}

image::Picture decoded(const Bytes& file) {
    auto picture = image::decodePicture(file, {});
    EXPECT_TRUE(picture.ok()) << picture.error().userText << picture.error().detail;
    return picture.ok() ? std::move(*picture) : image::Picture{};
}

std::vector<int> rgbaAt(const image::Picture& picture, int x, int y) {
    if (x >= picture.width || y >= picture.height) return {};
    const auto* pixel = picture.pixel(x, y);
    return {pixel[0], pixel[1], pixel[2], pixel[3]};
}

using Rgba = std::vector<int>;

Sample from(const image::Picture& picture) {
    return [&picture](std::uint32_t x, std::uint32_t y, int sample) -> unsigned {
        const int column = static_cast<int>(x);
        const int row = static_cast<int>(y);
        return column < picture.width && row < picture.height ? picture.pixel(column, row)[sample] : 0u;
    };
}

TEST(TiffCodec, ReadsRgbInEveryLayout) {
    const auto sample = test::colourful(37, 29);
    const TiffSpec plain{.width = 37, .height = 29};
    for (const int compression :
         {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_PACKBITS, COMPRESSION_ADOBE_DEFLATE}) {
        TiffSpec spec = plain;
        spec.compression = compression;
        EXPECT_EQ(test::largestDifference(decoded(tiffFile(spec, from(sample))), sample), 0) << compression;
        spec.tile = 16;
        EXPECT_EQ(test::largestDifference(decoded(tiffFile(spec, from(sample))), sample), 0) << compression;
        spec.tile = 0;
        spec.planes = true;
        EXPECT_EQ(test::largestDifference(decoded(tiffFile(spec, from(sample))), sample), 0) << compression;
    }
    for (const char* mode : {"wb", "wl8", "wb8"}) { // big-endian, BigTIFF
        TiffSpec spec = plain;
        spec.mode = mode;
        EXPECT_EQ(test::largestDifference(decoded(tiffFile(spec, from(sample))), sample), 0) << mode;
    }
}

TEST(TiffCodec, ReadsGreyOfEveryDepth) {
    for (const int bits : {1, 2, 4, 8, 16}) {
        const unsigned most = (1u << bits) - 1;
        for (const bool inverted : {false, true}) {
            const TiffSpec spec{.width = 11,
                                .height = 3,
                                .bits = bits,
                                .samples = 1,
                                .photometric = inverted ? PHOTOMETRIC_MINISWHITE : PHOTOMETRIC_MINISBLACK,
                                .mode = "wb"};
            const auto picture =
                decoded(tiffFile(spec, [most](auto x, auto, int) { return x == 4 ? most : 0u; }));
            const int level = inverted ? 0 : 255;
            EXPECT_EQ(rgbaAt(picture, 4, 1), (Rgba{level, level, level, 255})) << bits;
            EXPECT_EQ(rgbaAt(picture, 5, 1), (Rgba{255 - level, 255 - level, 255 - level, 255})) << bits;
        }
    }
}

TEST(TiffCodec, KeepsSixteenBitLuma) {
    const TiffSpec spec{.width = 5,
                        .height = 2,
                        .bits = 16,
                        .samples = 1,
                        .photometric = PHOTOMETRIC_MINISBLACK,
                        .mode = "wb"};
    const auto picture = decoded(tiffFile(spec, [](auto x, auto y, int) { return 0x1234u + x + 100 * y; }));
    ASSERT_EQ(picture.luma16.size(), 10u);
    EXPECT_EQ(picture.luma16[0], 0x1234);
    EXPECT_EQ(picture.luma16[9], 0x1234 + 104);
    EXPECT_EQ(rgbaAt(picture, 0, 0), (Rgba{0x12, 0x12, 0x12, 255}));
}

TEST(TiffCodec, ReadsPalettesOfBothScales) {
    std::vector<std::uint16_t> palette(3 * 16, 0);
    palette[3] = 65535;
    palette[16 + 3] = 257 * 100;
    const TiffSpec spec{.width = 6,
                        .height = 2,
                        .bits = 4,
                        .samples = 1,
                        .photometric = PHOTOMETRIC_PALETTE,
                        .palette = palette};
    const auto picture = decoded(tiffFile(spec, [](auto x, auto, int) { return x == 1 ? 3u : 0u; }));
    EXPECT_EQ(rgbaAt(picture, 1, 0), (Rgba{255, 100, 0, 255}));
    EXPECT_EQ(rgbaAt(picture, 2, 0), (Rgba{0, 0, 0, 255}));
    auto narrow = spec;
    narrow.palette[3] = 255;
    narrow.palette[16 + 3] = 100;
    const auto old = decoded(tiffFile(narrow, [](auto x, auto, int) { return x == 1 ? 3u : 0u; }));
    EXPECT_EQ(rgbaAt(old, 1, 0)[0], 254); // 255 << 8 of 65535
    EXPECT_EQ(rgbaAt(old, 1, 0)[1], 100);
}

TEST(TiffCodec, ReadsInks) {
    const TiffSpec spec{.width = 3, .height = 2, .samples = 4, .photometric = PHOTOMETRIC_SEPARATED};
    const unsigned inks[4] = {55, 155, 0, 127};
    const auto picture = decoded(tiffFile(spec, [&inks](auto, auto, int sample) { return inks[sample]; }));
    EXPECT_EQ(rgbaAt(picture, 1, 1), (Rgba{200 * 128 / 255, 100 * 128 / 255, 128, 255}));
}

TEST(TiffCodec, ReadsBothKindsOfAlpha) {
    const unsigned stored[4] = {50, 25, 0, 100};
    const auto sample = [&stored](auto, auto, int channel) { return stored[channel]; };
    TiffSpec spec{.width = 3, .height = 2, .samples = 4, .alpha = EXTRASAMPLE_UNASSALPHA};
    const auto straight = decoded(tiffFile(spec, sample));
    EXPECT_TRUE(straight.hasAlpha);
    EXPECT_EQ(rgbaAt(straight, 0, 0), (Rgba{50, 25, 0, 100}));
    spec.alpha = EXTRASAMPLE_ASSOCALPHA;
    EXPECT_EQ(rgbaAt(decoded(tiffFile(spec, sample)), 0, 0), (Rgba{127, 64, 0, 100}));
    spec.alpha = EXTRASAMPLE_UNSPECIFIED;
    const auto unspecified = decoded(tiffFile(spec, sample));
    EXPECT_FALSE(unspecified.hasAlpha);
    EXPECT_EQ(rgbaAt(unspecified, 0, 0), (Rgba{50, 25, 0, 255}));
}

TEST(TiffCodec, AppliesTheOrientation) {
    const auto sample = test::colourful(20, 10);
    for (const bool planes : {false, true}) {
        const auto turned =
            decoded(tiffFile({.width = 20, .height = 10, .orientation = 6, .planes = planes}, from(sample)));
        ASSERT_EQ(turned.width, 10);
        EXPECT_EQ(turned.pixel(9, 0)[0], sample.pixel(0, 0)[0]);
        EXPECT_EQ(turned.pixel(9, 19)[0], sample.pixel(19, 0)[0]);
        EXPECT_EQ(turned.pixel(0, 19)[1], sample.pixel(19, 9)[1]);
    }
}

TEST(TiffCodec, RefusesWhatItCannotReadAndBombs) {
    const auto zero = [](auto, auto, int) { return 0u; };
    const auto real = image::decodePicture(tiffFile({.width = 4,
                                                     .height = 4,
                                                     .bits = 16,
                                                     .samples = 1,
                                                     .photometric = PHOTOMETRIC_MINISBLACK,
                                                     .sampleFormat = SAMPLEFORMAT_IEEEFP},
                                                    zero),
                                           {});
    ASSERT_FALSE(real.ok());
    EXPECT_EQ(real.error().code, ErrorCode::Unsupported);
    image::DecodeLimits limits;
    limits.maxPixels = 15;
    const auto large = image::decodePicture(tiffFile({.width = 4, .height = 4}, zero), {}, limits);
    ASSERT_FALSE(large.ok());
    EXPECT_EQ(large.error().code, ErrorCode::TooLarge);
}

TEST(TiffCodec, SurvivesCutsAndChanges) {
    const auto sample = test::colourful(31, 27);
    TiffSpec spec{.width = 31, .height = 27, .compression = COMPRESSION_LZW};
    EXPECT_EQ(test::decodeMangled(tiffFile(spec, from(sample)), 97, 0), "");
    spec.planes = true;
    EXPECT_EQ(test::decodeMangled(tiffFile(spec, from(sample)), 97, 0), "");
    spec.planes = false;
    spec.tile = 16;
    EXPECT_EQ(test::decodeMangled(tiffFile(spec, from(sample)), 97, 0), "");
}

} // namespace
} // namespace orfeas
