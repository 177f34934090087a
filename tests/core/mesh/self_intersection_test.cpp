#include "core/mesh/self_intersection.h"

#include <gtest/gtest.h>

#include "core/mesh/surface_relax.h"
#include "tests/support/shapes.h"

namespace orfeas::mesh {
namespace {

std::size_t crossingCount(const Mesh& mesh) {
    return selfIntersectingTriangles(mesh, {})->size();
}

TEST(SelfIntersection, soundShapesHaveNone) {
    EXPECT_EQ(crossingCount(test::cube()), 0u);
    EXPECT_EQ(crossingCount(test::sphere(10, 24)), 0u);
    EXPECT_EQ(crossingCount(test::merged(test::cube(), test::moved(test::cube(), {30, 0, 0}))), 0u);
    EXPECT_EQ(crossingCount(Mesh{}), 0u);
}

TEST(SelfIntersection, overlappingSpheresCrossAlongTheirCircle) {
    const Mesh pair =
        test::merged(test::sphere(10, 24), test::moved(test::sphere(10, 24), {7.3f, 0.4f, 0.9f}));
    EXPECT_GT(crossingCount(pair), 40u);
}

TEST(SelfIntersection, facesOverlappingInOnePlaneCount) {
    // Two cubes whose side faces share a part of one plane, one inside the other's height.
    const Mesh pair = test::merged(test::cube(10), test::moved(test::cube(10), {2, 10, 3}));
    EXPECT_GT(crossingCount(pair), 0u);
}

TEST(SelfIntersection, facesFoldedOntoTheirNeighbourCount) {
    Mesh fold;
    fold.positions = {{0, 0, 0}, {10, 0, 0}, {5, 8, 0}, {5, 5, 0}};
    fold.triangles = {{0, 1, 2}, {1, 0, 3}};
    EXPECT_EQ(crossingCount(fold), 2u);
    fold.positions[3] = {5, -5, 0}; // unfolded: a flat quad
    EXPECT_EQ(crossingCount(fold), 0u);
}

TEST(SelfIntersection, aVertexPushedThroughTheFarSideIsFound) {
    Mesh mesh = test::sphere(10, 16);
    mesh.positions[20] = {1.0f, 2.0f, 25.0f};
    EXPECT_GT(crossingCount(mesh), 0u);
}

TEST(Untangle, takesBackOnlyWhatCrosses) {
    const Mesh sound = test::sphere(10, 16);
    Mesh mesh = sound;
    mesh.positions[20] = {1.0f, 2.0f, 25.0f};
    const std::size_t far = mesh.positions.size() - 3;
    mesh.positions[far] *= 1.01f;
    const glm::vec3 kept = mesh.positions[far];
    ASSERT_TRUE(untangle(mesh, sound.positions, {}).ok());
    EXPECT_EQ(crossingCount(mesh), 0u);
    EXPECT_EQ(mesh.positions[far], kept);
}

} // namespace
} // namespace orfeas::mesh
