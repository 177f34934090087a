#include "core/image/orientation.h"

#include <array>

#include <gtest/gtest.h>

#include "sample_pictures.h"

namespace orfeas {
namespace {

using Block = std::vector<std::uint8_t>;

Block exif(bool bigEndian, int orientation) {
    if (bigEndian) {
        return {'M', 'M', 0,    42,   0, 0, 0,    8,
                0,   2,   0x01, 0x0f, 0, 2, 0,    0,
                0,   1,   'x',  0,    0, 0, 0x01, 0x12,
                0,   3,   0,    0,    0, 1, 0,    static_cast<std::uint8_t>(orientation),
                0,   0,   0,    0,    0, 0};
    }
    return {'I',
            'I',
            42,
            0,
            8,
            0,
            0,
            0,
            1,
            0,
            0x12,
            0x01,
            3,
            0,
            1,
            0,
            0,
            0,
            static_cast<std::uint8_t>(orientation),
            0,
            0,
            0,
            0,
            0,
            0,
            0};
}

/// One letter per pixel, rows separated by '/'.
image::Picture lettered(std::string_view rows) {
    image::Picture picture;
    for (const char letter : rows) {
        if (letter == '/') continue;
        const auto value = static_cast<std::uint8_t>(letter);
        picture.rgba.insert(picture.rgba.end(), {value, value, value, 255});
        picture.luma16.push_back(value);
    }
    picture.width = static_cast<int>(rows.find('/'));
    picture.height = static_cast<int>(picture.luma16.size()) / picture.width;
    return picture;
}

std::string letters(const image::Picture& picture) {
    std::string rows;
    for (int y = 0; y < picture.height; ++y) {
        if (y > 0) rows += '/';
        for (int x = 0; x < picture.width; ++x)
            rows += static_cast<char>(picture.pixel(x, y)[0]);
    }
    return rows;
}

TEST(ExifOrientation, ReadsBothByteOrdersWithAndWithoutPrefix) {
    for (int orientation = 1; orientation <= 8; ++orientation) {
        for (const bool bigEndian : {false, true}) {
            Block block = exif(bigEndian, orientation);
            EXPECT_EQ(image::exifOrientation(block), orientation);
            const Block prefix = {'E', 'x', 'i', 'f', 0, 0};
            block.insert(block.begin(), prefix.begin(), prefix.end());
            EXPECT_EQ(image::exifOrientation(block), orientation);
        }
    }
}

TEST(ExifOrientation, IsOneForNonsense) {
    EXPECT_EQ(image::exifOrientation({}), 1);
    EXPECT_EQ(image::exifOrientation(exif(false, 9)), 1);
    EXPECT_EQ(image::exifOrientation(exif(true, 0)), 1);
    Block farDirectory = exif(false, 6);
    farDirectory[7] = 0xff;
    EXPECT_EQ(image::exifOrientation(farDirectory), 1);
    Block manyEntries = exif(false, 6);
    manyEntries[8] = manyEntries[9] = 0xff;
    manyEntries[10] = 0;
    EXPECT_EQ(image::exifOrientation(manyEntries), 1);
    const Block whole = exif(true, 6);
    for (std::size_t length = 0; length < 30; ++length) {
        EXPECT_EQ(image::exifOrientation(std::span(whole).first(length)), 1) << length;
    }
}

// The picture ABC/DEF as it should be seen, stored the way each orientation says (EXIF 2.32: where row 0 and
// column 0 of the stored picture are when seen).
TEST(Upright, UndoesEveryOrientation) {
    const std::array<std::string_view, 8> stored = {"ABC/DEF",  "CBA/FED",  "FED/CBA",  "DEF/ABC",
                                                    "AD/BE/CF", "CF/BE/AD", "FC/EB/DA", "DA/EB/FC"};
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const auto picture =
            image::upright(lettered(stored[static_cast<std::size_t>(orientation - 1)]), orientation, {});
        ASSERT_TRUE(picture.ok());
        EXPECT_EQ(letters(*picture), "ABC/DEF") << orientation;
        EXPECT_EQ(picture->luma16, (std::vector<std::uint16_t>{'A', 'B', 'C', 'D', 'E', 'F'})) << orientation;
    }
}

TEST(Upright, WorksBeyondOneTile) {
    const auto sample = test::colourful(150, 70);
    auto turned = image::upright(sample, 6, {});
    ASSERT_TRUE(turned.ok());
    EXPECT_EQ(turned->width, 70);
    const auto back = image::upright(std::move(*turned), 8, {});
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(test::largestDifference(*back, sample), 0);
}

TEST(Upright, StopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    const auto outcome = image::upright(test::colourful(5, 5), 3, jobs::JobContext(stop.get_token(), {}));
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace orfeas
