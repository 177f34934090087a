#include "core/io/number_text.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>

namespace orfeas::io {
namespace {

TEST(NumberText, everyFloatReadsBackAsTheSameBits) {
    std::uint32_t bits = 1;
    for (int i = 0; i < 200'000; ++i) {
        bits = bits * 1664525u + 1013904223u;
        const float value = std::bit_cast<float>(bits);
        if (!std::isfinite(value)) continue;
        std::string text;
        appendNumber(text, value);
        const auto back = parseFloat(text);
        ASSERT_TRUE(back.has_value()) << text;
        ASSERT_EQ(std::bit_cast<std::uint32_t>(*back), bits) << text;
    }
}

TEST(ParseFloat, acceptsWhatFilesHold) {
    EXPECT_EQ(parseFloat("+1.5"), 1.5f);
    EXPECT_EQ(parseFloat("1."), 1.0f);
    EXPECT_EQ(parseFloat(".5e1"), 5.0f);
    EXPECT_EQ(parseFloat("-1,25"), -1.25f);
    EXPECT_EQ(parseFloat("1,5e-2"), 0.015f);
    EXPECT_TRUE(std::isnan(parseFloat("nan").value()));
    EXPECT_TRUE(std::isinf(parseFloat("-inf").value()));
}

TEST(ParseFloat, roundsWhatNoFloatHolds) {
    EXPECT_TRUE(std::isinf(parseFloat("1e40").value()));
    EXPECT_TRUE(std::isinf(parseFloat("1e999").value()));
    EXPECT_EQ(parseFloat("1e-60"), 0.0f);
    EXPECT_EQ(parseFloat("-1e-999"), 0.0f);
}

TEST(ParseFloat, refusesTheRest) {
    for (const char* text : {"", "+", "-", "+-1", "1x", "x", "1 2", "1,2,3", ",", "0x10", "--1"}) {
        EXPECT_FALSE(parseFloat(text).has_value()) << text;
    }
}

TEST(ParseInteger, fillsTheWholeText) {
    EXPECT_EQ(parseInteger<int>("+12"), 12);
    EXPECT_EQ(parseInteger<int>("-3"), -3);
    EXPECT_FALSE(parseInteger<int>("12a").has_value());
    EXPECT_FALSE(parseInteger<std::uint32_t>("4294967296").has_value());
    EXPECT_FALSE(parseInteger<std::uint32_t>("-1").has_value());
}

} // namespace
} // namespace orfeas::io
