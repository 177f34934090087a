#include "core/generate/poisson.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stop_token>

namespace orfeas::generate {
namespace {

Field discDistance(int side, double radius) {
    Field d(side, side);
    const double c = 0.5 * (side - 1);
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x)
            d.at(x, y) = static_cast<float>(radius - std::hypot(x - c, y - c));
    }
    return d;
}

TEST(Poisson, discGivesTheHemisphere) {
    // For every radius, whole or not: the border is met within the cell.
    for (const double radius : {20.0, 20.37, 61.5}) {
        const int side = static_cast<int>(2 * radius) + 12;
        const auto u = solveInflation(discDistance(side, radius), {});
        ASSERT_TRUE(u.ok());
        const double c = 0.5 * (side - 1);
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                const double r = std::hypot(x - c, y - c);
                if (r > radius) {
                    EXPECT_LE(u->at(x, y), 0.0f);
                    continue;
                }
                EXPECT_NEAR(u->at(x, y), radius * radius - r * r, 0.02 * radius) << radius << " at " << r;
            }
        }
    }
}

TEST(Poisson, ringGivesTheAnalyticProfile) {
    const double inner = 14.0, outer = 50.0;
    const int side = 112;
    Field d(side, side);
    const double c = 0.5 * (side - 1);
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const double r = std::hypot(x - c, y - c);
            d.at(x, y) = static_cast<float>(std::min(outer - r, r - inner));
        }
    }
    const auto u = solveInflation(d, {});
    ASSERT_TRUE(u.ok());
    // u = -r² + a ln r + b with u = 0 at both radii.
    const double a = (outer * outer - inner * inner) / std::log(outer / inner);
    const double b = outer * outer - a * std::log(outer);
    for (int x = 0; x < side; ++x) {
        const double r = std::hypot(x - c, 55 - c);
        if (r < inner + 0.5 || r > outer - 0.5) continue;
        EXPECT_NEAR(u->at(x, 55), -r * r + a * std::log(r) + b, 5.0) << r; // of up to 900
    }
}

TEST(Poisson, stopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    const auto u = solveInflation(discDistance(64, 20), {stop.get_token(), {}});
    ASSERT_FALSE(u.ok());
    EXPECT_EQ(u.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace orfeas::generate
