#include <gtest/gtest.h>

#include "core/image/picture_file.h"
#include "sample_pictures.h"

namespace orfeas {
namespace {

using test::bmpFile;
using test::Bytes;

Bytes raw(std::initializer_list<int> values) {
    Bytes bytes;
    for (const int value : values)
        bytes.push_back(static_cast<std::byte>(value));
    return bytes;
}

image::Picture decoded(const Bytes& file) {
    auto picture = image::decodePicture(file, {});
    EXPECT_TRUE(picture.ok()) << picture.error().userText;
    return picture.ok() ? std::move(*picture) : image::Picture{};
}

std::vector<int> rgbaAt(const image::Picture& picture, int x, int y) {
    if (x >= picture.width || y >= picture.height) return {};
    const auto* pixel = picture.pixel(x, y);
    return {pixel[0], pixel[1], pixel[2], pixel[3]};
}

using Rgba = std::vector<int>;
const Bytes kBlueAndYellow = raw({255, 0, 0, 0, 0, 255, 255, 0}); // stored blue first

TEST(BmpCodec, ReadsOneBit) {
    const auto picture = decoded(bmpFile(9, 2, 1, kBlueAndYellow, raw({0x80, 0x80, 0, 0, 0x00, 0x00, 0, 0})));
    EXPECT_EQ(rgbaAt(picture, 0, 1), (Rgba{255, 255, 0, 255}));
    EXPECT_EQ(rgbaAt(picture, 8, 1), (Rgba{255, 255, 0, 255}));
    EXPECT_EQ(rgbaAt(picture, 7, 1), (Rgba{0, 0, 255, 255}));
    EXPECT_EQ(rgbaAt(picture, 0, 0), (Rgba{0, 0, 255, 255}));
}

TEST(BmpCodec, ReadsFourAndEightBitsAndBlackBeyondThePalette) {
    const auto four = decoded(bmpFile(3, 1, 4, kBlueAndYellow, raw({0x10, 0xf0, 0, 0})));
    EXPECT_EQ(rgbaAt(four, 0, 0), (Rgba{255, 255, 0, 255}));
    EXPECT_EQ(rgbaAt(four, 1, 0), (Rgba{0, 0, 255, 255}));
    EXPECT_EQ(rgbaAt(four, 2, 0), (Rgba{0, 0, 0, 255}));
    const auto eight = decoded(bmpFile(2, 1, 8, kBlueAndYellow, raw({1, 200, 0, 0})));
    EXPECT_EQ(rgbaAt(eight, 0, 0), (Rgba{255, 255, 0, 255}));
    EXPECT_EQ(rgbaAt(eight, 1, 0), (Rgba{0, 0, 0, 255}));
}

TEST(BmpCodec, ReadsSixteenBitsWithAndWithoutMasks) {
    const auto plain = decoded(bmpFile(2, 1, 16, {}, raw({0x1f, 0x00, 0x00, 0x7c})));
    EXPECT_EQ(rgbaAt(plain, 0, 0), (Rgba{0, 0, 255, 255}));
    EXPECT_EQ(rgbaAt(plain, 1, 0), (Rgba{255, 0, 0, 255}));
    const auto masked =
        decoded(bmpFile(2, 1, 16, {}, raw({0xe0, 0x07, 0x00, 0xf8}), 3, {0xf800, 0x07e0, 0x001f}));
    EXPECT_EQ(rgbaAt(masked, 0, 0), (Rgba{0, 255, 0, 255}));
    EXPECT_EQ(rgbaAt(masked, 1, 0), (Rgba{255, 0, 0, 255}));
}

TEST(BmpCodec, ReadsThirtyTwoBits) {
    const auto unusedFourth = decoded(bmpFile(1, 1, 32, {}, raw({1, 2, 3, 0})));
    EXPECT_EQ(rgbaAt(unusedFourth, 0, 0), (Rgba{3, 2, 1, 255}));
    EXPECT_FALSE(unusedFourth.hasAlpha);
    const auto alpha =
        decoded(bmpFile(1, 1, 32, {}, raw({1, 2, 3, 77}), 6, {0xff0000, 0x00ff00, 0x0000ff, 0xff000000}));
    EXPECT_EQ(rgbaAt(alpha, 0, 0), (Rgba{3, 2, 1, 77}));
    EXPECT_TRUE(alpha.hasAlpha);
}

TEST(BmpCodec, ReadsBothRowOrders) {
    const auto sample = test::colourful(5, 3);
    Bytes file = test::bmpOf(sample);
    EXPECT_EQ(test::largestDifference(decoded(file), sample), 0);
    const auto topDown = decoded(bmpFile(1, -2, 24, {}, raw({1, 2, 3, 0, 4, 5, 6, 0})));
    EXPECT_EQ(rgbaAt(topDown, 0, 0), (Rgba{3, 2, 1, 255}));
    EXPECT_EQ(rgbaAt(topDown, 0, 1), (Rgba{6, 5, 4, 255}));
}

TEST(BmpCodec, RefusesWhatItCannotRead) {
    const auto runLength = image::decodePicture(bmpFile(4, 4, 8, {}, raw({0, 1}), 1), {});
    ASSERT_FALSE(runLength.ok());
    EXPECT_EQ(runLength.error().code, ErrorCode::Unsupported);
    const auto bomb = image::decodePicture(bmpFile(2'000'000'000, 2'000'000'000, 32, {}, raw({0})), {});
    ASSERT_FALSE(bomb.ok());
    EXPECT_EQ(bomb.error().code, ErrorCode::TooLarge);
    const auto lowest = image::decodePicture(bmpFile(1, -2147483647 - 1, 24, {}, raw({0})), {});
    ASSERT_FALSE(lowest.ok());
    EXPECT_EQ(lowest.error().code, ErrorCode::TooLarge);
    EXPECT_FALSE(image::decodePicture(bmpFile(0, 3, 24, {}, raw({0})), {}).ok());
    EXPECT_FALSE(image::decodePicture(bmpFile(3, 3, 7, {}, raw({0})), {}).ok());
    EXPECT_FALSE(image::decodePicture(bmpFile(-3, 3, 24, {}, raw({0})), {}).ok());
}

TEST(BmpCodec, SurvivesCutsAndChanges) {
    EXPECT_EQ(test::decodeMangled(test::bmpOf(test::colourful(31, 17)), 13, 0), "");
}

} // namespace
} // namespace orfeas
