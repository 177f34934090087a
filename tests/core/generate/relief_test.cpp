#include "core/generate/relief.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/generate/relief_heights.h"
#include "core/mesh/mesh_facts.h"
#include "tests/contracts/generator_contract.h"

namespace orfeas::generate {
namespace {

TEST(LightCurve, transmittedLightIsLinearInTheWantedLuminance) {
    const LightCurve curve{0.8, 3.2, 1.1};
    EXPECT_NEAR(curve.thickness(0.0), 3.2, 1e-9);
    EXPECT_NEAR(curve.thickness(1.0), 0.8, 1e-9);
    const double darkest = curve.transmission(3.2), brightest = curve.transmission(0.8);
    double before = 10.0;
    for (int i = 0; i <= 100; ++i) {
        const double luminance = i / 100.0;
        const double thickness = curve.thickness(luminance);
        EXPECT_LT(thickness, before); // brighter is thinner, always
        before = thickness;
        EXPECT_NEAR((curve.transmission(thickness) - darkest) / (brightest - darkest), luminance, 1e-9);
    }
}

TEST(LightCurve, staysWithinItsWalls) {
    const LightCurve curve;
    EXPECT_EQ(curve.thickness(-1.0), curve.thickness(0.0));
    EXPECT_EQ(curve.thickness(7.0), curve.thickness(1.0));
}

// Dark on the left, bright on the right.
test::Subject ramp(bool sixteenBits) {
    test::Subject s = test::subject("ramp", 256, 128, [](int, int) { return 255; });
    auto picture = std::make_shared<image::Picture>(*s.picture);
    for (int y = 0; y < 128; ++y) {
        for (int x = 0; x < 256; ++x) {
            const std::size_t i = static_cast<std::size_t>(y) * 256 + static_cast<std::size_t>(x);
            for (std::size_t c = 0; c < 3; ++c)
                picture->rgba[4 * i + c] = static_cast<std::uint8_t>(sixteenBits ? 7 : x);
            if (sixteenBits) picture->luma16.push_back(static_cast<std::uint16_t>(x * 257));
        }
    }
    s.picture = picture;
    return s;
}

mesh::Mesh relief(const test::Subject& subject, const std::vector<std::string>& settings) {
    const ReliefGenerator generator;
    auto outcome = generator.run(test::request(generator, subject, "draft", settings), {}, {});
    ORFEAS_ASSERT(outcome.ok());
    return *outcome->mesh;
}

// Height of a lying plate at y = 0 and x (as a share of its width).
float topNear(const mesh::Mesh& m, float share) {
    const mesh::Box box = mesh::boundingBox(m);
    const glm::vec2 at(box.lower.x + share * box.size().x, 0.013f);
    float top = 0.0f;
    for (const glm::uvec3& t : m.triangles) {
        const glm::vec3 a = m.positions[t.x], b = m.positions[t.y], c = m.positions[t.z];
        const float area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
        if (area <= 1e-6f) continue;
        const float v = ((at.x - a.x) * (c.y - a.y) - (c.x - a.x) * (at.y - a.y)) / area;
        const float w = ((b.x - a.x) * (at.y - a.y) - (at.x - a.x) * (b.y - a.y)) / area;
        if (v >= 0.0f && w >= 0.0f && v + w <= 1.0f)
            top = std::max(top, a.z + v * (b.z - a.z) + w * (c.z - a.z));
    }
    return top;
}

TEST(Relief, brightStandsOutAndInvertTurnsItRound) {
    const std::vector<std::string> plain{"frame=false", "pose=lying", "base=2", "height=4"};
    const mesh::Mesh m = relief(ramp(false), plain);
    EXPECT_NEAR(topNear(m, 0.05f), 2.4, 0.3);
    EXPECT_NEAR(topNear(m, 0.5f), 4.2, 0.3);
    EXPECT_NEAR(topNear(m, 0.95f), 6.0, 0.3);
    std::vector<std::string> turned = plain;
    turned.push_back("invert=true");
    EXPECT_GT(topNear(relief(ramp(false), turned), 0.05f), 5.5);
}

TEST(Relief, sixteenBitLumaIsUsedWhereThereIsOne) {
    const mesh::Mesh m = relief(ramp(true), {"frame=false", "pose=lying", "base=2", "height=4"});
    EXPECT_NEAR(topNear(m, 0.5f), 4.2, 0.3);
}

TEST(Relief, lithophaneWallsKeepTheirLimits) {
    const mesh::Mesh m = relief(ramp(false), {"mode=lithophane", "frame=false", "pose=lying"});
    EXPECT_NEAR(mesh::boundingBox(m).size().z, 3.2, 0.05);
    EXPECT_GT(topNear(m, 0.05f), 3.0);
    EXPECT_LT(topNear(m, 0.97f), 1.2);
}

TEST(Relief, standingPlateFacesTheViewer) {
    const mesh::Mesh m = relief(ramp(false), {});
    const glm::vec3 size = mesh::boundingBox(m).size();
    EXPECT_NEAR(size.x, 80.0, 1e-3);
    EXPECT_LT(size.y, 8.0);
    EXPECT_GT(size.z, 35.0);
}

TEST(Relief, flatPicturesTakeFewTriangles) {
    const test::Subject flat = [] {
        test::Subject s = test::subject("flat", 200, 200, [](int, int) { return 255; });
        auto picture = std::make_shared<image::Picture>(*s.picture);
        std::fill(picture->rgba.begin(), picture->rgba.end(), std::uint8_t(128));
        s.picture = picture;
        return s;
    }();
    EXPECT_LT(relief(flat, {"frame=false"}).triangles.size(), 4000u);
}

} // namespace
} // namespace orfeas::generate
