#include "core/image/grid_cut.h"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

namespace orfeas {
namespace {

constexpr int kSteps[4][2] = {{1, 0}, {-1, 1}, {0, 1}, {1, 1}};

std::int64_t costOf(const image::CutProblem& problem, const std::vector<std::uint8_t>& subject) {
    std::int64_t cost = 0;
    for (int y = 0; y < problem.height; ++y) {
        for (int x = 0; x < problem.width; ++x) {
            const auto at = static_cast<std::size_t>(y * problem.width + x);
            const std::int64_t leaning = problem.leaning[at];
            if (subject[at] == 0) cost += std::max<std::int64_t>(leaning, 0);
            if (subject[at] != 0) cost += std::max<std::int64_t>(-leaning, 0);
            for (std::size_t d = 0; d < 4; ++d) {
                const int u = x + kSteps[d][0];
                const int v = y + kSteps[d][1];
                if (u < 0 || u >= problem.width || v >= problem.height) continue;
                const auto other = static_cast<std::size_t>(v * problem.width + u);
                if (subject[at] != subject[other]) cost += problem.parting[d][at];
            }
        }
    }
    return cost;
}

image::CutProblem randomProblem(int width, int height, std::uint32_t seed) {
    const auto next = [&seed](std::uint32_t below) {
        seed = seed * 1664525u + 1013904223u;
        return static_cast<std::int32_t>((seed >> 8) % below);
    };
    image::CutProblem problem;
    problem.width = width;
    problem.height = height;
    for (int i = 0; i < width * height; ++i)
        problem.leaning.push_back(next(41) - 20);
    for (auto& costs : problem.parting) {
        for (int i = 0; i < width * height; ++i)
            costs.push_back(next(3) == 0 ? 0 : next(15));
    }
    return problem;
}

TEST(CheapestCut, IsAsCheapAsTheBestOfAllLabellings) {
    for (std::uint32_t seed = 1; seed <= 60; ++seed) {
        const auto problem = randomProblem(4, 4, seed);
        std::int64_t best = std::numeric_limits<std::int64_t>::max();
        for (unsigned labels = 0; labels < (1u << 16); ++labels) {
            std::vector<std::uint8_t> subject(16);
            for (std::size_t i = 0; i < 16; ++i)
                subject[i] = (labels >> i) & 1u;
            best = std::min(best, costOf(problem, subject));
        }
        const auto cut = image::cheapestCut(problem, {});
        ASSERT_TRUE(cut.ok());
        EXPECT_EQ(costOf(problem, *cut), best) << seed;
    }
}

TEST(CheapestCut, IsNotImprovedByAnyPixel) {
    for (std::uint32_t seed = 1; seed <= 4; ++seed) {
        const auto problem = randomProblem(60, 45, seed);
        auto cut = image::cheapestCut(problem, {});
        ASSERT_TRUE(cut.ok());
        const std::int64_t cost = costOf(problem, *cut);
        for (std::size_t i = 0; i < cut->size(); i += 7) {
            (*cut)[i] ^= 1;
            EXPECT_GE(costOf(problem, *cut), cost);
            (*cut)[i] ^= 1;
        }
    }
}

TEST(CheapestCut, StopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    const auto outcome =
        image::cheapestCut(randomProblem(200, 200, 5), jobs::JobContext(stop.get_token(), {}));
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace orfeas
