#include <cstdio>

#include <jpeglib.h>

#include <cstdlib>

#include <gtest/gtest.h>

#include "core/image/picture_file.h"
#include "sample_pictures.h"

namespace orfeas {
namespace {

using test::Bytes;

struct JpegSpec {
    J_COLOR_SPACE given = JCS_EXT_RGBA; ///< how the samples are laid out
    J_COLOR_SPACE stored = JCS_YCbCr;
    int components = 4;
    bool progressive = false;
    std::vector<JOCTET> exif = {};
};

/// 4 (or `components`) bytes a pixel; quality 98, no subsampling, so that colours can be compared.
Bytes jpegFile(int width, int height, const std::vector<std::uint8_t>& samples, const JpegSpec& spec = {}) {
    jpeg_compress_struct jpeg{};
    jpeg_error_mgr errors{};
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    unsigned char* data = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&jpeg, &data, &size);
    jpeg.image_width = static_cast<JDIMENSION>(width);
    jpeg.image_height = static_cast<JDIMENSION>(height);
    jpeg.input_components = spec.components;
    jpeg.in_color_space = spec.given;
    jpeg_set_defaults(&jpeg);
    jpeg_set_colorspace(&jpeg, spec.stored);
    jpeg_set_quality(&jpeg, 98, TRUE);
    jpeg.comp_info[0].h_samp_factor = jpeg.comp_info[0].v_samp_factor = 1;
    if (spec.progressive) jpeg_simple_progression(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    if (!spec.exif.empty()) {
        jpeg_write_marker(&jpeg, JPEG_APP0 + 1, spec.exif.data(), static_cast<unsigned>(spec.exif.size()));
    }
    while (jpeg.next_scanline < jpeg.image_height) {
        const auto* row =
            samples.data() + jpeg.next_scanline * static_cast<std::size_t>(width * spec.components);
        JSAMPROW pointer = const_cast<JSAMPROW>(row);
        jpeg_write_scanlines(&jpeg, &pointer, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    const auto* bytes = reinterpret_cast<const std::byte*>(data);
    Bytes file(bytes, bytes + size);
    std::free(data);
    return file;
}

image::Picture decoded(const Bytes& file) {
    auto picture = image::decodePicture(file, {});
    EXPECT_TRUE(picture.ok()) << picture.error().userText << picture.error().detail;
    return picture.ok() ? std::move(*picture) : image::Picture{};
}

/// Smooth, so that JPEG keeps it.
image::Picture smooth(int width, int height) {
    auto picture = test::colourful(width, height);
    for (std::size_t i = 0; i < picture.pixelCount(); ++i)
        picture.rgba[4 * i + 2] = 90;
    return picture;
}

TEST(JpegCodec, ReadsBaselineAndProgressive) {
    const auto sample = smooth(67, 45);
    for (const bool progressive : {false, true}) {
        const auto picture = decoded(jpegFile(67, 45, sample.rgba, {.progressive = progressive}));
        EXPECT_LE(test::largestDifference(picture, sample), 8);
        EXPECT_FALSE(picture.hasAlpha);
    }
}

TEST(JpegCodec, ReadsGreyAndRgb) {
    std::vector<std::uint8_t> grey(64 * 8);
    for (std::size_t i = 0; i < grey.size(); ++i)
        grey[i] = static_cast<std::uint8_t>(4 * (i % 64));
    const auto picture =
        decoded(jpegFile(64, 8, grey, {.given = JCS_GRAYSCALE, .stored = JCS_GRAYSCALE, .components = 1}));
    ASSERT_EQ(picture.width, 64);
    EXPECT_NEAR(picture.pixel(40, 3)[0], 160, 3);
    EXPECT_EQ(picture.pixel(40, 3)[0], picture.pixel(40, 3)[2]);
    EXPECT_EQ(picture.pixel(40, 3)[3], 255);
    const auto sample = smooth(32, 32);
    EXPECT_LE(test::largestDifference(decoded(jpegFile(32, 32, sample.rgba, {.stored = JCS_RGB})), sample),
              8);
}

TEST(JpegCodec, ReadsInksInvertedAsAdobeWritesThem) {
    std::vector<std::uint8_t> inks;
    for (int i = 0; i < 16 * 16; ++i)
        inks.insert(inks.end(), {200, 100, 255, 128}); // 255: no ink
    for (const J_COLOR_SPACE stored : {JCS_CMYK, JCS_YCCK}) {
        const auto picture = decoded(jpegFile(16, 16, inks, {.given = JCS_CMYK, .stored = stored}));
        ASSERT_EQ(picture.width, 16);
        EXPECT_NEAR(picture.pixel(8, 8)[0], 200 * 128 / 255, 3);
        EXPECT_NEAR(picture.pixel(8, 8)[1], 100 * 128 / 255, 3);
        EXPECT_NEAR(picture.pixel(8, 8)[2], 128, 3);
        EXPECT_EQ(picture.pixel(8, 8)[3], 255);
    }
}

TEST(JpegCodec, AppliesEveryOrientationInBothByteOrders) {
    auto sample = smooth(48, 16); // red grows to the right, green downwards
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const auto value = static_cast<JOCTET>(orientation);
        const std::vector<JOCTET> little = {'E',  'x', 'i', 'f', 0, 0, 'I', 'I', 42,    0, 8, 0, 0, 0, 1, 0,
                                            0x12, 1,   3,   0,   1, 0, 0,   0,   value, 0, 0, 0, 0, 0, 0, 0};
        const std::vector<JOCTET> big = {'E', 'x',  'i', 'f', 0, 0, 'M', 'M', 0, 42,    0, 0, 0, 8, 0, 1,
                                         1,   0x12, 0,   3,   0, 0, 0,   1,   0, value, 0, 0, 0, 0, 0, 0};
        for (const auto& exif : {little, big}) {
            const auto picture = decoded(jpegFile(48, 16, sample.rgba, {.exif = exif}));
            const bool sideways = orientation >= 5;
            ASSERT_EQ(picture.width, sideways ? 16 : 48) << orientation;
            // Where the stored top left corner is seen (EXIF 2.32): row 0 and column 0 for each orientation.
            const bool right = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
            const bool bottom = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
            const auto* corner =
                picture.pixel(right ? picture.width - 1 : 0, bottom ? picture.height - 1 : 0);
            EXPECT_LT(corner[0], 20) << orientation;
            EXPECT_LT(corner[1], 20) << orientation;
            const auto* across =
                picture.pixel(right ? 0 : picture.width - 1, bottom ? picture.height - 1 : 0);
            EXPECT_GT(across[sideways ? 1 : 0], 230) << orientation;
            EXPECT_LT(across[sideways ? 0 : 1], 20) << orientation;
        }
    }
}

TEST(JpegCodec, RefusesBombsBeforeTakingMemory) {
    Bytes file = jpegFile(16, 16, smooth(16, 16).rgba);
    for (std::size_t at = 0; at + 9 < file.size(); ++at) {
        if (file[at] != std::byte{0xff} || file[at + 1] != std::byte{0xc0}) continue;
        for (std::size_t i = 5; i < 9; ++i)
            file[at + i] = std::byte{0x7f};
        break;
    }
    image::DecodeLimits limits;
    const auto outcome = image::decodePicture(file, {}, limits);
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().code, ErrorCode::TooLarge);
}

TEST(JpegCodec, AcceptsAMissingEndMarkerOnly) {
    Bytes file = jpegFile(40, 40, smooth(40, 40).rgba);
    file.resize(file.size() - 2);
    EXPECT_TRUE(image::decodePicture(file, {}).ok());
    file.resize(file.size() - 40);
    const auto outcome = image::decodePicture(file, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_NE(outcome.error().userText.find("cut short"), std::string::npos);
}

TEST(JpegCodec, SurvivesCutsAndChanges) {
    const auto sample = test::colourful(61, 47);
    for (const bool progressive : {false, true}) {
        EXPECT_EQ(test::decodeMangled(jpegFile(61, 47, sample.rgba, {.progressive = progressive}), 97, 8),
                  "");
    }
}

TEST(JpegCodec, StopsDuringTheRows) {
    const auto sample = smooth(300, 600);
    std::stop_source stop;
    const jobs::JobContext context(stop.get_token(), [&](const jobs::Progress& progress) {
        if (progress.fraction > 0.3) stop.request_stop();
    });
    const auto outcome = image::decodePicture(jpegFile(300, 600, sample.rgba), context);
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace orfeas
