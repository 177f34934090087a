#include "core/print/thickness.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "tests/core/print/print_shapes.h"
#include "tests/support/shapes.h"

namespace orfeas::print {
namespace {

std::vector<ThicknessSample> measured(const mesh::Mesh& mesh, ThicknessMethod method) {
    return sampleThickness(mesh, mesh::TriangleTree(mesh), method, 2000, {}).value();
}

TEST(Thickness, OfASphereShellIsThatOfItsWall) {
    for (const float wall : {0.3f, 1.0f, 3.0f}) {
        const mesh::Mesh shell = test::sphereShell(20.0f, wall, 96);
        for (const ThicknessSample& sample : measured(shell, ThicknessMethod::Sphere))
            ASSERT_NEAR(sample.thicknessMm, wall, 0.02 * wall) << wall;
    }
}

TEST(Thickness, OfAPlateIsItsHeightExceptAtItsRim) {
    const mesh::Mesh plate = test::plate(50.0f, 0.6f);
    std::size_t rim = 0;
    for (const ThicknessSample& sample : measured(plate, ThicknessMethod::Sphere)) {
        const bool isFlat = sample.point.z < 1e-4f || sample.point.z > 0.5999f;
        rim += !isFlat;
        // Seen from the rim the plate is as thick as it is wide.
        const double wanted = isFlat ? 0.6 : 50.0;
        ASSERT_NEAR(sample.thicknessMm, wanted, 0.02 * wanted);
    }
    EXPECT_LT(rim, 100u);
}

TEST(Thickness, OfAWedgeGrowsFromItsApex) {
    // A ball that touches both planes, s from the apex along one of them, has the diameter 2 s tan(angle / 2).
    const mesh::Mesh wedge = test::wedge(20.0, 30.0f, 40.0f);
    const double slope = 2.0 * std::tan(10.0 * std::numbers::pi / 180.0);
    std::size_t seen = 0;
    for (const ThicknessSample& sample : measured(wedge, ThicknessMethod::Sphere)) {
        const double s = std::hypot(sample.point.x, sample.point.z);
        // Away from the ends, where the ball would stand out of the wedge.
        if (s < 1.0 || s > 20.0 || sample.point.y < 6.0f || sample.point.y > 34.0f) continue;
        ++seen;
        ASSERT_NEAR(sample.thicknessMm, slope * s, 0.02 * slope * s);
    }
    EXPECT_GT(seen, 300u);
}

TEST(Thickness, OfACylinderIsItsDiameter) {
    const mesh::Mesh pin = test::cylinder(2.0f, 60.0f, 128);
    std::size_t seen = 0;
    for (const ThicknessSample& sample : measured(pin, ThicknessMethod::Sphere)) {
        if (sample.point.z < 1.0f || sample.point.z > 59.0f) continue;
        ++seen;
        ASSERT_NEAR(sample.thicknessMm, 4.0, 0.08);
    }
    EXPECT_GT(seen, 1500u);
}

TEST(Thickness, ByRaysAgreesWhereWallsAreParallel) {
    for (const ThicknessSample& sample : measured(test::sphereShell(20.0f, 1.0f, 64), ThicknessMethod::Ray))
        ASSERT_NEAR(sample.thicknessMm, 1.0, 0.02);
}

TEST(Thickness, TheEdgeOfABoxIsNotThin) {
    for (const ThicknessMethod method : {ThicknessMethod::Ray, ThicknessMethod::Sphere}) {
        for (const ThicknessSample& sample : measured(test::cube(10.0f), method))
            ASSERT_NEAR(sample.thicknessMm, 10.0, 0.01);
    }
}

TEST(Thickness, TheFieldHasAValuePerPoint) {
    const mesh::Mesh shell = test::sphereShell(20.0f, 1.0f, 32);
    const auto field = thicknessField(shell, ThicknessMethod::Sphere, {});
    ASSERT_TRUE(field.ok());
    ASSERT_EQ(field->size(), shell.positions.size());
    for (const float value : *field)
        EXPECT_NEAR(value, 1.0, 0.1);
}

TEST(Thickness, SamplesAreTheSameEveryTime) {
    const mesh::Mesh shell = test::sphereShell(20.0f, 1.0f, 32);
    const auto a = measured(shell, ThicknessMethod::Sphere);
    const auto b = measured(shell, ThicknessMethod::Sphere);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].triangle, b[i].triangle);
        EXPECT_EQ(a[i].thicknessMm, b[i].thicknessMm);
    }
}

} // namespace
} // namespace orfeas::print
