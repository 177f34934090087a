#include "core/generate/extrude.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/generate/auto_generator.h"
#include "core/mesh/mesh_facts.h"
#include "tests/contracts/generator_contract.h"

namespace orfeas::generate {
namespace {

mesh::Mesh extruded(const test::Subject& subject, const std::vector<std::string>& settings) {
    const ExtrudeGenerator generator;
    auto outcome = generator.run(test::request(generator, subject, "normal", settings), {}, {});
    ORFEAS_ASSERT(outcome.ok());
    return *outcome->mesh;
}

// A disc of three flat colours: halves, and a small square in the middle.
test::Subject logo() {
    test::Subject s = test::discSubject(300, 140);
    auto picture = std::make_shared<image::Picture>(*s.picture);
    for (int y = 0; y < 300; ++y) {
        for (int x = 0; x < 300; ++x) {
            std::uint8_t* p = picture->rgba.data() + 4 * (y * 300 + x);
            const bool square = std::abs(x - 150) < 40 && std::abs(y - 150) < 40;
            p[0] = square ? 250 : y < 180 ? 20 : 240;
            p[1] = square ? 240 : y < 180 ? 60 : 40;
            p[2] = square ? 230 : y < 180 ? 200 : 40;
        }
    }
    s.picture = picture;
    return s;
}

TEST(Extrude, volumeIsAreaTimesThickness) {
    const mesh::Mesh m = extruded(test::discSubject(300, 140), {"colors=1", "edge=sharp", "thickness=5"});
    EXPECT_NEAR(mesh::measure(m).volumeMm3 / (std::numbers::pi * 40.0 * 40.0 * 5.0), 1.0, 0.004);
}

TEST(Extrude, coloursBecomeSteps) {
    const mesh::Mesh m = extruded(logo(), {"edge=sharp", "thickness=3", "step=1", "plate=false"});
    EXPECT_NEAR(mesh::boundingBox(m).size().z, 5.0, 1e-3);
    // Blue is the most spread and lies lowest, then red, then the square; their areas are known.
    const double scale = 80.0 / 280.0;
    const double disc = std::numbers::pi * 140 * 140, square = 79.0 * 79.0;
    const double angle = std::acos(30.0 / 140.0);
    const double redWithoutSquare = 140 * 140 * angle - 30.0 * 140 * std::sin(angle) - 79.0 * 10.0;
    const double expected = (disc * 3.0 + (redWithoutSquare + square) * 1.0 + square * 1.0) * scale * scale;
    EXPECT_NEAR(mesh::measure(m).volumeMm3 / expected, 1.0, 0.02);
}

TEST(Extrude, edgesTakeAwayWhatTheyShould) {
    const test::Subject disc = test::discSubject(300, 140);
    const double sharp = mesh::measure(extruded(disc, {"colors=1", "edge=sharp"})).volumeMm3;
    const double chamfer =
        mesh::measure(extruded(disc, {"colors=1", "edge=chamfer", "edge-width=1"})).volumeMm3;
    const double rounded =
        mesh::measure(extruded(disc, {"colors=1", "edge=rounded", "edge-width=1"})).volumeMm3;
    const double around = 2 * std::numbers::pi * 40.0;
    EXPECT_NEAR(sharp - chamfer, 0.5 * around, 0.05 * around);
    EXPECT_NEAR(sharp - rounded, (1 - std::numbers::pi / 4) * around, 0.05 * around);
}

TEST(Extrude, plateReachesBeyondTheOutline) {
    const mesh::Mesh m = extruded(test::ringSubject(200), {"plate=true", "plate-margin=4", "colors=1"});
    EXPECT_EQ(mesh::measure(m).parts, 1u);
    EXPECT_NEAR(mesh::boundingBox(m).size().x, 80.0, 1e-3);
}

TEST(AutoGenerator, choosesByWhatThePictureIs) {
    EXPECT_EQ(chooseGenerator(*logo().picture, *logo().cutout).generator->name(), "extrude");
    const test::Subject shaded = test::discSubject(200, 80);
    const GeneratorChoice figure = chooseGenerator(*shaded.picture, *shaded.cutout);
    EXPECT_EQ(figure.generator->name(), "inflate");
    EXPECT_FALSE(figure.why.empty());
    const test::Subject photo = test::subject("photo", 200, 150, [](int, int) { return 255; });
    EXPECT_EQ(chooseGenerator(*photo.picture, *photo.cutout).generator->name(), "relief");
}

TEST(AutoGenerator, saysWhatItChose) {
    const AutoGenerator automatic;
    const auto outcome = automatic.run(test::request(automatic, test::discSubject(100, 40), "draft"), {}, {});
    ASSERT_TRUE(outcome.ok());
    EXPECT_NE(outcome->how.find("Inflated from the outline"), std::string::npos);
    EXPECT_NE(outcome->how.find("chosen because"), std::string::npos);
}

} // namespace
} // namespace orfeas::generate
