#include "core/io/file_name.h"

#include <gtest/gtest.h>

namespace orfeas::io {
namespace {

TEST(ShownText, keepsWordsOfEveryScript) {
    EXPECT_EQ(shownText("größe 猫 🐈"), "größe 猫 🐈");
}

TEST(ShownText, replacesControlCharactersAndBrokenUtf8) {
    EXPECT_EQ(shownText("a\x1b[31mb\nc"), "a?[31mb?c");
    EXPECT_EQ(shownText("\xff\xc3"), "??");
    EXPECT_EQ(shownText("\xc0\xaf"), "??");      // overlong
    EXPECT_EQ(shownText("\xed\xa0\x80"), "???"); // surrogate
    EXPECT_EQ(shownText("\xc2\x9b"), "?");       // control character beyond ASCII
}

TEST(ShownText, cutsBetweenCharacters) {
    EXPECT_EQ(shownText("ää", 3), "ä…");
}

TEST(ShownName, isTheLastComponentInQuotes) {
    EXPECT_EQ(shownName("/a/b/cup.stl"), "\"cup.stl\"");
    EXPECT_EQ(shownName("/"), "\"/\"");
}

TEST(ShownBytes, roundsDownToOneDecimal) {
    EXPECT_EQ(shownBytes(0), "0 bytes");
    EXPECT_EQ(shownBytes(1023), "1023 bytes");
    EXPECT_EQ(shownBytes(1536), "1.5 kB");
    EXPECT_EQ(shownBytes(4ull << 30), "4 GB");
    EXPECT_EQ(shownBytes(UINT64_MAX).find("TB") != std::string::npos, true);
}

TEST(Counted, knowsOneAndMany) {
    EXPECT_EQ(counted(1, "triangle"), "1 triangle");
    EXPECT_EQ(counted(0, "triangle"), "0 triangles");
}

} // namespace
} // namespace orfeas::io
