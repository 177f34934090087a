#include "core/mesh/signed_distance.h"

#include <gtest/gtest.h>

#include <random>

#include <glm/geometric.hpp>

#include "core/mesh/mesh_facts.h"
#include "tests/support/shapes.h"

namespace orfeas::mesh {
namespace {

double boxDistance(const glm::dvec3& p, double side) {
    const glm::dvec3 q = glm::abs(p - 0.5 * side) - 0.5 * side;
    const double inside = std::min(std::max({q.x, q.y, q.z}), 0.0);
    return glm::length(glm::max(q, glm::dvec3(0.0))) + inside;
}

TEST(SignedDistance, ofACubeIsTheFormula) {
    const SignedDistance cube(test::cube(10));
    std::mt19937 random(3);
    std::uniform_real_distribution<double> anywhere(-8.0, 18.0);
    for (int i = 0; i < 20'000; ++i) {
        const glm::dvec3 p(anywhere(random), anywhere(random), anywhere(random));
        ASSERT_NEAR(cube.at(p).distance, boxDistance(p, 10.0), 1e-9) << p.x << " " << p.y << " " << p.z;
    }
}

// Above a corner the nearest triangles face away: only the weighted normal of the corner tells the side.
TEST(SignedDistance, cornersAndEdgesTellTheSide) {
    Mesh spike;
    spike.positions = {{0, 0, 0}, {10, 0, 0}, {0, 10, 0}, {-20, -20, 1}};
    spike.triangles = {{0, 2, 1}, {0, 1, 3}, {1, 2, 3}, {2, 0, 3}};
    if (mesh::measure(spike).volumeMm3 < 0) spike = test::insideOut(spike);
    const SignedDistance surface(spike);
    EXPECT_GT(surface.at({-20.5, -20.5, 1.2}).distance, 0.0);
    EXPECT_GT(surface.at({-21, -20, 0.5}).distance, 0.0);
    EXPECT_GT(surface.at({12, -1, 0}).distance, 0.0);
}

TEST(SignedDistance, aSoupOfTrianglesIsAsGoodAsAMesh) {
    const Mesh sphere = test::sphere(10, 24);
    Mesh soup;
    for (const glm::uvec3& t : sphere.triangles) {
        const auto first = static_cast<std::uint32_t>(soup.positions.size());
        for (int k = 0; k < 3; ++k)
            soup.positions.push_back(sphere.positions[t[k]]);
        soup.triangles.emplace_back(first, first + 1, first + 2);
    }
    const SignedDistance a(sphere);
    const SignedDistance b(soup);
    std::mt19937 random(5);
    std::uniform_real_distribution<double> anywhere(-12.0, 12.0);
    for (int i = 0; i < 5'000; ++i) {
        const glm::dvec3 p(anywhere(random), anywhere(random), anywhere(random));
        ASSERT_NEAR(a.at(p).distance, b.at(p).distance, 1e-9);
    }
}

TEST(SignedDistance, oddMeshesAnswer) {
    Mesh odd = test::cube(10);
    odd.triangles.emplace_back(0, 0, 1); // no area
    odd.positions.emplace_back(std::nanf(""), 0, 0);
    odd.triangles.emplace_back(0, 1, static_cast<std::uint32_t>(odd.positions.size()) - 1);
    const SignedDistance surface(odd);
    EXPECT_NEAR(surface.at({5, 5, 12}).distance, 2.0, 1e-9);
    EXPECT_NEAR(surface.at({5, 5, 9}).distance, -1.0, 1e-9);
    EXPECT_TRUE(std::isinf(SignedDistance(Mesh{}).at({0, 0, 0}).distance));
    EXPECT_TRUE(std::isinf(surface.at({5, 5, 20}, 3.0).distance));
}

} // namespace
} // namespace orfeas::mesh
