#include "core/inference/conditioning_image.h"

#include <gtest/gtest.h>

namespace orfeas::inference {
namespace {

image::Picture clear(int width, int height) {
    image::Picture picture;
    picture.width = width;
    picture.height = height;
    picture.rgba.assign(4 * picture.pixelCount(), 0);
    return picture;
}

void paint(image::Picture& picture, int x, int y, std::array<std::uint8_t, 4> rgba) {
    std::copy(rgba.begin(), rgba.end(), picture.rgba.begin() + 4 * (y * picture.width + x));
}

TEST(ConditioningImage, framingLosesTheLastRowAndColumnAndPadsTwice) {
    image::Picture picture = clear(20, 30);
    for (int y = 5; y <= 15; ++y) {
        for (int x = 3; x <= 10; ++x)
            paint(picture, x, y, {1, 2, 3, 255});
    }
    // 7 x 10 visible; a square of 10; int(10 / 0.85) = 11: no room on the left of the second padding.
    const image::Picture framed = frameForeground(picture).value();
    EXPECT_EQ(framed.width, 11);
    EXPECT_EQ(framed.height, 11);
    int visible = 0;
    for (int y = 0; y < 11; ++y) {
        for (int x = 0; x < 11; ++x)
            visible += framed.pixel(x, y)[3] == 255;
    }
    EXPECT_EQ(visible, 70);
    EXPECT_EQ(framed.pixel(1, 0)[3], 255);
    EXPECT_EQ(framed.pixel(0, 0)[3], 0);
    EXPECT_EQ(framed.pixel(7, 9)[3], 255);
    EXPECT_EQ(framed.pixel(8, 9)[3], 0);
}

TEST(ConditioningImage, tooLittleIsRefused) {
    image::Picture picture = clear(9, 9);
    EXPECT_FALSE(frameForeground(picture).ok());
    paint(picture, 4, 4, {9, 9, 9, 9});
    EXPECT_FALSE(frameForeground(picture).ok());
}

TEST(ConditioningImage, greyIsTruncatedInSinglePrecision) {
    image::Picture picture = clear(256, 256);
    for (int a = 0; a < 256; ++a) {
        for (int c = 0; c < 256; ++c) {
            const auto color = static_cast<std::uint8_t>(c);
            paint(picture, c, a, {color, color, color, static_cast<std::uint8_t>(a)});
        }
    }
    const ConditioningImage image = compositeOnGrey(picture);
    EXPECT_EQ(image.rgb[0], 127);
    EXPECT_EQ(image.rgb[3 * (255 * 256 + 200)], 200);
    // Fusing a multiplication and an addition changes 40 of these bytes.
    for (std::size_t i = 0; i < 65536; ++i) {
        volatile float alpha = static_cast<float>(i / 256) / 255.0f;
        volatile float color = static_cast<float>(i % 256) / 255.0f;
        volatile float lit = color * alpha;
        volatile float rest = (1.0f - alpha) * 0.5f;
        volatile float value = lit + rest;
        ASSERT_EQ(image.rgb[3 * i], static_cast<std::uint8_t>(value * 255.0f)) << i;
    }
}

TEST(ConditioningImage, theMaskDecidesUnlessThereIsNone) {
    image::Picture picture = clear(10, 6);
    image::Cutout cutout;
    cutout.mask = {10, 6, std::vector<std::uint8_t>(60, 255)};
    cutout.method = image::CutoutMethod::Whole;
    EXPECT_EQ(makeConditioningImage(picture, cutout).value().width, 10);
    cutout.method = image::CutoutMethod::User;
    EXPECT_EQ(makeConditioningImage(picture, cutout).value().width, 10); // 9 / 0.85 = 10
    cutout.mask.coverage.assign(60, 0);
    EXPECT_FALSE(makeConditioningImage(picture, cutout).ok());
}

} // namespace
} // namespace orfeas::inference
