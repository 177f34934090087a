#include "core/vram/memory_monitor.h"

#include <thread>

#include <gtest/gtest.h>

#include "core/vram/simulated_device.h"

namespace orfeas::vram {
namespace {

TEST(MemoryMonitor, keepsTheLastSamplesInOrder) {
    auto device = std::make_shared<SimulatedDevice>(1000);
    VramManager manager(device);
    MemoryMonitor monitor({&manager}, {std::chrono::hours(1), 4});
    std::vector<Block> blocks;
    for (int i = 0; i < 6; ++i) {
        blocks.push_back(device->allocate(100).value());
        monitor.sample();
    }
    const auto history = monitor.history(0);
    ASSERT_EQ(history.size(), 4u);
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_EQ(history[i].figures.own, (i + 3) * 100);
    EXPECT_LE(history[0].seconds, history[3].seconds);
    EXPECT_EQ(monitor.latest(0).figures.own, 600u);
    for (const Block& block : blocks)
        device->free(block);
    monitor.sample();
    EXPECT_EQ(monitor.latest(0).figures.own, 0u);
    EXPECT_EQ(monitor.peakOwn(0), 600u);
    monitor.resetPeak();
    EXPECT_EQ(monitor.peakOwn(0), 0u);
}

TEST(MemoryMonitor, tellsPressureAndFragmentation) {
    auto device = std::make_shared<SimulatedDevice>(1000);
    VramManager manager(device);
    MemoryMonitor monitor({&manager}, {std::chrono::hours(1), 4});
    const auto first = device->allocateForOthers(200);
    const auto middle = device->allocateForOthers(300);
    device->free(*first);
    auto lease = manager.acquire({"job", 350});
    ASSERT_TRUE(lease.ok());
    monitor.sample();
    EXPECT_DOUBLE_EQ(monitor.latest(0).pressure, 0.5);
    EXPECT_NEAR(monitor.latest(0).fragmentation(), 2.0 / 7.0, 1e-9);
    device->free(*middle);
}

TEST(MemoryMonitor, samplesByItselfAndWakesThoseWhoWait) {
    auto device = std::make_shared<SimulatedDevice>(1000);
    VramManager manager(device);
    const Block theirs = device->allocateForOthers(900).value();
    MemoryMonitor monitor({&manager}, {std::chrono::milliseconds(5), 8});
    std::jthread leaves([&] {
        while (manager.accounts().waiting.empty())
            std::this_thread::yield();
        device->free(theirs);
    });
    EXPECT_TRUE(manager.acquire({"job", 500}).ok());
    while (monitor.history(0).size() < 3)
        std::this_thread::yield();
    const std::vector<MemorySample> seen = monitor.history(0);
    EXPECT_LT(seen.front().seconds, seen.back().seconds); // nobody called sample()
    EXPECT_EQ(seen.back().figures.own + seen.back().figures.free() + seen.back().figures.others, 1000u);
}

} // namespace
} // namespace orfeas::vram
