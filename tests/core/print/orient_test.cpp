#include "core/print/orient.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "core/print/hull3.h"
#include "tests/core/print/print_shapes.h"
#include "tests/support/shapes.h"

namespace orfeas::print {
namespace {

const Profile& filament() {
    return builtInProfiles().front();
}

double volumeOf(const Hull3& hull) {
    double six = 0.0;
    for (const auto& f : hull.faces)
        six += glm::dot(hull.points[f[0]], glm::cross(hull.points[f[1]], hull.points[f[2]]));
    return six / 6.0;
}

TEST(Hull3, OfABoxIsTheBoxAndOfABallNearlyTheBall) {
    EXPECT_NEAR(volumeOf(convexHull(test::block({3, 4, 5}))), 60.0, 1e-9);
    EXPECT_NEAR(volumeOf(convexHull(test::table(30.0f, 10.0f))),
                14.0 * 0.0 + 30.0 * 30.0 * 4.0 + 10.0 / 3.0 * (900.0 + 100.0 + 300.0), 1e-3);
    EXPECT_NEAR(volumeOf(convexHull(test::sphere(10.0f, 24))), 4.0 / 3.0 * std::numbers::pi * 1000.0, 60.0);
    EXPECT_TRUE(convexHull(mesh::Mesh{}).faces.empty());
    mesh::Mesh flat;
    flat.positions = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}};
    flat.triangles = {{0, 1, 2}, {0, 2, 3}};
    EXPECT_TRUE(convexHull(flat).faces.empty());
}

TEST(Orient, LaysATableOnItsTop) {
    const auto ways = findOrientations(test::table(30.0f, 10.0f), filament(), 10, {});
    ASSERT_TRUE(ways.ok());
    const Orientation& best = ways->front();
    EXPECT_NEAR(best.down.z, 1.0, 1e-9);
    EXPECT_NEAR(best.contactMm2, 900.0, 1e-3);
    EXPECT_NEAR(best.overhangMm2, 0.0, 1e-6);
    EXPECT_NEAR(best.heightMm, 14.0, 1e-6);
    EXPECT_TRUE(best.isStable);
}

TEST(Orient, LaysARodDownAndLeavesACubeAsItStands) {
    const auto rod = findOrientations(test::block({10, 10, 100}), filament(), 4, {});
    EXPECT_NEAR(rod->front().down.z, 0.0, 1e-9);
    EXPECT_NEAR(rod->front().heightMm, 10.0, 1e-6);
    const auto cube = findOrientations(test::cube(20.0f), filament(), 4, {});
    EXPECT_NEAR(cube->front().down.z, -1.0, 1e-9);
    EXPECT_EQ(cube->front().turn, glm::dmat3(1.0));
}

TEST(Orient, PutsAPyramidOnItsBaseHoweverItStands) {
    const mesh::Mesh upside = test::insideOut(test::pyramid(30.0f, -25.0f));
    const auto ways = findOrientations(upside, filament(), 10, {});
    EXPECT_NEAR(ways->front().down.z, 1.0, 1e-9);
    EXPECT_NEAR(ways->front().contactMm2, 900.0, 1e-3);
}

TEST(Orient, SeesThatAShapeTips) {
    const Orientation leaning =
        judgeOrientation(test::leaningBlock(10.0f, 40.0f, 30.0f), filament(), {0, 0, -1});
    EXPECT_FALSE(leaning.isStable);
    EXPECT_TRUE(judgeOrientation(test::cube(10.0f), filament(), {0, 0, -1}).isStable);
}

TEST(Orient, TurnsTheShortestWay) {
    for (const glm::dvec3& down :
         {glm::dvec3(1, 2, 3), glm::dvec3(0, 0, 5), glm::dvec3(0, 0, -1), glm::dvec3(-1, 0, 0)}) {
        const glm::dmat3 turn = turnToBed(down);
        const glm::dvec3 now = turn * glm::normalize(down);
        EXPECT_NEAR(now.z, -1.0, 1e-12);
        EXPECT_NEAR(glm::determinant(turn), 1.0, 1e-12);
    }
}

TEST(Orient, IsStopped) {
    std::stop_source source;
    source.request_stop();
    EXPECT_FALSE(
        findOrientations(test::cube(10.0f), filament(), 3, jobs::JobContext(source.get_token(), {})).ok());
}

} // namespace
} // namespace orfeas::print
