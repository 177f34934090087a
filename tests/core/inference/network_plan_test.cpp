#include "core/inference/network_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/inference/cost_record.h"
#include "core/inference/random_weights.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::inference {
namespace {

class NetworkPlanTest : public testing::Test {
protected:
    NetworkPlanTest() { ::setenv("ORFEAS_MODELS", m_folder.path().c_str(), 1); }
    ~NetworkPlanTest() override { ::unsetenv("ORFEAS_MODELS"); }

    PlanRequest within(std::uint64_t megabytes) const {
        PlanRequest request;
        request.limitBytes = megabytes * 1'000'000;
        request.programBytes = 20'000'000;
        return request;
    }

    test::TemporaryFolder m_folder;
    const TripoSrConfig m_config = publishedTripoSr();
    const NetworkShape m_shape{m_config};
    const Machine m_machine{2, 24'000'000'000, true};
};

TEST_F(NetworkPlanTest, knowsThePublishedNetwork) {
    EXPECT_EQ(m_shape.tokens, 3072u);
    EXPECT_EQ(m_shape.imageTokens, 1025u);
    EXPECT_NEAR(double(m_shape.backbone.matrices) / 1e6, 330.0, 10.0);
    EXPECT_NEAR(double(m_shape.tokenizer.matrices) / 1e6, 85.0, 2.0);
    EXPECT_NEAR(m_shape.multiplyAdds / 1e12, 1.4, 0.3); // some 2.7 TFLOP
}

TEST_F(NetworkPlanTest, smallerFormsTakeLess) {
    const auto peak = [&](Precision precision, Residency residency, Chunks chunks = {}) {
        RunPlan plan{"cpu", precision, residency, chunks, 1, 0, 0.0, false};
        predict(m_shape, within(6000), m_machine, plan);
        return plan.peakBytes;
    };
    const std::uint64_t all = peak(Precision::Float32, Residency::All);
    EXPECT_GT(all, peak(Precision::Float32, Residency::Stages));
    EXPECT_GT(peak(Precision::Float32, Residency::Stages), peak(Precision::BFloat16, Residency::All));
    EXPECT_GT(peak(Precision::BFloat16, Residency::All), peak(Precision::Int8, Residency::All));
    EXPECT_GT(peak(Precision::Int8, Residency::All), peak(Precision::Int8, Residency::Blocks));
    EXPECT_GT(peak(Precision::Float32, Residency::Blocks),
              peak(Precision::Float32, Residency::Blocks, {64, 16, 128, 4096}));
    EXPECT_GT(all, 1'700'000'000u);
}

TEST_F(NetworkPlanTest, theBestIsTheFastestThatFits) {
    const auto plans = plansFor(m_config, within(14'000), m_machine);
    ASSERT_GT(plans.size(), 10u);
    EXPECT_EQ(plans.front().precision, Precision::BFloat16);
    for (std::size_t i = 1; i < plans.size(); ++i)
        EXPECT_LE(plans[i - 1].seconds, plans[i].seconds);
    PlanRequest exact = within(1000);
    exact.precision = Precision::Float32;
    const auto plan = bestPlan(m_config, exact, m_machine);
    ASSERT_TRUE(plan.ok());
    EXPECT_EQ(plan->precision, Precision::Float32); // kept, since block by block it fits
    EXPECT_EQ(plan->residency, Residency::Blocks);
    EXPECT_TRUE(fits(*plan, exact.limitBytes));
}

// Where weights are read anew in every pass, pictures that wait share it, as many as fit; where nothing is gained the
// first one need not wait for the last.
TEST_F(NetworkPlanTest, picturesShareAPassWhereTheyGainByIt) {
    RunPlan one{"cpu", Precision::Int8, Residency::Blocks, {}, 1, 0, 0.0, false}, four = one;
    four.batch = 4;
    PlanRequest request = within(6000);
    request.resolution = 64;
    predict(m_shape, request, m_machine, one);
    predict(m_shape, request, m_machine, four);
    EXPECT_LT(secondsPerPicture(four), one.seconds);
    EXPECT_GT(four.seconds, one.seconds);
    EXPECT_GT(four.peakBytes, one.peakBytes + 3 * 20'000'000u);
    EXPECT_LT(four.peakBytes, one.peakBytes + 3 * 60'000'000u);

    TripoSrConfig small = m_config;
    small.planeSize = 8; // few tokens, so that reading weighs more
    const NetworkShape shape(small);
    const auto peak = [&](int batch) {
        RunPlan plan{"cpu", Precision::Int8, Residency::Blocks, {}, batch, 0, 0.0, false};
        predict(shape, request, m_machine, plan);
        return plan.peakBytes;
    };
    const auto best = [&](int queued, std::uint64_t limit) {
        request.queued = queued;
        request.precision = Precision::Int8;
        request.limitBytes = limit;
        return bestPlan(small, request, m_machine).value();
    };
    const auto room = [&](int batch) { return std::uint64_t(double(peak(batch)) * kSafety) + 1'000'000; };
    EXPECT_EQ(best(20, room(8)).batch, 8);
    EXPECT_EQ(best(20, room(8)).residency, Residency::Blocks);
    EXPECT_EQ(best(5, room(8)).batch, 5);
    EXPECT_EQ(best(1, room(8)).batch, 1);
    EXPECT_LT(best(20, room(3)).batch, 8);
    EXPECT_GT(best(20, room(3)).batch, 1);
    EXPECT_EQ(best(20, 14'000'000'000).residency, Residency::All); // with room for all nothing is read anew,
    EXPECT_EQ(best(20, 14'000'000'000).batch, 1);                  // and nothing gained
}

TEST_F(NetworkPlanTest, aRefusalSaysWhatWouldFit) {
    const auto plan = bestPlan(m_config, within(100), m_machine);
    ASSERT_FALSE(plan.ok());
    EXPECT_EQ(plan.error().code, ErrorCode::OutOfMemory);
    EXPECT_THAT(plan.error().userText,
                testing::AllOf(testing::HasSubstr("does not fit into 100 MB; its smallest form"),
                               testing::HasSubstr("weights read block by block")));
}

TEST_F(NetworkPlanTest, whatWasMeasuredCountsAndIsKept) {
    const PlanRequest request = within(14'000);
    RunPlan plan = plansFor(m_config, request, m_machine).front();
    const CostRecord record;
    ASSERT_TRUE(record.add(m_shape, request, plan, 1'020'000'000, 9.0).ok());
    ASSERT_TRUE(record.add(m_shape, request, plan, 920'000'000, 11.0).ok());
    const auto cost = CostRecord().find(m_shape, request, plan);
    ASSERT_TRUE(cost.has_value());
    EXPECT_EQ(cost->peakBytes, 1'000'000'000u);
    EXPECT_DOUBLE_EQ(cost->seconds, 10.0);
    EXPECT_EQ(cost->runs, 2);
    bool found = false;
    for (const RunPlan& each : plansFor(m_config, request, m_machine))
        found = found || (each.measured && each.peakBytes == 1'020'000'000u);
    EXPECT_TRUE(found);
    PlanRequest other = request;
    other.resolution = 128;
    EXPECT_FALSE(record.find(m_shape, other, plan).has_value());
}

TEST_F(NetworkPlanTest, aDamagedRecordIsAnEmptyOne) {
    test::putBytes(m_folder / "costs.json", "{\"version\": 1, \"runs\": [");
    const PlanRequest request = within(14'000);
    const RunPlan plan = plansFor(m_config, request, m_machine).front();
    EXPECT_FALSE(plan.measured);
    EXPECT_TRUE(CostRecord().add(m_shape, request, plan, 1'000'000'000, 9.0).ok());
    EXPECT_TRUE(CostRecord().find(m_shape, request, plan).has_value());
}

} // namespace
} // namespace orfeas::inference
