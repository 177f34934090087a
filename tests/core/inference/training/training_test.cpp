#include <cmath>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "core/inference/training/agreement.h"
#include "core/inference/training/shard_file.h"
#include "core/inference/training/trainer.h"
#include "tests/core/inference/training/made_samples.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::inference {
namespace {

namespace fs = std::filesystem;

constexpr shapes::SampleOptions kSmall{64, 64, 64};

SolidConfig smallConfig() {
    SolidConfig config;
    config.side = 64;
    config.widths = {8, 16, 16, 24};
    config.encodeBlocks = {0, 1, 0, 1};
    config.decodeBlocks = {0, 1, 1};
    config.code = 16;
    config.hidden = 24;
    config.layers = 1;
    config.heads = 2;
    return config;
}

class Training : public ::testing::Test {
protected:
    void SetUp() override {
        const ShardPlan shards{m_folder.path() / "shards", 1, 24, 10, kSmall};
        ASSERT_TRUE(makeShards(shards, madeSample, {}).ok());
        m_plan.shards = shards.folder;
        m_plan.validation = shards.folder;
        m_plan.config = smallConfig();
        m_plan.batch = 4;
        m_plan.microBatch = 2;
        m_plan.surfacePoints = 32;
        m_plan.steps = 12;
        m_plan.checkpointEvery = 4;
        m_plan.validateEvery = 6;
    }

    std::vector<double> lossesOf(const std::string& run, std::int64_t steps, bool resume = false) {
        m_plan.folder = m_folder.path() / run;
        m_plan.steps = steps;
        m_plan.resume = resume;
        std::vector<double> losses;
        TrainingListener listener;
        listener.onStep = [&](const StepFacts& facts) { losses.push_back(facts.loss); };
        listener.onValidation = [&](const ValidationFacts& facts) { m_validation = facts; };
        const Result<void> done = train(m_plan, listener, {});
        EXPECT_TRUE(done.ok()) << (done.ok() ? "" : done.error().userText + done.error().detail);
        return losses;
    }

    test::TemporaryFolder m_folder;
    TrainingPlan m_plan;
    ValidationFacts m_validation;
};

TEST(Example, PackedPointsKeepTheirPlaceAndTheirSide) {
    const shapes::TruthPoint point{{0.25f, -0.5f, 0.999f}, -1e-7f, {0.04f, 0.5f, 1.0f}};
    const shapes::TruthPoint back = unpacked(packed(point));
    EXPECT_NEAR(back.position.y, -0.5f, 2e-5f);
    EXPECT_LT(back.distance, 0.0f);
    EXPECT_NEAR(back.color.x, 0.04f, 2e-3f);
}

TEST_F(Training, ShardsHoldWhatWasMade) {
    const auto set = ShardSet::open(m_plan.shards);
    ASSERT_TRUE(set.ok());
    EXPECT_EQ(set->count(), 24u);
    const Example kept = set->example(13);
    const auto made = makeExample(madeSample(14, kSmall), kSmall.surfacePoints, {});
    ASSERT_TRUE(made.ok());
    EXPECT_EQ(kept.seed, 14u);
    EXPECT_EQ(kept.family, made->family);
    EXPECT_EQ(kept.picture.planes, made->picture.planes);
    EXPECT_EQ(kept.depth, made->depth);
    EXPECT_EQ(kept.points[100].position, made->points[100].position);
    EXPECT_EQ(kept.view.elevation, made->view.elevation);
}

TEST_F(Training, ACutShardIsRefused) {
    const fs::path file = m_plan.shards / "shard-000000000001.orfshard";
    fs::resize_file(file, fs::file_size(file) - 1);
    const auto opened = ShardFile::open(file);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::BadInput);
}

TEST_F(Training, TheLossFalls) {
    const std::vector<double> losses = lossesOf("run", 160);
    ASSERT_EQ(losses.size(), 160u);
    double first = 0.0, last = 0.0;
    for (std::size_t i = 0; i < 10; ++i) {
        first += losses[i];
        last += losses[150 + i];
    }
    EXPECT_LT(last, 0.8 * first);
    EXPECT_EQ(m_validation.step, 156);
    EXPECT_EQ(m_validation.families.size(), 2u);
    EXPECT_GT(m_validation.iou, 0.0);
    EXPECT_GT(m_validation.depth, 0.0);
    EXPECT_TRUE(fs::exists(m_plan.folder / "curves.svg"));
}

TEST_F(Training, AResumedRunTakesTheSameSteps) {
    const std::vector<double> whole = lossesOf("whole", 12);
    lossesOf("cut", 8);
    const std::vector<double> rest = lossesOf("cut", 12, true);
    ASSERT_EQ(rest.size(), 4u);
    for (std::size_t i = 0; i < rest.size(); ++i)
        EXPECT_EQ(rest[i], whole[8 + i]) << "step " << 9 + i;
}

TEST_F(Training, HalfPrecisionTakesNearlyTheSameSteps) {
    const std::vector<double> whole = lossesOf("whole", 6);
    m_plan.halfPrecision = true;
    const std::vector<double> half = lossesOf("half", 6);
    ASSERT_EQ(half.size(), whole.size());
    EXPECT_NE(half[0], whole[0]);
    for (std::size_t i = 0; i < half.size(); ++i)
        EXPECT_NEAR(half[i], whole[i], 0.05 * whole[i]) << "step " << 1 + i;
}

TEST_F(Training, ComputingAgainInsteadOfKeepingTakesTheSameSteps) {
    const std::vector<double> kept = lossesOf("kept", 6);
    m_plan.recompute = true;
    EXPECT_EQ(lossesOf("again", 6), kept);
}

TEST_F(Training, ACardThatIsNotThereIsRefusedInWords) {
    m_plan.folder = m_folder.path() / "card";
    m_plan.device = "cuda:99";
    const Result<void> done = train(m_plan, {}, {});
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, ErrorCode::Unavailable);
}

TEST_F(Training, AFolderWithARunIsNotOverwritten) {
    lossesOf("run", 2);
    m_plan.resume = false;
    const Result<void> again = train(m_plan, {}, {});
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(again.error().code, ErrorCode::BadInput);
}

TEST_F(Training, ADecayEndsTheRun) {
    lossesOf("run", 4);
    m_plan.decaySteps = 5;
    EXPECT_EQ(lossesOf("run", 4, true).size(), 5u);
}

TEST_F(Training, WhatIsExportedIsWhatWasTrained) {
    lossesOf("run", 6);
    const fs::path exported = m_folder.path() / "exported";
    ASSERT_TRUE(exportTrained(m_plan.folder, exported, {}).ok());
    const auto examples = ShardSet::open(m_plan.shards);
    ASSERT_TRUE(examples.ok());
    for (const std::size_t i : {0u, 1u, 7u}) {
        const auto agreement = compareWithProduct(exported, examples->example(i));
        ASSERT_TRUE(agreement.ok()) << agreement.error().userText << agreement.error().detail;
        EXPECT_LT(agreement->distance, 1e-5);
        EXPECT_LT(agreement->color, 1e-5);
        EXPECT_LT(agreement->elevation, 1e-5);
    }
}

} // namespace
} // namespace orfeas::inference
