// For builds without the picture libraries.
#include <gtest/gtest.h>

#include "core/image/picture_file.h"
#include "sample_pictures.h"

namespace orfeas {
namespace {

TEST(CodecsAbsent, SayWhatThisBuildReads) {
    for (const char* head : {"\x89PNG\r\n\x1a\n", "\xff\xd8\xff\xe0", "RIFF....WEBPVP8 "}) {
        const auto outcome = image::decodePicture(test::bytesOf(head), {});
        ASSERT_FALSE(outcome.ok());
        EXPECT_EQ(outcome.error().code, ErrorCode::Unsupported);
        EXPECT_NE(outcome.error().userText.find("reads only BMP"), std::string::npos);
    }
}

TEST(CodecsAbsent, StillWritePng) {
    const auto png = image::encodePng(test::colourful(300, 70));
    ASSERT_TRUE(png.ok());
    EXPECT_GT(png->size(), std::size_t{300 * 70 * 4});
    EXPECT_EQ(std::to_integer<int>((*png)[1]), 'P');
}

} // namespace
} // namespace orfeas
