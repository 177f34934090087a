#include "core/print/reshape.h"

#include <cmath>

#include <gtest/gtest.h>

#include "core/mesh/mesh_facts.h"
#include "core/print/thicken.h"
#include "tests/support/shapes.h"

namespace orfeas::print {
namespace {

using test::cube;
using test::insideOut;
using test::merged;
using test::moved;
using test::sphere;

double volume(const mesh::Mesh& mesh) {
    return mesh::measure(mesh).volumeMm3;
}

template <typename T>
T taken(Result<T> result) {
    EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().userText + " " + result.error().detail);
    return result.ok() ? *std::move(result) : T{};
}

TEST(Reshape, ScalesAboutTheMiddleOfTheBase) {
    const mesh::Mesh big = scaledToLongest(cube(10.0f), 25.0);
    EXPECT_NEAR(volume(big), 15625.0, 0.1);
    EXPECT_FLOAT_EQ(mesh::boundingBox(big).lower.z, 0.0f);
    EXPECT_NEAR(mesh::boundingBox(scaledToHeight(cube(10.0f), 3.0)).size().x, 3.0f, 1e-5);
}

TEST(Reshape, MirrorsWithTheOutsideOutside) {
    for (int axis = 0; axis < 3; ++axis) {
        const mesh::Mesh out = mirrored(sphere(5.0f), axis);
        EXPECT_TRUE(mesh::measure(out).solid());
        EXPECT_NEAR(volume(out), volume(sphere(5.0f)), 1e-3);
    }
}

TEST(Reshape, DropsToTheBed) {
    EXPECT_FLOAT_EQ(mesh::boundingBox(droppedToBed(sphere(5.0f))).lower.z, 0.0f);
}

TEST(Reshape, SplitsPartsAndKeepsCavitiesWithThem) {
    const mesh::Mesh hollow = merged(cube(30.0f), insideOut(moved(cube(10.0f), {10, 10, 10})));
    const std::vector<mesh::Mesh> parts = splitToParts(merged(hollow, moved(cube(5.0f), {50, 0, 0})));
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_NEAR(volume(parts[0]), 26000.0, 0.1);
    EXPECT_NEAR(volume(parts[1]), 125.0, 0.01);
}

TEST(Reshape, CutsInTwoSolids) {
    const CutPieces pieces = taken(cutByPlane(cube(20.0f), {{0, 0, 2.0}, 5.0}, {}, {}));
    EXPECT_TRUE(mesh::measure(pieces.below).solid());
    EXPECT_TRUE(mesh::measure(pieces.above).solid());
    EXPECT_NEAR(volume(pieces.below), 2000.0, 0.01);
    EXPECT_NEAR(volume(pieces.above), 6000.0, 0.01);
    const CutPieces oblique = taken(cutByPlane(cube(20.0f), {{1, 1, 1}, 30.0 / std::sqrt(3.0)}, {}, {}));
    EXPECT_NEAR(volume(oblique.below), 4000.0, 0.05);
}

TEST(Reshape, CutsWithPegsThatFitTheirHoles) {
    Pegs pegs;
    pegs.count = 2;
    const CutPieces pieces = taken(cutByPlane(cube(40.0f), {{0, 0, 1}, 20.0}, pegs, {}));
    ASSERT_EQ(pieces.pegs, 2);
    const double polygon = 48.0 / 2.0 * std::sin(2.0 * 3.14159265358979 / 48.0);
    EXPECT_NEAR(volume(pieces.below), 32000.0 + 2.0 * polygon * 4.0 * 3.0, 0.5);
    EXPECT_NEAR(volume(pieces.above), 32000.0 - 2.0 * polygon * 2.15 * 2.15 * 3.15, 0.5);
    EXPECT_TRUE(mesh::measure(pieces.below).solid());
    EXPECT_TRUE(mesh::measure(pieces.above).solid());
}

TEST(Reshape, CutsAFlatBase) {
    const mesh::Mesh ball = taken(withFlatBase(sphere(10.0f, 48), 2.0, {}));
    EXPECT_TRUE(mesh::measure(ball).solid());
    EXPECT_FLOAT_EQ(mesh::boundingBox(ball).lower.z, -8.0f);
    const double cap = 3.14159265 * 4.0 * (30.0 - 2.0) / 3.0;
    EXPECT_NEAR(volume(ball), volume(sphere(10.0f, 48)) - cap, 0.02 * cap + 2.0);
}

TEST(Reshape, HollowsToTheWallThickness) {
    const mesh::Mesh hollow = taken(hollowed(cube(40.0f), {3.0, 0, 4.0, 200'000}, {}));
    EXPECT_TRUE(mesh::measure(hollow).solid());
    EXPECT_NEAR(volume(hollow), 64000.0 - 34.0 * 34.0 * 34.0, 0.02 * 24696.0);
    const mesh::Mesh ball = taken(hollowed(sphere(20.0f, 64), {2.0, 0, 4.0, 200'000}, {}));
    const double shell = 4.0 / 3.0 * 3.14159265 * (8000.0 - 5832.0);
    EXPECT_NEAR(volume(ball), shell, 0.02 * shell);
}

TEST(Reshape, DrainHolesOpenTheCavity) {
    const mesh::Mesh closed = taken(hollowed(cube(40.0f), {3.0, 0, 4.0, 200'000}, {}));
    const mesh::Mesh drained = taken(hollowed(cube(40.0f), {3.0, 1, 4.0, 200'000}, {}));
    EXPECT_TRUE(mesh::measure(drained).solid());
    EXPECT_EQ(mesh::measure(drained).parts, 1u);
    const double polygon = 32.0 / 2.0 * std::sin(2.0 * 3.14159265358979 / 32.0);
    EXPECT_NEAR(volume(closed) - volume(drained), polygon * 4.0 * 3.0, 2.0);
    EXPECT_EQ(hollowed(cube(4.0f), {3.0, 0, 4.0, 1000}, {}).ok(), false);
}

TEST(Reshape, SimplifiesWithinTheBound) {
    const mesh::Mesh simple = taken(simplified(sphere(20.0f, 64), 1000, 0.0, {}));
    EXPECT_LE(simple.triangles.size(), 1001u);
    EXPECT_TRUE(mesh::measure(simple).solid());
    EXPECT_NEAR(volume(simple), volume(sphere(20.0f, 64)), 0.02 * volume(simple));
}

TEST(Reshape, SmoothsWithoutLosingVolume) {
    const mesh::Mesh out = taken(smoothed(sphere(20.0f, 32), 10, {}));
    EXPECT_NEAR(volume(out), volume(sphere(20.0f, 32)), 0.5);
}

TEST(Reshape, RemeshesFromVoxels) {
    const mesh::Mesh out = taken(voxelRemeshed(sphere(20.0f, 48), 0.5, {}));
    EXPECT_TRUE(mesh::measure(out).solid());
    EXPECT_NEAR(volume(out), volume(sphere(20.0f, 48)), 0.005 * volume(out));
}

TEST(Reshape, CombinesSolids) {
    const mesh::Mesh a = cube(10.0f), b = moved(cube(10.0f), {5, 5, 5});
    EXPECT_NEAR(volume(taken(combined(a, b, BooleanOperation::Union, {}))), 1875.0, 0.01);
    EXPECT_NEAR(volume(taken(combined(a, b, BooleanOperation::Difference, {}))), 875.0, 0.01);
    EXPECT_NEAR(volume(taken(combined(a, b, BooleanOperation::Intersection, {}))), 125.0, 0.01);
    EXPECT_FALSE(combined(a, moved(a, {50, 0, 0}), BooleanOperation::Intersection, {}).ok());
    EXPECT_FALSE(combined(test::cubeWithHole(), a, BooleanOperation::Union, {}).ok());
}

TEST(Thicken, FindsAndThickensThinWallsOnly) {
    EXPECT_EQ(taken(findThinWalls(cube(20.0f), 1.0, {})).areaShare, 0.0);
    mesh::Mesh plate = cube(30.0f);
    for (glm::vec3& p : plate.positions)
        p.z *= 0.01f;
    EXPECT_GT(taken(findThinWalls(plate, 1.0, {})).areaShare, 0.9);
    const auto thick = taken(thickened(plate, 1.0, 2.0, 200'000, {}));
    ASSERT_TRUE(thick.has_value());
    EXPECT_NEAR(mesh::boundingBox(*thick).size().z, 2.0f, 0.1f);
}

} // namespace
} // namespace orfeas::print
