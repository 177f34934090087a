#include <webp/encode.h>

#include <gtest/gtest.h>

#include "core/image/picture_file.h"
#include "sample_pictures.h"

namespace orfeas {
namespace {

using test::Bytes;

Bytes taken(std::uint8_t* data, std::size_t size) {
    const auto* bytes = reinterpret_cast<const std::byte*>(data);
    Bytes file(bytes, bytes + size);
    WebPFree(data);
    return file;
}

Bytes lossless(const image::Picture& picture) {
    std::uint8_t* data = nullptr;
    const std::size_t size =
        WebPEncodeLosslessRGBA(picture.rgba.data(), picture.width, picture.height, 4 * picture.width, &data);
    return taken(data, size);
}

Bytes lossy(const image::Picture& picture) {
    std::uint8_t* data = nullptr;
    const std::size_t size =
        WebPEncodeRGBA(picture.rgba.data(), picture.width, picture.height, 4 * picture.width, 95.0f, &data);
    return taken(data, size);
}

void appendChunk(Bytes& file, std::string_view type, const Bytes& body) {
    const Bytes letters = test::bytesOf(type);
    file.insert(file.end(), letters.begin(), letters.end());
    for (int i = 0; i < 4; ++i)
        file.push_back(static_cast<std::byte>(body.size() >> (8 * i)));
    file.insert(file.end(), body.begin(), body.end());
    if (body.size() % 2 != 0) file.push_back(std::byte{0});
}

/// The extended container around the single chunk of a simple file.
Bytes extended(const Bytes& simple, std::uint8_t flags, int width, int height, const Bytes& exif) {
    Bytes header(10);
    header[0] = static_cast<std::byte>(flags);
    header[4] = static_cast<std::byte>(width - 1);
    header[7] = static_cast<std::byte>(height - 1);
    Bytes file(simple.begin(), simple.begin() + 12);
    appendChunk(file, "VP8X", header);
    file.insert(file.end(), simple.begin() + 12, simple.end());
    if (!exif.empty()) appendChunk(file, "EXIF", exif);
    const std::size_t riff = file.size() - 8;
    for (std::size_t i = 0; i < 4; ++i)
        file[4 + i] = static_cast<std::byte>(riff >> (8 * i));
    return file;
}

TEST(WebpCodec, ReadsLosslessWithAlphaExactly) {
    auto sample = test::colourful(53, 41);
    for (std::size_t i = 0; i < sample.pixelCount(); i += 3)
        sample.rgba[4 * i + 3] = static_cast<std::uint8_t>(1 + i % 250);
    const auto picture = image::decodePicture(lossless(sample), {});
    ASSERT_TRUE(picture.ok());
    EXPECT_TRUE(picture->hasAlpha);
    EXPECT_EQ(test::largestDifference(*picture, sample), 0);
}

TEST(WebpCodec, ReadsLossy) {
    auto sample = test::colourful(64, 64);
    for (std::size_t i = 0; i < sample.pixelCount(); ++i)
        sample.rgba[4 * i + 2] = 100;
    const auto picture = image::decodePicture(lossy(sample), {});
    ASSERT_TRUE(picture.ok());
    EXPECT_FALSE(picture->hasAlpha);
    EXPECT_LE(test::largestDifference(*picture, sample), 24);
}

TEST(WebpCodec, AppliesTheOrientation) {
    const auto sample = test::colourful(20, 10);
    Bytes exif;
    for (const int value : std::initializer_list<int>{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0,
                                                      3,   0,   0, 0,  1, 0, 8, 0, 0, 0, 0, 0,    0}) {
        exif.push_back(static_cast<std::byte>(value));
    }
    const auto picture = image::decodePicture(extended(lossless(sample), 0x08, 20, 10, exif), {});
    ASSERT_TRUE(picture.ok()) << picture.error().userText;
    ASSERT_EQ(picture->width, 10);
    EXPECT_EQ(picture->pixel(0, 19)[0], sample.pixel(0, 0)[0]);
    EXPECT_EQ(picture->pixel(0, 0)[0], sample.pixel(19, 0)[0]);
}

TEST(WebpCodec, RefusesAnimationsAndLargePictures) {
    const auto sample = test::colourful(20, 10);
    const auto animated = image::decodePicture(extended(lossless(sample), 0x02, 20, 10, {}), {});
    ASSERT_FALSE(animated.ok());
    EXPECT_EQ(animated.error().code, ErrorCode::Unsupported);
    image::DecodeLimits limits;
    limits.maxPixels = 199;
    const auto large = image::decodePicture(lossless(sample), {}, limits);
    ASSERT_FALSE(large.ok());
    EXPECT_EQ(large.error().code, ErrorCode::TooLarge);
}

TEST(WebpCodec, SurvivesCutsAndChanges) {
    auto sample = test::colourful(61, 47);
    EXPECT_EQ(test::decodeMangled(lossless(sample), 97, 2), "");
    sample.rgba[3] = 9;
    EXPECT_EQ(test::decodeMangled(lossy(sample), 97, 2), "");
}

} // namespace
} // namespace orfeas
