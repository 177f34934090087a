#include "core/inference/training/mesh_samples.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/shapes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::inference {
namespace {

namespace fs = std::filesystem;

const shapes::SampleOptions kOptions{64, 256, 256};

class MeshSamplesTest : public ::testing::Test {
protected:
    void add(const std::string& name, mesh::Mesh mesh) {
        const std::vector<io::MeshPart> parts{{"part", std::make_shared<const mesh::Mesh>(std::move(mesh))}};
        ASSERT_TRUE(io::writeMesh(m_folder / name, parts, {}, {}).ok());
    }

    test::TemporaryFolder m_folder;
};

// A ball of any size fills the picture as the camera says, and every line of sight and every point agrees with it.
TEST_F(MeshSamplesTest, ABallIsSeenAndKnownAsABall) {
    add("ball.stl", test::sphere(17.0f, 48));
    const auto meshes = MeshSamples::open(m_folder.path(), {});
    ASSERT_TRUE(meshes.ok());
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const shapes::Sample sample = meshes->sample(seed, kOptions);
        EXPECT_EQ(sample.family, "ball");
        ASSERT_EQ(sample.rgba.size(), 4u * 64 * 64);
        // The radius, from the points: all that is known of them is a distance.
        float radius = 0.0f;
        for (const shapes::TruthPoint& point : sample.points)
            radius += (glm::length(point.position) - point.distance) / float(sample.points.size());
        for (const shapes::TruthPoint& point : sample.points)
            EXPECT_NEAR(glm::length(point.position) - point.distance, radius, 0.01f);
        const std::size_t middle = 16 * 32 + 16;
        EXPECT_NEAR(sample.depth.front[middle], radius, 0.01f);
        EXPECT_NEAR(sample.depth.back[middle], -radius, 0.01f);
        EXPECT_EQ(sample.depth.front[0], shapes::kNoDepth);
        EXPECT_EQ(sample.rgba[4 * (32 * 64 + 32) + 3], 255);
        EXPECT_EQ(sample.rgba[3], 0);
        // Seen from a camera this near, a ball shows a little more than its radius.
        const float d = sample.view.cameraDistance;
        const float fill = radius * d / std::sqrt(d * d - radius * radius);
        EXPECT_GT(fill, 0.68f);
        EXPECT_LT(fill, 0.97f);
    }
}

TEST_F(MeshSamplesTest, TheSameSeedGivesTheSameSampleAndMeshesTakeTurns) {
    add("ball.stl", test::sphere(17.0f));
    add("box.ply", test::cube());
    const auto meshes = MeshSamples::open(m_folder.path(), {});
    ASSERT_TRUE(meshes.ok());
    EXPECT_EQ(meshes->count(), 2u);
    std::size_t balls = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const shapes::Sample one = meshes->sample(seed, kOptions), again = meshes->sample(seed, kOptions);
        EXPECT_EQ(one.rgba, again.rgba);
        EXPECT_EQ(one.depth.back, again.depth.back);
        balls += one.family == "ball";
    }
    EXPECT_GT(balls, 8u);
    EXPECT_LT(balls, 32u);
}

TEST_F(MeshSamplesTest, WhatBoundsNoSolidIsLeftOutInWords) {
    add("open.stl", test::cubeWithHole());
    std::ofstream(m_folder / "broken.obj") << "v 1 2\nf 1 2 3\n";
    const auto none = MeshSamples::open(m_folder.path(), {});
    ASSERT_FALSE(none.ok());
    EXPECT_EQ(none.error().code, ErrorCode::NotFound);
    add("box.stl", test::cube());
    const auto one = MeshSamples::open(m_folder.path(), {});
    ASSERT_TRUE(one.ok());
    EXPECT_EQ(one->count(), 1u);
    ASSERT_EQ(one->skipped().size(), 2u);
    EXPECT_NE(one->skipped()[1].find("repair"), std::string::npos);
}

} // namespace
} // namespace orfeas::inference
