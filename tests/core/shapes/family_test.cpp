#include "core/shapes/family.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/mesh/mesh_facts.h"
#include "core/mesh/mesh_parts.h"
#include "core/mesh/signed_distance.h"
#include "core/shapes/example.h"
#include "core/shapes/shape_mesh.h"

namespace orfeas::shapes {
namespace {

constexpr int kSamples = 96;
constexpr float kCell =
    1.7321f * 2.0f / (kSamples - 1); // its diagonal: how far a mesh may be from what it samples

// Of a mesh with an edge of 2 "millimetres", turned to Z up.
Vec3 inCube(glm::vec3 p) {
    return {p.x, p.z, -p.y};
}

class EveryFamily : public testing::TestWithParam<Family> {};

INSTANTIATE_TEST_SUITE_P(Shapes, EveryFamily, testing::ValuesIn(families().begin(), families().end()),
                         [](const auto& family) { return std::string(family.param.name); });

TEST_P(EveryFamily, givesSolidsWithinTheCubeWhoseDistancesAreLowerBounds) {
    for (std::uint64_t seed = 1; seed <= 1; ++seed) {
        const Example example = makeExample(seed, &GetParam());
        const ShapeView& shape = example.placed.view();
        const mesh::Mesh mesh = meshOf(shape, kSamples, 2.0f, {}).value();
        const mesh::MeshFacts facts = mesh::measure(mesh);
        EXPECT_TRUE(facts.solid()) << seed;
        EXPECT_GT(facts.volumeMm3, 0.004) << seed;
        EXPECT_LE(std::max({facts.box.upper.x, facts.box.upper.y, facts.box.upper.z}), 1.0f) << seed;
        EXPECT_GE(std::min({facts.box.lower.x, facts.box.lower.y, facts.box.lower.z}), -1.0f) << seed;
        const mesh::SignedDistance truth(mesh);
        Random random(seed);
        for (int i = 0; i < 1000; ++i) {
            const glm::vec3 p(random.between(-1, 1), random.between(-1, 1), random.between(-1, 1));
            const float d = distance(shape, inCube(p)), measured = static_cast<float>(truth.at(p).distance);
            EXPECT_LE(std::fabs(d), std::fabs(measured) + kCell) << seed;
            if (std::fabs(measured) > kCell) {
                EXPECT_EQ(d < 0.0f, measured < 0.0f) << seed << " " << d << " " << measured;
            }
        }
    }
}

// In one piece, but for crumbs that a grid makes of what is thinner than its cells.
TEST_P(EveryFamily, givesConnectedShapes) {
    for (std::uint64_t seed = 11; seed < 13; ++seed) {
        const Example example = makeExample(seed, &GetParam());
        const mesh::Mesh mesh = meshOf(example.placed.view(), kSamples, 2.0f, {}).value();
        double all = 0.0, largest = 0.0;
        for (const mesh::MeshPart& part : mesh::findParts(mesh).parts) {
            all += std::abs(part.volumeMm3);
            largest = std::max(largest, part.volumeMm3);
        }
        EXPECT_GT(largest, 0.99 * all) << seed;
    }
}

} // namespace
} // namespace orfeas::shapes
