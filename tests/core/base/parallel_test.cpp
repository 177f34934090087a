#include "core/base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <thread>
#include <vector>

namespace orfeas {
namespace {

TEST(ParallelFor, visitsEveryIndexOnce) {
    std::vector<int> visits(100'003, 0);
    parallelFor(visits.size(), 7, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            ++visits[i];
    });
    EXPECT_EQ(std::count(visits.begin(), visits.end(), 1), 100'003);
}

TEST(ParallelFor, emptyRangeCallsNothing) {
    bool called = false;
    parallelFor(0, 1, [&](std::size_t, std::size_t) { called = true; });
    EXPECT_FALSE(called);
}

TEST(ParallelFor, nestedLoopsFinish) {
    std::atomic<std::size_t> sum{0};
    parallelFor(64, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            parallelFor(100, 1, [&](std::size_t b, std::size_t e) { sum += e - b; });
        }
    });
    EXPECT_EQ(sum.load(), 6400u);
}

TEST(ParallelFor, callersOnSeveralThreadsAllFinish) {
    std::atomic<std::size_t> sum{0};
    std::vector<std::jthread> callers;
    for (int c = 0; c < 4; ++c) {
        callers.emplace_back([&] {
            for (int round = 0; round < 200; ++round) {
                parallelFor(1000, 10, [&](std::size_t b, std::size_t e) { sum += e - b; });
            }
        });
    }
    callers.clear();
    EXPECT_EQ(sum.load(), 4u * 200u * 1000u);
}

} // namespace
} // namespace orfeas
