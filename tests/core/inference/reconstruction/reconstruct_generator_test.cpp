#include "core/inference/reconstruction/reconstruct_generator.h"

#include <cmath>
#include <fstream>
#include <random>
#include <stop_token>

#include <gtest/gtest.h>

#include "core/inference/safetensors_file.h"
#include "core/mesh/mesh_facts.h"
#include "tests/contracts/generator_contract.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::inference {
namespace {

// A folder with a network that has learned nothing.
class Reconstruct : public ::testing::Test {
protected:
    void SetUp() override {
        SolidConfig config;
        config.side = 64;
        config.widths = {8, 16, 16, 24};
        config.code = 16;
        config.hidden = 24;
        std::mt19937 random(7);
        Weights weights;
        for (const SolidTensor& tensor : solidTensors(config)) {
            std::vector<float>& values = m_values.emplace_back(*elementCount(tensor.shape));
            for (float& value : values)
                value = tensor.beginning == Beginning::One ? 1.0f : 0.2f * (float(random()) * 0x1p-32f - 0.5f);
            weights.tensors[tensor.name] = {DType::F32, tensor.shape, contiguousStrides(tensor.shape),
                                            std::as_bytes(std::span(values))};
        }
        ASSERT_TRUE(writeSafetensors(m_folder / "weights.safetensors", weights, {}).ok());
        std::ofstream(m_folder / "config.json") << solidConfigText(config);
    }

    test::TemporaryFolder m_folder;
    std::vector<std::vector<float>> m_values;
};

generate::Outcome made(const ReconstructGenerator& generator, const test::Subject& subject,
                       const std::vector<std::string>& settings = {}) {
    auto outcome = generator.run(test::request(generator, subject, "draft", settings), {}, {});
    ORFEAS_ASSERT(outcome.ok());
    return *outcome;
}

TEST_F(Reconstruct, MakesASolidThatStandsWithinTheOutline) {
    const ReconstructGenerator generator(m_folder.path());
    std::vector<generate::Preview> previews;
    const test::Subject ring = test::ringSubject(200);
    const auto outcome = generator.run(test::request(generator, ring, "draft", {"upright=false"}),
                                       [&](const generate::Preview& p) { previews.push_back(p); }, {});
    ASSERT_TRUE(outcome.ok()) << outcome.error().userText;
    ASSERT_EQ(previews.size(), 1u);
    EXPECT_EQ(previews[0].stage, "48³");
    for (const generate::MeshPtr& mesh : {previews[0].mesh, outcome->mesh}) {
        EXPECT_TRUE(mesh::measure(*mesh).solid());
        EXPECT_EQ(mesh->colors.size(), mesh->positions.size());
        const mesh::Box box = mesh::boundingBox(*mesh);
        EXPECT_EQ(box.lower.z, 0.0f);
        EXPECT_NEAR(box.center().x, 0.0, 1e-3);
    }
    // What is known of the outline holds however little the network knows: the hole of the ring stays open.
    const long vertices = long(outcome->mesh->positions.size()), triangles = long(outcome->mesh->triangles.size());
    EXPECT_EQ(vertices - triangles / 2, 0);
}

TEST_F(Reconstruct, TheSamePictureGivesTheSameMesh) {
    const ReconstructGenerator one(m_folder.path()), other(m_folder.path());
    const test::Subject disc = test::discSubject(150, 60);
    const auto a = made(one, disc).mesh, b = made(other, disc).mesh;
    EXPECT_EQ(a->positions, b->positions);
    EXPECT_EQ(a->triangles, b->triangles);
    EXPECT_EQ(a->colors, b->colors);
}

TEST_F(Reconstruct, FullnessPushesTheSurfaceOut) {
    const ReconstructGenerator generator(m_folder.path());
    const test::Subject disc = test::discSubject(150, 60);
    const auto deep = [&](const std::string& fullness) {
        const mesh::Box box = mesh::boundingBox(*made(generator, disc, {fullness, "upright=false"}).mesh);
        return box.size().y;
    };
    EXPECT_GT(deep("fullness=160"), deep("fullness=60"));
}

TEST_F(Reconstruct, StopsWhenAsked) {
    const ReconstructGenerator generator(m_folder.path());
    std::stop_source stop;
    stop.request_stop();
    const auto outcome = generator.run(test::request(generator, test::discSubject(150, 60), "draft"), {},
                                       jobs::JobContext(stop.get_token(), {}));
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().code, ErrorCode::Cancelled);
}

TEST_F(Reconstruct, DamagedWeightsAreNamed) {
    std::filesystem::resize_file(m_folder / "weights.safetensors", 1000);
    const ReconstructGenerator cut(m_folder.path());
    const test::Subject disc = test::discSubject(150, 60);
    EXPECT_EQ(cut.run(test::request(cut, disc, "draft"), {}, {}).error().code, ErrorCode::BadInput);
    const ReconstructGenerator missing(m_folder / "nowhere");
    EXPECT_EQ(missing.run(test::request(missing, disc, "draft"), {}, {}).error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace orfeas::inference
