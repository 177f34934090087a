#include "core/vram/size_text.h"

#include <gtest/gtest.h>

namespace orfeas::vram {
namespace {

TEST(SizeText, readsWhatPeopleWrite) {
    for (const auto& [text, bytes] : {std::pair{"6GB", 6'000'000'000ull},
                                      {"2.5 G", 2'500'000'000ull},
                                      {"640mb", 640'000'000ull},
                                      {"1GiB", 1'073'741'824ull},
                                      {"4096", 4096ull}}) {
        const auto size = parseSize(text);
        ASSERT_TRUE(size.ok()) << text;
        EXPECT_EQ(*size, bytes) << text;
    }
}

TEST(SizeText, refusesWhatIsNoSize) {
    for (const char* text : {"", "GB", "-1GB", "0", "2,5GB", "6 apples", "nan", "inf GB", "1e30GB"})
        EXPECT_EQ(parseSize(text).ok() ? ErrorCode::Failed : parseSize(text).error().code,
                  ErrorCode::BadInput)
            << text;
}

TEST(SizeText, writesThemShort) {
    EXPECT_EQ(sizeText(2'500'000'000), "2.5 GB");
    EXPECT_EQ(sizeText(14'000'000'000), "14 GB");
    EXPECT_EQ(sizeText(640'000'000), "640 MB");
    EXPECT_EQ(sizeText(999'999'999), "1 GB");
    EXPECT_EQ(sizeText(12'000), "12 kB");
    EXPECT_EQ(sizeText(7), "7 bytes");
}

} // namespace
} // namespace orfeas::vram
