// Text on analytic shapes: how much it adds and takes, where it may stand.
#include "core/print/emboss.h"

#include <cmath>

#include <gtest/gtest.h>

#include "core/mesh/mesh_facts.h"
#include "core/print/text_outline.h"
#include "tests/support/shapes.h"

namespace orfeas::print {
namespace {

using test::cube;
using test::sphere;

// What an odd number of outlines goes round.
double areaOf(const std::vector<std::vector<glm::dvec2>>& outlines) {
    double twice = 0.0;
    for (const auto& outline : outlines) {
        for (std::size_t i = 0; i < outline.size(); ++i) {
            const glm::dvec2 &a = outline[i], &b = outline[(i + 1) % outline.size()];
            twice += a.x * b.y - b.x * a.y;
        }
    }
    return std::abs(0.5 * twice);
}

EmbossSettings textOf(const char* text, double height = 6.0) {
    EmbossSettings settings;
    settings.text = text;
    settings.style.heightMm = height;
    return settings;
}

TEST(TextOutline, IsAsHighAsAskedAndAboutTheOrigin) {
    const auto outlines = textOutlines("H", {"Inter", true, 10.0});
    ASSERT_TRUE(outlines.ok()) << outlines.error().userText;
    double low = 1e9, high = -1e9;
    for (const auto& outline : *outlines) {
        for (const glm::dvec2& p : outline) {
            low = std::min(low, p.y);
            high = std::max(high, p.y);
        }
    }
    EXPECT_NEAR(high - low, 10.0, 0.05);
    EXPECT_NEAR(high + low, 0.0, 0.05);
}

TEST(TextOutline, ALetterWithAHoleHasTwoOutlines) {
    const auto outlines = textOutlines("O", {"Inter", true, 10.0});
    ASSERT_TRUE(outlines.ok());
    EXPECT_EQ(outlines->size(), 2u);
}

TEST(TextOutline, SaysWhatIsWrong) {
    EXPECT_EQ(textOutlines("", {}).error().code, ErrorCode::BadInput);
    EXPECT_EQ(textOutlines("   ", {}).error().code, ErrorCode::BadInput);
    EXPECT_EQ(textOutlines("\xff\xfe", {}).error().code, ErrorCode::BadInput);
    EXPECT_EQ(textOutlines("H", {"Inter", true, 0.0}).error().code, ErrorCode::BadInput);
}

TEST(Emboss, AddsTheAreaOfTheTextTimesItsDepth) {
    const auto outlines = textOutlines("Ab8", {"Inter", true, 6.0});
    ASSERT_TRUE(outlines.ok());
    for (const Side side : {Side::Front, Side::Back, Side::Left, Side::Right, Side::Top, Side::Bottom}) {
        EmbossSettings settings = textOf("Ab8");
        settings.side = side;
        settings.depthMm = 1.0;
        const auto made = embossed(cube(30.0f), settings, {});
        ASSERT_TRUE(made.ok()) << made.error().userText << made.error().detail;
        const mesh::MeshFacts facts = mesh::measure(*made);
        EXPECT_TRUE(facts.solid());
        EXPECT_NEAR(facts.volumeMm3 - 27000.0, areaOf(*outlines), 0.02 * areaOf(*outlines));
    }
}

TEST(Emboss, CutsInAsMuch) {
    EmbossSettings settings = textOf("Ab8");
    settings.depthMm = 1.0;
    settings.engraved = true;
    const auto made = embossed(cube(30.0f), settings, {});
    ASSERT_TRUE(made.ok()) << made.error().userText << made.error().detail;
    const double area = areaOf(*textOutlines("Ab8", settings.style));
    EXPECT_TRUE(mesh::measure(*made).solid());
    EXPECT_NEAR(27000.0 - mesh::measure(*made).volumeMm3, area, 0.02 * area);
    EXPECT_NEAR(mesh::boundingBox(*made).size().y, 30.0f, 1e-4);
}

TEST(Emboss, FollowsARoundSurface) {
    EmbossSettings settings = textOf("round", 5.0);
    settings.depthMm = 0.8;
    const mesh::Mesh ball = sphere(20.0f, 96);
    const auto made = embossed(ball, settings, {});
    ASSERT_TRUE(made.ok()) << made.error().userText << made.error().detail;
    EXPECT_TRUE(mesh::measure(*made).solid());
    const double area = areaOf(*textOutlines("round", settings.style));
    // Measured along Y, so the volume over a slanted place is as much as over a level one.
    EXPECT_NEAR(mesh::measure(*made).volumeMm3 - mesh::measure(ball).volumeMm3, 0.8 * area, 0.06 * area);
}

TEST(Emboss, RefusesTextBesideTheObject) {
    const auto made = embossed(cube(10.0f), textOf("much too long a text", 8.0), {});
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.error().code, ErrorCode::BadInput);
    EXPECT_NE(made.error().userText.find("beside"), std::string::npos);
}

TEST(Emboss, RefusesWhatIsNoSolid) {
    EXPECT_EQ(embossed(test::cubeWithHole(30.0f), textOf("A"), {}).error().code, ErrorCode::BadInput);
}

} // namespace
} // namespace orfeas::print
