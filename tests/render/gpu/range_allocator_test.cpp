#include "render/gpu/range_allocator.h"

#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace orfeas::render::gpu {
namespace {

TEST(RangeAllocator, GivesOutAllThereIsAndNotMore) {
    RangeAllocator line(100);
    const auto a = line.allocate(60), b = line.allocate(40);
    ASSERT_TRUE(a && b);
    EXPECT_FALSE(line.allocate(1));
    line.release(*a);
    EXPECT_EQ(line.largestFree(), 60u);
    EXPECT_FALSE(line.allocate(61));
    EXPECT_TRUE(line.allocate(60));
    line.check();
}

TEST(RangeAllocator, NeighboursBecomeOneInEveryOrder) {
    std::vector<int> order{0, 1, 2, 3, 4};
    do {
        RangeAllocator line(500);
        std::vector<Range> ranges;
        for (int i = 0; i < 5; ++i)
            ranges.push_back(*line.allocate(100));
        for (const int i : order) {
            line.release(ranges[static_cast<std::size_t>(i)]);
            line.check();
        }
        EXPECT_EQ(line.largestFree(), 500u);
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST(RangeAllocator, FreedGroundIsUsedAgain) {
    RangeAllocator line(1'000'000);
    for (int i = 0; i < 1000; ++i) {
        const auto a = line.allocate(300'000), b = line.allocate(300'000);
        ASSERT_TRUE(a && b);
        EXPECT_LE(a->offset + a->size, 600'000u)
            << "replacing two things again and again needs no third place";
        line.release(*a);
        line.release(*b);
    }
}

TEST(RangeAllocator, ShrinkingGivesTheEndBack) {
    RangeAllocator line(64);
    Range a = *line.allocate(64);
    line.shrink(a, 10);
    line.check();
    const auto b = line.allocate(54);
    ASSERT_TRUE(b);
    EXPECT_EQ(b->offset, 10u);
    line.release(a);
    line.release(*b);
    EXPECT_EQ(line.largestFree(), 64u);
}

TEST(RangeAllocator, EmptyAndOneUnitLines) {
    RangeAllocator none(0);
    EXPECT_FALSE(none.allocate(1));
    RangeAllocator one(1);
    const auto a = one.allocate(1);
    ASSERT_TRUE(a);
    one.release(*a);
    one.check();
}

/// Against a plain map of who has what: nothing overlaps, nothing is lost, and what fails could not be had cheaply.
TEST(RangeAllocator, KeepsItsPromisesUnderRandomUse) {
    for (const unsigned seed : {1u, 2u, 3u, 4u, 5u, 6u}) {
        std::mt19937 random(seed);
        const std::uint32_t capacity = 1000 + random() % 100'000;
        RangeAllocator line(capacity);
        std::map<std::uint32_t, Range> held;
        std::uint32_t used = 0;
        for (int step = 0; step < 6000; ++step) {
            const bool take = held.empty() || random() % 100 < (step / 1000 % 2 == 0 ? 60u : 40u);
            if (take) {
                const std::uint32_t size = 1 + random() % (random() % 4 == 0 ? capacity / 8 : 64u);
                const std::uint32_t largest = line.largestFree();
                const auto range = line.allocate(size);
                if (!range) {
                    EXPECT_LT(largest, size + size / 8 + 1) << "a stretch well large enough was passed over";
                    continue;
                }
                const auto next = held.lower_bound(range->offset);
                if (next != held.end()) {
                    ASSERT_LE(range->offset + range->size, next->first);
                }
                if (next != held.begin()) {
                    ASSERT_LE(std::prev(next)->second.offset + std::prev(next)->second.size, range->offset);
                }
                ASSERT_LE(range->offset + range->size, capacity);
                held[range->offset] = *range;
                used += size;
            } else {
                auto chosen = std::next(held.begin(), static_cast<long>(random() % held.size()));
                if (random() % 5 == 0 && chosen->second.size > 1) {
                    const std::uint32_t size = 1 + random() % (chosen->second.size - 1);
                    used -= chosen->second.size - size;
                    line.shrink(chosen->second, size);
                } else {
                    used -= chosen->second.size;
                    line.release(chosen->second);
                    held.erase(chosen);
                }
            }
            ASSERT_EQ(line.used(), used);
            if (step % 50 == 0) line.check();
        }
        for (const auto& [offset, range] : held)
            line.release(range);
        line.check();
        EXPECT_EQ(line.largestFree(), capacity);
    }
}

} // namespace
} // namespace orfeas::render::gpu
