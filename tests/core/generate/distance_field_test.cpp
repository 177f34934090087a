#include "core/generate/distance_field.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace orfeas::generate {
namespace {

TEST(DistanceField, nearestSitesAreNearest) {
    const int w = 37, h = 23;
    std::vector<std::uint8_t> site(w * h, 0);
    for (const int i : {3, 200, 411, 640, 641, 850})
        site[static_cast<std::size_t>(i)] = 1;
    const auto nearest = nearestSites(w, h, site);
    const auto squared = [&](int a, int b) {
        const int dx = a % w - b % w, dy = a / w - b / w;
        return dx * dx + dy * dy;
    };
    for (int i = 0; i < w * h; ++i) {
        int best = 1 << 30;
        for (int q = 0; q < w * h; ++q) {
            if (site[static_cast<std::size_t>(q)]) best = std::min(best, squared(i, q));
        }
        ASSERT_TRUE(site[nearest[static_cast<std::size_t>(i)]]);
        EXPECT_EQ(squared(i, static_cast<int>(nearest[static_cast<std::size_t>(i)])), best);
    }
}

TEST(DistanceField, withoutSitesNothingIsNear) {
    const auto nearest = nearestSites(4, 4, std::vector<std::uint8_t>(16, 0));
    for (const std::uint32_t q : nearest)
        EXPECT_EQ(q, kNoSite);
}

TEST(DistanceField, contourIsFoundWithinTheCell) {
    // A slanted edge, anti-aliased: distances are those to the line, not to cells.
    const int n = 60;
    Field coverage(n, n);
    const double a = 0.8, b = 0.6, c = 41.3;
    for (int y = 0; y < n; ++y) {
        for (int x = 0; x < n; ++x) {
            coverage.at(x, y) = static_cast<float>(std::clamp(0.5 + 0.5 * (a * x + b * y - c), 0.0, 1.0));
        }
    }
    const Field distance = signedDistance(coverage, 0.5f);
    for (int y = 10; y < n - 10; ++y) {
        for (int x = 10; x < n - 10; ++x) {
            const double truth = a * x + b * y - c;
            if (std::abs(truth) < 8.0) {
                EXPECT_NEAR(distance.at(x, y), truth, 0.15);
            } // its foot lies in the grid
        }
    }
}

} // namespace
} // namespace orfeas::generate
