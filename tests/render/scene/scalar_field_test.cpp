#include "render/scene/scalar_field.h"

#include <cmath>
#include <limits>

#include <glm/geometric.hpp>
#include <gtest/gtest.h>

namespace orfeas::render {
namespace {

float luminance(glm::vec3 srgb) {
    const auto linear = [](float c) {
        return c <= 0.04045f ? c / 12.92f : std::pow((c + 0.055f) / 1.055f, 2.4f);
    };
    return 0.2126f * linear(srgb.r) + 0.7152f * linear(srgb.g) + 0.0722f * linear(srgb.b);
}

TEST(ScalarField, SequentialMapsGetLighterAllTheWay) {
    for (const ColourMap map : {ColourMap::Sequential, ColourMap::Heat}) {
        float before = -1.0f;
        for (int i = 0; i <= 64; ++i) {
            const float now = luminance(colourAt(map, static_cast<float>(i) / 64.0f));
            EXPECT_GT(now, before) << static_cast<int>(map) << " at " << i;
            before = now;
        }
    }
}

TEST(ScalarField, TheDivergingMapIsLightestInTheMiddleAndEvenOnBothSides) {
    float before = 2.0f;
    for (int i = 0; i <= 32; ++i) {
        const float off = 0.5f * static_cast<float>(i) / 32.0f;
        const float low = luminance(colourAt(ColourMap::Diverging, 0.5f - off));
        const float high = luminance(colourAt(ColourMap::Diverging, 0.5f + off));
        EXPECT_LT(low, before);
        EXPECT_NEAR(std::cbrt(low), std::cbrt(high), 0.08f) << "at " << off;
        before = low;
    }
    EXPECT_GT(colourAt(ColourMap::Diverging, 0.0f).b, colourAt(ColourMap::Diverging, 0.0f).r);
    EXPECT_GT(colourAt(ColourMap::Diverging, 1.0f).r, colourAt(ColourMap::Diverging, 1.0f).b);
}

TEST(ScalarField, ColoursHaveNoStepsButThoseOfTheVerdict) {
    for (const ColourMap map : {ColourMap::Sequential, ColourMap::Diverging, ColourMap::Heat}) {
        for (int i = 0; i < 256; ++i) {
            const float t = static_cast<float>(i) / 256.0f;
            EXPECT_LT(glm::distance(colourAt(map, t), colourAt(map, t + 1.0f / 256.0f)), 0.08f);
        }
    }
    EXPECT_EQ(colourAt(ColourMap::Verdict, 0.0f), colourAt(ColourMap::Verdict, 0.33f));
    EXPECT_NE(colourAt(ColourMap::Verdict, 0.33f), colourAt(ColourMap::Verdict, 0.34f));
    EXPECT_EQ(colourAt(ColourMap::Verdict, 0.67f), colourAt(ColourMap::Verdict, 1.0f));
}

TEST(ScalarField, OddPositionsAreClamped) {
    EXPECT_EQ(colourAt(ColourMap::Heat, -3.0f), colourAt(ColourMap::Heat, 0.0f));
    EXPECT_EQ(colourAt(ColourMap::Heat, 9.0f), colourAt(ColourMap::Heat, 1.0f));
    EXPECT_EQ(colourAt(ColourMap::Heat, std::numeric_limits<float>::quiet_NaN()),
              colourAt(ColourMap::Heat, 0.0f));
}

TEST(ScalarField, ValuesFindTheirPlace) {
    ScalarField field;
    field.lower = 1.0f;
    field.upper = 3.0f;
    EXPECT_FLOAT_EQ(mapPosition(field, 2.5f), 0.75f);
    EXPECT_FLOAT_EQ(mapPosition(field, -9.0f), 0.0f);
    field.reversed = true;
    EXPECT_FLOAT_EQ(mapPosition(field, 2.5f), 0.25f);
    field.upper = field.lower;
    EXPECT_FLOAT_EQ(mapPosition(field, 7.0f), 0.5f);
}

TEST(ScalarField, TheVerdictSplitsAtTheThresholds) {
    ScalarField field;
    field.map = ColourMap::Verdict;
    field.lower = 0.8f;
    field.upper = 1.2f;
    const auto colour = [&](float v) { return colourAt(field.map, mapPosition(field, v)); };
    EXPECT_GT(colour(0.5f).r, colour(0.5f).g) << "too thin is red";
    EXPECT_GT(colour(2.0f).g, colour(2.0f).r) << "thick enough is green";
    EXPECT_NE(colour(0.79f), colour(0.8f));
    EXPECT_EQ(colour(1.2f), colour(5.0f));
    field.reversed = true;
    EXPECT_GT(colour(2.0f).r, colour(2.0f).g) << "more is worse";
    EXPECT_EQ(colour(0.8f), colour(0.0f));
}

} // namespace
} // namespace orfeas::render
