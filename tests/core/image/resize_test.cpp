#include "core/image/resize.h"

#include <gtest/gtest.h>

#include "sample_pictures.h"

namespace orfeas {
namespace {

image::Picture filled(int width, int height, std::vector<std::uint8_t> rgba) {
    image::Picture picture;
    picture.width = width;
    picture.height = height;
    picture.rgba.reserve(4 * picture.pixelCount());
    for (std::size_t i = 0; i < picture.pixelCount(); ++i) {
        picture.rgba.insert(picture.rgba.end(), rgba.begin(), rgba.end());
    }
    return picture;
}

TEST(Resized, KeepsSmallPicturesAsTheyAre) {
    const auto sample = test::colourful(20, 10);
    EXPECT_EQ(test::largestDifference(image::resized(sample, 20), sample), 0);
    EXPECT_EQ(test::largestDifference(image::resized(sample, 400), sample), 0);
}

TEST(Resized, KeepsProportionsAndAtLeastOnePixel) {
    const auto wide = image::resized(test::colourful(900, 300), 100);
    EXPECT_EQ(wide.width, 100);
    EXPECT_EQ(wide.height, 33);
    const auto strip = image::resized(test::colourful(1, 500), 7);
    EXPECT_EQ(strip.width, 1);
    EXPECT_EQ(strip.height, 7);
}

TEST(Resized, KeepsEveryFlatColour) {
    for (int value = 0; value < 256; ++value) {
        const auto level = static_cast<std::uint8_t>(value);
        const auto small = image::resized(filled(7, 5, {level, level, 0, 255}), 3);
        for (std::size_t i = 0; i < small.pixelCount(); ++i) {
            ASSERT_EQ(small.rgba[4 * i], value);
            ASSERT_EQ(small.rgba[4 * i + 3], 255);
        }
    }
}

TEST(Resized, AveragesLightNotCodes) {
    auto checker = filled(64, 64, {0, 0, 0, 255});
    for (std::size_t y = 0; y < 64; ++y) {
        for (std::size_t x = y % 2; x < 64; x += 2)
            checker.rgba[4 * (64 * y + x)] = 255;
    }
    const auto small = image::resized(checker, 8);
    for (std::size_t i = 0; i < small.pixelCount(); ++i)
        EXPECT_NEAR(small.rgba[4 * i], 188, 1);
}

TEST(Resized, ClearPixelsLendNoColour) {
    auto picture = filled(4, 4, {255, 0, 0, 0});
    for (std::size_t x = 0; x < 4; x += 2) {
        for (std::size_t y = 0; y < 4; ++y) {
            auto* pixel = picture.rgba.data() + 4 * (4 * y + x);
            pixel[0] = 10;
            pixel[1] = 200;
            pixel[3] = 255;
        }
    }
    picture.hasAlpha = true;
    const auto small = image::resized(picture, 2);
    EXPECT_TRUE(small.hasAlpha);
    EXPECT_EQ(small.pixel(0, 0)[0], 10);
    EXPECT_EQ(small.pixel(0, 0)[1], 200);
    EXPECT_EQ(small.pixel(0, 0)[3], 128);
}

TEST(Resized, AveragesLumaToo) {
    auto picture = filled(6, 2, {9, 9, 9, 255});
    picture.luma16 = {0, 300, 600, 1000, 1000, 1000, 0, 300, 600, 1000, 1000, 1000};
    const auto small = image::resized(picture, 2);
    EXPECT_EQ(small.luma16, (std::vector<std::uint16_t>{300, 1000}));
}

} // namespace
} // namespace orfeas
