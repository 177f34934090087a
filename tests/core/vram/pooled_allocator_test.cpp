#include "core/vram/pooled_allocator.h"

#include <cstring>
#include <random>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/vram/simulated_device.h"

namespace orfeas::vram {
namespace {

constexpr std::uint64_t kMb = 1'000'000;

// What one job of a mixed load takes and gives back: layers of several sizes, a few living long.
void runJob(PooledAllocator& pool, std::mt19937& random, std::uint64_t scale) {
    std::vector<Block> held;
    for (int layer = 0; layer < 24; ++layer) {
        const std::uint64_t bytes = 1000 + random() % scale;
        auto block = pool.allocate(bytes);
        ASSERT_TRUE(block.ok());
        held.push_back(*block);
        if (random() % 3 != 0) {
            const std::size_t which = random() % held.size();
            pool.free(held[which]);
            held.erase(held.begin() + static_cast<std::ptrdiff_t>(which));
        }
    }
    for (const Block& block : held)
        pool.free(block);
}

TEST(PooledAllocator, doesNotGrowOverAThousandMixedJobs) {
    SimulatedDevice device(8'000 * kMb);
    PooledAllocator pool(device);
    std::mt19937 random(7);
    std::uint64_t peakAfterHundred = 0;
    for (int job = 0; job < 1000; ++job) {
        runJob(pool, random, job % 3 == 0 ? 40 * kMb : 2 * kMb);
        if (job == 99) peakAfterHundred = pool.figures().peakReserved;
        ASSERT_EQ(pool.figures().used, 0u);
        ASSERT_LE(pool.figures().reserved, PoolSettings().keptBytes);
    }
    const PoolFigures figures = pool.figures();
    EXPECT_LE(static_cast<double>(figures.peakReserved), 1.25 * static_cast<double>(peakAfterHundred));
    EXPECT_LE(static_cast<double>(figures.peakReserved), 1.5 * static_cast<double>(figures.peakUsed));
    EXPECT_LT(figures.sourceCalls, figures.allocations / 2);
    EXPECT_EQ(figures.blocks, 0u);
    pool.trim();
    EXPECT_EQ(device.figures()->own, 0u);
}

TEST(PooledAllocator, reportsAndHealsFragmentation) {
    SimulatedDevice device(1000 * kMb);
    PooledAllocator pool(device, {32u << 20, 0, 512});
    std::vector<Block> blocks;
    for (int i = 0; i < 8; ++i)
        blocks.push_back(pool.allocate(4u << 20).value());
    for (std::size_t i = 0; i < 8; i += 2)
        pool.free(blocks[i]);
    EXPECT_EQ(pool.figures().reserved, 32u << 20);
    EXPECT_DOUBLE_EQ(pool.figures().fragmentation(), 0.75);
    for (std::size_t i = 1; i < 8; i += 2)
        pool.free(blocks[i]);
    EXPECT_EQ(pool.figures().reserved, 0u); // all neighbours joined, so the segment went back
}

TEST(PooledAllocator, givesEmptySegmentsBackBeforeItFails) {
    SimulatedDevice device(100 * kMb);
    PooledAllocator pool(device);
    pool.free(pool.allocate(40 * kMb).value());
    EXPECT_GT(pool.figures().reserved, 0u);
    auto large = pool.allocate(90 * kMb);
    ASSERT_TRUE(large.ok());
    EXPECT_EQ(pool.allocate(20 * kMb).error().code, ErrorCode::OutOfMemory);
    pool.free(*large);
}

class Refuses final : public AllocationGate {
public:
    Result<void> before(std::string_view point, std::uint64_t bytes) override {
        if (point != "second") return {};
        return Error{ErrorCode::OutOfMemory, "refused " + std::to_string(bytes), {}};
    }
};

TEST(PooledAllocator, asksItsGateFirst) {
    Refuses gate;
    SimulatedDevice device(100 * kMb);
    PooledAllocator pool(device, {}, &gate);
    const Block block = pool.allocate(100, "first").value();
    EXPECT_EQ(pool.allocate(100, "second").error().userText, "refused 512");
    pool.free(block);
    EXPECT_EQ(pool.figures().blocks, 0u);
}

TEST(PooledAllocator, handsOutMemoryOfTheSystemToManyThreads) {
    PooledAllocator pool(systemPages());
    std::vector<std::jthread> threads;
    for (unsigned t = 0; t < 4; ++t) {
        threads.emplace_back([&pool, t] {
            std::mt19937 random(t);
            for (int i = 0; i < 300; ++i) {
                const Block block = pool.allocate(100 + random() % 300'000).value();
                auto* data = reinterpret_cast<unsigned char*>(block.address);
                std::memset(data, static_cast<int>(t), block.bytes);
                ASSERT_EQ(data[block.bytes - 1], t);
                pool.free(block);
            }
        });
    }
    threads.clear();
    EXPECT_EQ(pool.figures().blocks, 0u);
}

} // namespace
} // namespace orfeas::vram
