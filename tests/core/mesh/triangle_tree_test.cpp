#include "core/mesh/triangle_tree.h"

#include <limits>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "tests/support/shapes.h"

namespace orfeas::mesh {
namespace {

Mesh confetti(std::size_t count) {
    std::mt19937 random(7);
    std::uniform_real_distribution<float> place(-50.0f, 50.0f);
    std::uniform_real_distribution<float> size(-3.0f, 3.0f);
    Mesh mesh;
    for (std::uint32_t t = 0; t < count; ++t) {
        const glm::vec3 at(place(random), place(random), place(random));
        for (int k = 0; k < 3; ++k)
            mesh.positions.push_back(at + glm::vec3(size(random), size(random), size(random)));
        mesh.triangles.emplace_back(3 * t, 3 * t + 1, 3 * t + 2);
    }
    return mesh;
}

TriangleTree::Corners cornersOf(const Mesh& mesh, std::uint32_t t) {
    const glm::uvec3& tri = mesh.triangles[t];
    return {glm::dvec3(mesh.positions[tri.x]), glm::dvec3(mesh.positions[tri.y]),
            glm::dvec3(mesh.positions[tri.z])};
}

TEST(TriangleTree, FindsTheNearestPointThatALoopOverAllFinds) {
    const Mesh mesh = confetti(500);
    const TriangleTree tree(mesh);
    std::mt19937 random(11);
    std::uniform_real_distribution<double> place(-80.0, 80.0);
    for (int i = 0; i < 300; ++i) {
        const glm::dvec3 point(place(random), place(random), place(random));
        double least = std::numeric_limits<double>::infinity();
        std::uint32_t nearest = 0;
        for (std::uint32_t t = 0; t < mesh.triangles.size(); ++t) {
            const double d = glm::distance(point, closestPointOnTriangle(point, cornersOf(mesh, t)));
            if (d < least) {
                least = d;
                nearest = t;
            }
        }
        const auto found = tree.closest(point);
        ASSERT_TRUE(found);
        EXPECT_DOUBLE_EQ(found->distance, least);
        EXPECT_EQ(found->triangle, nearest);
        EXPECT_FALSE(tree.closest(point, least * 0.999));
    }
}

TEST(TriangleTree, MeetsEveryTriangleOnARay) {
    const Mesh mesh = confetti(2000);
    const TriangleTree tree(mesh);
    std::mt19937 random(5);
    std::uniform_real_distribution<double> place(-60.0, 60.0);
    std::size_t met = 0;
    for (int i = 0; i < 200; ++i) {
        const glm::dvec3 from(place(random), place(random), place(random));
        const glm::dvec3 direction(place(random), place(random), place(random));
        std::set<std::uint32_t> seen;
        double first = std::numeric_limits<double>::infinity();
        tree.eachHit(from, direction, 0.0, 1e9, [&](const TriangleTree::Hit& hit) {
            seen.insert(hit.triangle);
            first = std::min(first, hit.distance);
        });
        for (std::uint32_t t = 0; t < mesh.triangles.size(); ++t) {
            const auto c = cornersOf(mesh, t);
            const glm::dvec3 n = glm::cross(c[1] - c[0], c[2] - c[0]);
            const double s = glm::dot(c[0] - from, n) / glm::dot(direction, n);
            const glm::dvec3 x = from + s * direction;
            bool inside = s >= 0.0;
            for (std::size_t k = 0; k < 3; ++k)
                inside = inside && glm::dot(glm::cross(c[(k + 1) % 3] - c[k], x - c[k]), n) >= 0.0;
            EXPECT_EQ(inside, seen.count(t) == 1) << t;
        }
        met += seen.size();
        const auto hit = tree.firstHit(from, direction);
        EXPECT_EQ(hit.has_value(), !seen.empty());
        if (hit) {
            EXPECT_DOUBLE_EQ(hit->distance, first);
        }
    }
    EXPECT_GT(met, 20u);
}

TEST(TriangleTree, KnowsFromWhichSideARayComes) {
    const TriangleTree tree(test::cube(10.0f));
    const auto in = tree.firstHit({4, 3, -5}, {0, 0, 1});
    ASSERT_TRUE(in);
    EXPECT_DOUBLE_EQ(in->distance, 5.0);
    EXPECT_FALSE(in->fromBehind);
    const auto out = tree.firstHit({4, 3, 5}, {0, 0, 1});
    ASSERT_TRUE(out);
    EXPECT_TRUE(out->fromBehind);
    const auto second =
        tree.firstHit({4, 3, -5}, {0, 0, 1}, 0.0, 1e9, [](std::uint32_t, bool behind) { return behind; });
    ASSERT_TRUE(second);
    EXPECT_DOUBLE_EQ(second->distance, 15.0);
}

TEST(TriangleTree, ARayAlongAnEdgeOrWithinAFaceStillMeetsTheBox) {
    const TriangleTree tree(test::cube(10.0f));
    EXPECT_TRUE(tree.firstHit({5, 5, -5}, {0, 0, 1})); // the diagonal of the bottom
    EXPECT_TRUE(tree.firstHit({0, 5, -5}, {0, 0, 1})); // the rim
}

TEST(TriangleTree, FindsWhatABoxMeets) {
    const Mesh mesh = confetti(800);
    const TriangleTree tree(mesh);
    const Box box{{-10, -5, 0}, {12, 20, 9}};
    std::set<std::uint32_t> seen;
    tree.eachOverlap(box, [&](std::uint32_t t) { seen.insert(t); });
    for (std::uint32_t t = 0; t < mesh.triangles.size(); ++t) {
        Box own;
        for (const glm::dvec3& p : cornersOf(mesh, t)) {
            own.lower = glm::min(own.lower, glm::vec3(p));
            own.upper = glm::max(own.upper, glm::vec3(p));
        }
        bool meets = true;
        for (int k = 0; k < 3; ++k)
            meets = meets && own.lower[k] <= box.upper[k] && box.lower[k] <= own.upper[k];
        EXPECT_EQ(meets, seen.count(t) == 1);
    }
}

TEST(TriangleTree, HoldsNothingOfNothingAndLeavesOutWhatIsNowhere) {
    EXPECT_TRUE(TriangleTree().empty());
    EXPECT_FALSE(TriangleTree(Mesh{}).closest({0, 0, 0}));
    Mesh mesh = test::cube(10.0f);
    mesh.positions[0].x = std::numeric_limits<float>::quiet_NaN();
    const TriangleTree tree(mesh);
    EXPECT_LT(tree.triangleCount(), 12u);
    EXPECT_TRUE(tree.firstHit({4, 6, 20}, {0, 0, -1}));
}

TEST(TriangleTree, ManyTrianglesInOnePlaceDoNotMakeItDeep) {
    Mesh mesh = test::cube(1.0f);
    const Mesh once = mesh;
    for (int i = 0; i < 500; ++i)
        mesh.triangles.insert(mesh.triangles.end(), once.triangles.begin(), once.triangles.end());
    const TriangleTree tree(mesh);
    std::size_t hits = 0;
    tree.eachHit({0.4, 0.3, -1}, {0, 0, 1}, 0.0, 10.0, [&](const TriangleTree::Hit&) { ++hits; });
    EXPECT_EQ(hits, 2u * 501u);
}

} // namespace
} // namespace orfeas::mesh
