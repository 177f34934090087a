#include "core/image/picture_file.h"

#include <fstream>

#include <gtest/gtest.h>

#include "sample_pictures.h"
#include "tests/support/temporary_folder.h"

namespace orfeas {
namespace {

using test::bytesOf;

void write(const std::filesystem::path& file, const test::Bytes& bytes) {
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

ErrorCode codeOf(const Result<image::Picture>& outcome) {
    EXPECT_FALSE(outcome.ok());
    return outcome.ok() ? ErrorCode::Failed : outcome.error().code;
}

TEST(LoadPicture, ReadsFromAPathWithForeignLettersWhateverTheExtension) {
    const test::TemporaryFolder folder;
    const auto sample = test::colourful(9, 5);
    const auto file = folder / std::filesystem::path(u8"näme with späces и кириллица 猫.png");
    write(file, test::bmpOf(sample));
    const auto picture = image::loadPicture(file, {});
    ASSERT_TRUE(picture.ok()) << picture.error().userText;
    EXPECT_EQ(test::largestDifference(*picture, sample), 0);
    EXPECT_FALSE(picture->hasAlpha);
    EXPECT_TRUE(picture->luma16.empty());
}

TEST(LoadPicture, SaysWhatIsWrongWithThePath) {
    const test::TemporaryFolder folder;
    EXPECT_EQ(codeOf(image::loadPicture(folder / "absent.png", {})), ErrorCode::NotFound);
    EXPECT_EQ(codeOf(image::loadPicture(folder.path(), {})), ErrorCode::BadInput);
    EXPECT_EQ(codeOf(image::loadPicture("/dev/null", {})), ErrorCode::BadInput);
    write(folder / "empty.jpg", {});
    const auto empty = image::loadPicture(folder / "empty.jpg", {});
    EXPECT_EQ(codeOf(empty), ErrorCode::BadInput);
    EXPECT_EQ(empty.error().userText, "the file is empty");
}

TEST(LoadPicture, RefusesFilesBeyondTheLimit) {
    const test::TemporaryFolder folder;
    write(folder / "a.bmp", test::bmpOf(test::colourful(40, 40)));
    image::DecodeLimits limits;
    limits.maxFileBytes = 1000;
    EXPECT_EQ(codeOf(image::loadPicture(folder / "a.bmp", {}, limits)), ErrorCode::TooLarge);
}

TEST(DecodePicture, TellsTextAndForeignKindsApart) {
    EXPECT_EQ(codeOf(image::decodePicture({}, {})), ErrorCode::BadInput);
    EXPECT_EQ(codeOf(image::decodePicture(bytesOf("just some words"), {})), ErrorCode::BadInput);
    EXPECT_EQ(codeOf(image::decodePicture(bytesOf("BM is how this text begins"), {})), ErrorCode::BadInput);
    const auto gif = image::decodePicture(bytesOf("GIF89a......"), {});
    EXPECT_EQ(codeOf(gif), ErrorCode::Unsupported);
    EXPECT_NE(gif.error().userText.find("GIF"), std::string::npos);
}

TEST(DecodePicture, LooksAtTheContent) {
    EXPECT_TRUE(image::looksLikePicture(test::bmpOf(test::colourful(2, 2))));
    EXPECT_TRUE(image::looksLikePicture(bytesOf("\x89PNG\r\n\x1a\n")));
    EXPECT_TRUE(image::looksLikePicture(bytesOf("RIFF....WEBPVP8 ")));
    EXPECT_FALSE(image::looksLikePicture(bytesOf("RIFF....WAVEfmt ")));
    EXPECT_FALSE(image::looksLikePicture({}));
}

TEST(DecodePicture, StopsWhenAskedBefore) {
    std::stop_source stop;
    stop.request_stop();
    const jobs::JobContext context(stop.get_token(), {});
    EXPECT_EQ(codeOf(image::decodePicture(test::bmpOf(test::colourful(4, 4)), context)),
              ErrorCode::Cancelled);
}

TEST(DecodePicture, StopsWhenAskedBetweenRows) {
    std::stop_source stop;
    int reports = 0;
    const jobs::JobContext context(stop.get_token(), [&](const jobs::Progress& progress) {
        EXPECT_LT(progress.fraction, 0.5);
        ++reports;
        stop.request_stop();
    });
    EXPECT_EQ(codeOf(image::decodePicture(test::bmpOf(test::colourful(8, 2000)), context)),
              ErrorCode::Cancelled);
    EXPECT_EQ(reports, 1);
}

} // namespace
} // namespace orfeas
