#include "core/inference/reconstruction/reconstruct_generator.h"

#include <cmath>
#include <fstream>
#include <stop_token>

#include <gtest/gtest.h>

#include "core/inference/safetensors_file.h"
#include "core/mesh/mesh_facts.h"
#include "tests/contracts/generator_contract.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::inference {
namespace {

constexpr float kHalfDepth = 0.3f; ///< of the slab, in cube units

// A folder with a network whose weights say: nothing of the inflated outline is left, the front lies at kHalfDepth and the
// back as far behind.
class Reconstruct : public ::testing::Test {
protected:
    void SetUp() override {
        SolidConfig config;
        config.side = 64;
        config.widths = {8, 16, 16, 24};
        config.code = 16;
        config.hidden = 24;
        Weights weights;
        for (const SolidTensor& tensor : solidTensors(config)) {
            const float all = tensor.beginning == Beginning::One ? 1.0f : 0.0f;
            std::vector<float>& values = m_values.emplace_back(*elementCount(tensor.shape), all);
            if (tensor.name == "whole.out.bias") {
                values[0] = kHalfDepth / kWholeUnit;
                values[4] = -kHalfDepth / kWholeUnit;
                values[3] = values[7] = -1.0f / kWholeUnit;
            }
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
    // The slab knows of no hole, but the outline does.
    const long vertices = long(outcome->mesh->positions.size()),
               triangles = long(outcome->mesh->triangles.size());
    EXPECT_EQ(vertices - triangles / 2, 0);
}

TEST_F(Reconstruct, NothingHangsInTheAir) {
    const ReconstructGenerator generator(m_folder.path());
    const test::Subject seat = test::subject("seat", 120, 120, [](int x, int y) {
        const bool body = y < 60 && x > 20 && x<100, legs = y> 75 && y < 118 && x > 40 && x < 52;
        return body || legs ? 255 : 0;
    });
    const mesh::MeshFacts facts = mesh::measure(*made(generator, seat, {"upright=false"}).mesh);
    EXPECT_EQ(facts.parts, 1u);
    EXPECT_TRUE(facts.solid());
}

TEST_F(Reconstruct, TheSamePictureGivesTheSameMesh) {
    const ReconstructGenerator one(m_folder.path()), other(m_folder.path());
    const test::Subject disc = test::discSubject(150, 60);
    const auto a = made(one, disc).mesh, b = made(other, disc).mesh;
    EXPECT_EQ(a->positions, b->positions);
    EXPECT_EQ(a->triangles, b->triangles);
    EXPECT_EQ(a->colors, b->colors);
}

TEST_F(Reconstruct, TheSurfaceIsWhereTheNetworkSaysAndFullnessMovesIt) {
    const ReconstructGenerator generator(m_folder.path());
    const test::Subject disc = test::discSubject(150, 60);
    const auto depth = [&](const std::string& fullness) {
        const auto mesh = made(generator, disc, {fullness, "upright=false", "flat-base=false"}).mesh;
        const glm::vec3 size = mesh::boundingBox(*mesh).size();
        return size.y / size.x;
    };
    // The disc reaches 0.84 of the half side at z = 0, and a little more behind: the slab lies in a view, not a cylinder.
    const auto expected = [](float half) { return half / (0.84f * (1.0f + half / 2.75f)); };
    EXPECT_NEAR(depth("fullness=100"), expected(kHalfDepth), 0.02);
    EXPECT_NEAR(depth("fullness=160"), expected(kHalfDepth + 0.06f), 0.02);
    EXPECT_NEAR(depth("fullness=50"), expected(kHalfDepth - 0.05f), 0.02);
}

TEST_F(Reconstruct, ItsNameIsThatOfItsWeights) {
    const auto name = ReconstructGenerator(m_folder.path()).weightsName();
    ASSERT_TRUE(name);
    EXPECT_EQ(name->size(), 64u);
    EXPECT_EQ(ReconstructGenerator(m_folder.path()).weightsName(), name);
    m_values.clear();
    SetUp();
    EXPECT_EQ(ReconstructGenerator(m_folder.path()).weightsName(), name); // the same content
    std::fstream weights(m_folder / "weights.safetensors", std::ios::in | std::ios::out | std::ios::binary);
    weights.seekp(-4, std::ios::end);
    weights.write("\0\0\0\x3f", 4); // 0.5
    weights.close();
    const auto other = ReconstructGenerator(m_folder.path()).weightsName();
    ASSERT_TRUE(other);
    EXPECT_NE(other, name);
    EXPECT_FALSE(ReconstructGenerator(m_folder / "nowhere").weightsName());
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
