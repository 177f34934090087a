#include "core/vram/budget.h"

#include <gtest/gtest.h>

namespace orfeas::vram {
namespace {

constexpr std::uint64_t kGb = 1'000'000'000;

TEST(Budget, isAtMostFourteenGigabytesUnlessTheUserSaysSo) {
    MemoryFigures figures{80 * kGb, 0, kGb, 79 * kGb};
    EXPECT_EQ(budgetBytes({}, figures), 14 * kGb);
    BudgetSettings more;
    more.limitBytes = 40 * kGb;
    EXPECT_EQ(budgetBytes(more, figures), 40 * kGb);
}

TEST(Budget, leavesOutWhatOthersUseAndTheViewportAndTheProgram) {
    BudgetSettings settings;
    settings.viewportBytes = kGb / 2;
    settings.programBytes = kGb / 4;
    const MemoryFigures figures{8 * kGb, kGb, 3 * kGb, kGb};
    EXPECT_EQ(budgetBytes(settings, figures), 5 * kGb - 3 * kGb / 4);
    EXPECT_EQ(mostBytes(settings, figures), 8 * kGb - 3 * kGb / 4);
}

TEST(Budget, followsWhatVulkanSaysOfTheHeap) {
    BudgetSettings settings;
    settings.viewportBytes = kGb;
    const MemoryFigures figures{24 * kGb, 0, 0, 24 * kGb};
    EXPECT_EQ(budgetBytes(settings, figures, HeapBudget{10 * kGb, 2 * kGb}), 8 * kGb);
    EXPECT_EQ(budgetBytes(settings, figures, HeapBudget{20 * kGb, kGb / 2}), 13 * kGb);
}

TEST(Budget, isNothingRatherThanLessThanNothing) {
    BudgetSettings settings;
    settings.viewportBytes = 2 * kGb;
    EXPECT_EQ(budgetBytes(settings, {8 * kGb, 0, 7 * kGb, kGb}), 0u);
    EXPECT_EQ(budgetBytes(settings, {8 * kGb, 0, 9 * kGb, 0}), 0u);
}

} // namespace
} // namespace orfeas::vram
