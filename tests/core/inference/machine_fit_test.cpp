#include "core/inference/machine_fit.h"

#include <gtest/gtest.h>

namespace orfeas::inference {
namespace {

TEST(MachineFit, narrowerWeightsFitWhereWiderOnesDoNot) {
    ModelRecord model;
    model.parameters = 419'275'628;
    const Machine small{2, 3'000'000'000, false};
    const auto fits = fitOf(model, small);
    ASSERT_EQ(fits.size(), 3u);
    EXPECT_FALSE(fits[0].fits);
    EXPECT_TRUE(fits[1].fits);
    EXPECT_FALSE(fits[1].fast);
    EXPECT_TRUE(fits[2].fits);
    EXPECT_LT(fits[2].bytes, fits[1].bytes);
    for (const PrecisionFit& fit : fitOf(model, {8, 32'000'000'000, true}))
        EXPECT_TRUE(fit.fits);
}

TEST(MachineFit, thisMachineHasCoresAndMemory) {
    const Machine machine = thisMachine();
    EXPECT_GE(machine.cores, 1u);
    EXPECT_GT(machine.memoryBytes, 100'000'000u);
}

} // namespace
} // namespace orfeas::inference
