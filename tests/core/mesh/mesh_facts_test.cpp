#include "core/mesh/mesh_facts.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "tests/support/shapes.h"

namespace orfeas::mesh {
namespace {

TEST(MeshFacts, cubeIsASolid) {
    const MeshFacts facts = measure(test::cube(10));
    EXPECT_TRUE(facts.solid());
    EXPECT_EQ(facts.parts, 1u);
    EXPECT_NEAR(facts.volumeMm3, 1000.0, 1e-9);
    EXPECT_NEAR(facts.areaMm2, 600.0, 1e-9);
    EXPECT_EQ(facts.box.size(), glm::vec3(10.0f));
}

TEST(MeshFacts, volumeIsRightFarFromTheOrigin) {
    const MeshFacts facts = measure(test::moved(test::cube(16), glm::vec3(16384.0f)));
    EXPECT_NEAR(facts.volumeMm3, 4096.0, 1e-6);
}

TEST(MeshFacts, sphereVolumeApproachesTheFormula) {
    const MeshFacts facts = measure(test::sphere(10, 64));
    EXPECT_TRUE(facts.solid());
    EXPECT_NEAR(facts.volumeMm3 / (4.0 / 3.0 * std::numbers::pi * 1000.0), 1.0, 0.003);
}

TEST(MeshFacts, missingTriangleOpensThreeEdges) {
    const MeshFacts facts = measure(test::cubeWithHole());
    EXPECT_EQ(facts.openEdges, 3u);
    EXPECT_FALSE(facts.closed());
}

TEST(MeshFacts, insideOutHasNegativeVolume) {
    const MeshFacts facts = measure(test::insideOut(test::cube(10)));
    EXPECT_TRUE(facts.closed());
    EXPECT_FALSE(facts.solid());
    EXPECT_NEAR(facts.volumeMm3, -1000.0, 1e-9);
}

TEST(MeshFacts, oneTurnedTriangleDisagreesAtThreeEdges) {
    Mesh mesh = test::cube();
    std::swap(mesh.triangles[0].y, mesh.triangles[0].z);
    EXPECT_EQ(measure(mesh).flippedEdges, 3u);
}

TEST(MeshFacts, sharedEdgeOfTwoCubesIsNotManifold) {
    const Mesh pair = weldExact(test::merged(test::cube(10), test::moved(test::cube(10), {10, 10, 0})));
    const MeshFacts facts = measure(pair);
    EXPECT_EQ(facts.nonManifoldEdges, 1u);
}

TEST(MeshFacts, sharedCornerOfTwoCubesIsNotManifold) {
    const Mesh pair = weldExact(test::merged(test::cube(10), test::moved(test::cube(10), {10, 10, 10})));
    const MeshFacts facts = measure(pair);
    EXPECT_EQ(facts.nonManifoldEdges, 0u);
    EXPECT_EQ(facts.nonManifoldVertices, 1u);
    EXPECT_EQ(facts.parts, 2u);
    EXPECT_FALSE(facts.solid());
}

TEST(MeshFacts, countsDegenerateDuplicateUnusedAndInvalid) {
    Mesh mesh = test::cube();
    mesh.triangles.push_back({1, 1, 2});
    mesh.triangles.push_back({2, 1, 0});
    mesh.positions.push_back({std::numeric_limits<float>::quiet_NaN(), 0, 0});
    const MeshFacts facts = measure(mesh);
    EXPECT_EQ(facts.degenerateTriangles, 1u);
    EXPECT_EQ(facts.duplicateTriangles, 1u);
    EXPECT_EQ(facts.unusedVertices, 1u);
    EXPECT_EQ(facts.invalidVertices, 1u);
}

TEST(MeshFacts, emptyMeshIsNotClosed) {
    EXPECT_FALSE(measure(Mesh{}).closed());
}

TEST(WeldExact, joinsATriangleSoup) {
    const Mesh cube = test::cube();
    Mesh soup;
    for (const glm::uvec3& t : cube.triangles) {
        const auto base = static_cast<unsigned>(soup.positions.size());
        for (int k = 0; k < 3; ++k)
            soup.positions.push_back(cube.positions[t[k]]);
        soup.triangles.emplace_back(base, base + 1, base + 2);
    }
    EXPECT_EQ(measure(soup).openEdges, 36u);
    const MeshFacts facts = measure(weldExact(soup));
    EXPECT_EQ(facts.vertices, 8u);
    EXPECT_TRUE(facts.solid());
}

} // namespace
} // namespace orfeas::mesh
