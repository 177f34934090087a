#include "core/cache/likeness.h"

#include <gtest/gtest.h>

#include "core/image/resize.h"
#include "tests/core/cache/counted_generator.h"

namespace orfeas::cache {
namespace {

TEST(Likeness, scaledAndRetouchedPicturesAreAlike) {
    const auto picture = test::discPicture(256);
    const std::uint64_t likeness = likenessOf(*picture);
    EXPECT_NE(likeness, 0u);
    EXPECT_LE(distance(likeness, likenessOf(image::resized(*picture, 100))), kAlike);
    image::Picture touched = *picture;
    for (std::size_t i = 0; i < touched.rgba.size(); i += 97)
        touched.rgba[i] = static_cast<std::uint8_t>(touched.rgba[i] ^ 3);
    EXPECT_LE(distance(likeness, likenessOf(touched)), kAlike);
}

TEST(Likeness, otherPicturesAreNot) {
    const auto picture = test::discPicture(256);
    image::Picture turned = *picture; // upside down
    for (int y = 0; y < 256; ++y) {
        const auto row = static_cast<std::size_t>(255 - y) * 4 * 256;
        std::copy_n(picture->rgba.begin() + static_cast<std::ptrdiff_t>(row), 4 * 256,
                    turned.rgba.begin() + static_cast<std::ptrdiff_t>(y) * 4 * 256);
    }
    EXPECT_GT(distance(likenessOf(*picture), likenessOf(turned)), kAlike);
}

TEST(Likeness, proportionsCount) {
    const auto picture = test::discPicture(256);
    image::Picture wide; // the same, pulled to four times its width
    wide.width = 1024;
    wide.height = 256;
    wide.rgba.resize(4 * wide.pixelCount());
    for (int y = 0; y < 256; ++y) {
        for (int x = 0; x < 1024; ++x)
            std::copy_n(picture->pixel(x / 4, y), 4, wide.rgba.begin() + 4 * (y * 1024 + x));
    }
    EXPECT_GT(distance(likenessOf(*picture), likenessOf(wide)), kAlike);
}

TEST(Likeness, plainPicturesAreLikeNoOther) {
    image::Picture plain;
    plain.width = plain.height = 50;
    plain.rgba.assign(4 * 50 * 50, 255);
    EXPECT_EQ(likenessOf(plain), 0u);
    EXPECT_EQ(likenessOf({}), 0u);
}

} // namespace
} // namespace orfeas::cache
