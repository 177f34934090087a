#include "core/vram/ladder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace orfeas::vram {
namespace {

using testing::ElementsAre;

const Error kFull{ErrorCode::OutOfMemory, "full", {}};

// A rung that gives `times` times.
Rung rung(LadderStep step, int times) {
    return {step, [times]() mutable -> std::optional<std::string> {
                if (times-- <= 0) return std::nullopt;
                return "less";
            }};
}

const std::vector<Rung> allRungs() {
    return {rung(LadderStep::FreeCaches, 1),   rung(LadderStep::SmallerChunks, 2),
            rung(LadderStep::SmallerBatch, 0), rung(LadderStep::LowerPrecision, 1),
            rung(LadderStep::Offload, 1),      rung(LadderStep::Cpu, 1)};
}

TEST(Ladder, isWalkedInOrderAndEachStepIsSaid) {
    std::vector<LadderStep> heard;
    int attempts = 0;
    const auto done = withLadder(
        [&]() -> Result<void> {
            ++attempts;
            return kFull;
        },
        allRungs(),
        [&](LadderStep step, const std::string& words) {
            heard.push_back(step);
            EXPECT_EQ(words, "less");
        });
    EXPECT_EQ(done.error().userText, "full");
    EXPECT_THAT(heard,
                ElementsAre(LadderStep::FreeCaches, LadderStep::SmallerChunks, LadderStep::SmallerChunks,
                            LadderStep::LowerPrecision, LadderStep::Offload, LadderStep::Cpu));
    EXPECT_EQ(attempts, 7);
}

TEST(Ladder, stopsAsSoonAsTheWorkFits) {
    int attempts = 0;
    std::vector<LadderStep> heard;
    const auto done = withLadder(
        [&]() -> Result<void> {
            if (++attempts < 3) return kFull;
            return {};
        },
        allRungs(), [&](LadderStep step, const std::string&) { heard.push_back(step); });
    EXPECT_TRUE(done.ok());
    EXPECT_THAT(heard, ElementsAre(LadderStep::FreeCaches, LadderStep::SmallerChunks));
}

TEST(Ladder, isNotForOtherFailures) {
    int attempts = 0;
    const auto done = withLadder(
        [&]() -> Result<void> {
            ++attempts;
            return Error{ErrorCode::Cancelled, "cancelled", {}};
        },
        allRungs(), {});
    EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(attempts, 1);
}

} // namespace
} // namespace orfeas::vram
