#include <png.h>

#include <cstring>

#include <gtest/gtest.h>

#include "core/image/picture_file.h"
#include "sample_pictures.h"

namespace orfeas {
namespace {

using test::Bytes;

struct PngSpec {
    int width = 0;
    int height = 0;
    int depth = 8;
    int type = PNG_COLOR_TYPE_RGB;
    bool interlaced = false;
    std::vector<png_color> palette = {};
    std::vector<png_byte> paletteAlpha = {};
    const png_color_16* clearColour = nullptr;
    double gamma = 0.0;
    std::vector<png_byte> exif = {};
};

/// `rows`: the packed samples, as PNG stores them.
Bytes pngFile(const PngSpec& spec, std::vector<png_byte> rows) {
    Bytes file;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(
        png, &file,
        [](png_structp writer, png_bytep data, size_t count) {
            const auto* bytes = reinterpret_cast<const std::byte*>(data);
            auto* target = static_cast<Bytes*>(png_get_io_ptr(writer));
            target->insert(target->end(), bytes, bytes + count);
        },
        nullptr);
    png_set_IHDR(png, info, static_cast<png_uint_32>(spec.width), static_cast<png_uint_32>(spec.height),
                 spec.depth, spec.type, spec.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (!spec.palette.empty())
        png_set_PLTE(png, info, spec.palette.data(), static_cast<int>(spec.palette.size()));
    if (!spec.paletteAlpha.empty()) {
        png_set_tRNS(png, info, spec.paletteAlpha.data(), static_cast<int>(spec.paletteAlpha.size()),
                     nullptr);
    }
    if (spec.clearColour != nullptr) png_set_tRNS(png, info, nullptr, 0, spec.clearColour);
    if (spec.gamma > 0.0) png_set_gAMA(png, info, spec.gamma);
    if (!spec.exif.empty()) {
        auto exif = spec.exif;
        png_set_eXIf_1(png, info, static_cast<png_uint_32>(exif.size()), exif.data());
    }
    const std::size_t rowBytes = rows.size() / static_cast<std::size_t>(spec.height);
    std::vector<png_bytep> pointers;
    for (int y = 0; y < spec.height; ++y)
        pointers.push_back(rows.data() + rowBytes * static_cast<std::size_t>(y));
    png_write_info(png, info);
    png_write_image(png, pointers.data());
    png_write_end(png, nullptr);
    png_destroy_write_struct(&png, &info);
    return file;
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

std::vector<png_byte> rgbRows(const image::Picture& picture) {
    std::vector<png_byte> rows;
    for (std::size_t i = 0; i < picture.pixelCount(); ++i) {
        rows.insert(rows.end(), &picture.rgba[4 * i], &picture.rgba[4 * i] + 3);
    }
    return rows;
}

TEST(PngCodec, ReadsGreyBelowEightBits) {
    const auto one =
        decoded(pngFile({.width = 4, .height = 1, .depth = 1, .type = PNG_COLOR_TYPE_GRAY}, {0x50}));
    EXPECT_EQ(rgbaAt(one, 0, 0), (Rgba{0, 0, 0, 255}));
    EXPECT_EQ(rgbaAt(one, 1, 0), (Rgba{255, 255, 255, 255}));
    const auto two =
        decoded(pngFile({.width = 4, .height = 1, .depth = 2, .type = PNG_COLOR_TYPE_GRAY}, {0x1b}));
    EXPECT_EQ(rgbaAt(two, 1, 0), (Rgba{85, 85, 85, 255}));
    EXPECT_EQ(rgbaAt(two, 2, 0), (Rgba{170, 170, 170, 255}));
    const auto four =
        decoded(pngFile({.width = 2, .height = 1, .depth = 4, .type = PNG_COLOR_TYPE_GRAY}, {0x7f}));
    EXPECT_EQ(rgbaAt(four, 0, 0), (Rgba{119, 119, 119, 255}));
    EXPECT_FALSE(four.hasAlpha);
    EXPECT_TRUE(four.luma16.empty());
}

TEST(PngCodec, ReadsEightBitsInterlacedOrNot) {
    for (const int side : {1, 2, 3, 5, 8, 19}) {
        const auto sample = test::colourful(side, 23 - side);
        for (const bool interlaced : {false, true}) {
            const Bytes file =
                pngFile({.width = side, .height = 23 - side, .interlaced = interlaced}, rgbRows(sample));
            EXPECT_EQ(test::largestDifference(decoded(file), sample), 0) << side << interlaced;
        }
    }
}

TEST(PngCodec, ReadsPaletteWithAlpha) {
    const PngSpec spec{.width = 4,
                       .height = 1,
                       .depth = 2,
                       .type = PNG_COLOR_TYPE_PALETTE,
                       .palette = {{1, 2, 3}, {40, 50, 60}, {200, 100, 0}},
                       .paletteAlpha = {0, 128}};
    const auto picture = decoded(pngFile(spec, {0x18}));
    EXPECT_TRUE(picture.hasAlpha);
    EXPECT_EQ(rgbaAt(picture, 0, 0)[3], 0);
    EXPECT_EQ(rgbaAt(picture, 1, 0), (Rgba{40, 50, 60, 128}));
    EXPECT_EQ(rgbaAt(picture, 2, 0), (Rgba{200, 100, 0, 255}));
}

TEST(PngCodec, ReadsAClearColour) {
    const png_color_16 clear{.index = 0, .red = 7, .green = 8, .blue = 9, .gray = 0};
    const auto picture =
        decoded(pngFile({.width = 2, .height = 1, .clearColour = &clear}, {7, 8, 9, 7, 8, 10}));
    EXPECT_TRUE(picture.hasAlpha);
    EXPECT_EQ(rgbaAt(picture, 0, 0)[3], 0);
    EXPECT_EQ(rgbaAt(picture, 1, 0), (Rgba{7, 8, 10, 255}));
}

TEST(PngCodec, KeepsSixteenBitLuma) {
    for (const bool interlaced : {false, true}) {
        const auto grey = decoded(pngFile(
            {.width = 3, .height = 1, .depth = 16, .type = PNG_COLOR_TYPE_GRAY, .interlaced = interlaced},
            {0x00, 0x01, 0x12, 0x34, 0xff, 0xff}));
        EXPECT_EQ(grey.luma16, (std::vector<std::uint16_t>{0x0001, 0x1234, 0xffff}));
        EXPECT_EQ(rgbaAt(grey, 1, 0), (Rgba{0x12, 0x12, 0x12, 255}));
    }
    const auto rgba = decoded(pngFile({.width = 1, .height = 1, .depth = 16, .type = PNG_COLOR_TYPE_RGBA},
                                      {0xff, 0xff, 0x00, 0x00, 0x80, 0x80, 0x40, 0x40}));
    EXPECT_EQ(rgbaAt(rgba, 0, 0), (Rgba{255, 0, 128, 64}));
    EXPECT_EQ(rgba.luma16, (std::vector<std::uint16_t>{
                               static_cast<std::uint16_t>(0.2126 * 65535 + 0.0722 * 32896 + 0.5)}));
    EXPECT_TRUE(rgba.hasAlpha);
}

TEST(PngCodec, AppliesGammaAndOrientation) {
    const auto linear =
        decoded(pngFile({.width = 1, .height = 1, .type = PNG_COLOR_TYPE_GRAY, .gamma = 1.0}, {55}));
    EXPECT_NEAR(rgbaAt(linear, 0, 0)[0], 127, 3);
    const auto srgb =
        decoded(pngFile({.width = 1, .height = 1, .type = PNG_COLOR_TYPE_GRAY, .gamma = 1 / 2.2}, {55}));
    EXPECT_EQ(rgbaAt(srgb, 0, 0)[0], 55);
    const std::vector<png_byte> turn = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3,
                                        0,   1,   0,  0, 0, 6, 0, 0, 0, 0, 0,    0, 0};
    const auto turned =
        decoded(pngFile({.width = 2, .height = 1, .type = PNG_COLOR_TYPE_GRAY, .exif = turn}, {10, 20}));
    EXPECT_EQ(turned.width, 1);
    EXPECT_EQ(rgbaAt(turned, 0, 1)[0], 20);
}

TEST(PngCodec, RefusesBombsBeforeTakingMemory) {
    Bytes file = pngFile({.width = 1, .height = 1, .type = PNG_COLOR_TYPE_RGBA}, {1, 2, 3, 4});
    const auto claim = [&file](unsigned width, unsigned height) {
        const png_byte header[17] = {'I',
                                     'H',
                                     'D',
                                     'R',
                                     png_byte(width >> 24),
                                     png_byte(width >> 16),
                                     png_byte(width >> 8),
                                     png_byte(width),
                                     png_byte(height >> 24),
                                     png_byte(height >> 16),
                                     png_byte(height >> 8),
                                     png_byte(height),
                                     8,
                                     6,
                                     0,
                                     0,
                                     0};
        std::memcpy(file.data() + 12, header, sizeof(header));
        std::uint32_t crc = 0xffffffffu;
        for (const png_byte byte : header) {
            crc ^= byte;
            for (int bit = 0; bit < 8; ++bit)
                crc = (crc & 1u) ? 0xedb88320u ^ (crc >> 1) : crc >> 1;
        }
        for (int i = 0; i < 4; ++i)
            file[29 + static_cast<std::size_t>(i)] = static_cast<std::byte>(~crc >> (24 - 8 * i));
    };
    for (const auto& [width, height] : {std::pair{60000u, 60000u}, {30000u, 30000u}, {0x7fffffffu, 1u}}) {
        claim(width, height);
        const auto outcome = image::decodePicture(file, {});
        ASSERT_FALSE(outcome.ok());
        EXPECT_EQ(outcome.error().code, ErrorCode::TooLarge);
    }
    claim(9000, 9000); // within the limits, yet no few bytes can hold it
    const auto hollow = image::decodePicture(file, {});
    ASSERT_FALSE(hollow.ok());
    EXPECT_NE(hollow.error().userText.find("cut short"), std::string::npos);
}

TEST(PngCodec, SurvivesCutsAndChanges) {
    const auto sample = test::colourful(61, 47);
    for (const bool interlaced : {false, true}) {
        const Bytes file = pngFile({.width = 61, .height = 47, .interlaced = interlaced}, rgbRows(sample));
        EXPECT_EQ(test::decodeMangled(file, 97, 20), "");
    }
}

TEST(EncodePng, IsReadBackExactlyAndIsTheSameEveryTime) {
    auto sample = test::colourful(40, 30);
    for (const bool alpha : {false, true}) {
        sample.hasAlpha = alpha;
        if (alpha) sample.rgba[4 * 50 + 3] = 17;
        const auto first = image::encodePng(sample);
        const auto second = image::encodePng(sample);
        ASSERT_TRUE(first.ok() && second.ok());
        EXPECT_EQ(*first, *second);
        const auto back = decoded(*first);
        EXPECT_EQ(test::largestDifference(back, sample), 0);
        EXPECT_EQ(back.hasAlpha, alpha);
    }
    EXPECT_FALSE(image::encodePng({}).ok());
}

} // namespace
} // namespace orfeas
