#include "core/vram/simulated_device.h"

#include <vector>

#include <gtest/gtest.h>

namespace orfeas::vram {
namespace {

TEST(SimulatedDevice, fragmentsAsACardDoes) {
    SimulatedDevice device(1000);
    std::vector<Block> blocks;
    for (int i = 0; i < 10; ++i)
        blocks.push_back(device.allocate(100).value());
    for (int i = 0; i < 10; i += 2)
        device.free(blocks[static_cast<std::size_t>(i)]);
    const MemoryFigures figures = device.figures().value();
    EXPECT_EQ(figures.free(), 500u);
    EXPECT_EQ(figures.largestFree, 100u);
    EXPECT_DOUBLE_EQ(figures.fragmentation(), 0.8);
    const auto refused = device.allocate(200);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::OutOfMemory);
    EXPECT_NE(refused.error().userText.find("100 bytes would fit"), std::string::npos);
}

TEST(SimulatedDevice, countsWhatAnotherProcessTakes) {
    SimulatedDevice device(1000);
    const Block theirs = device.allocateForOthers(600).value();
    EXPECT_EQ(device.figures()->others, 600u);
    EXPECT_FALSE(device.allocate(500).ok());
    device.free(theirs);
    EXPECT_TRUE(device.allocate(1000).ok());
}

} // namespace
} // namespace orfeas::vram
