#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "core/inference/reconstruction/dense_kernels.h"
#include "core/inference/reconstruction/feature_map.h"
#include "core/inference/reconstruction/solid_config.h"
#include "core/inference/reconstruction/view_frame.h"
#include "core/inference/reconstruction/view_picture.h"

namespace orfeas::inference {
namespace {

std::vector<float> wave(std::size_t count, float pace) {
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = std::sin(pace * static_cast<float>(i));
    return values;
}

TEST(DenseMatrix, MultipliesRowsThatFillNoPanel) {
    constexpr std::size_t kRows = 13, kColumns = 7, kCount = 24;
    const std::vector<float> values = wave(kRows * kColumns, 0.7f), bias = wave(kRows, 0.3f),
                             in = wave(kColumns * kCount, 0.11f);
    std::vector<float> out(kRows * kCount);
    DenseMatrix(kRows, kColumns, values, bias).multiply(in.data(), kCount, out.data(), kCount, kCount);
    for (std::size_t r = 0; r < kRows; ++r) {
        for (std::size_t i = 0; i < kCount; ++i) {
            double sum = bias[r];
            for (std::size_t k = 0; k < kColumns; ++k)
                sum += double(values[r * kColumns + k]) * double(in[k * kCount + i]);
            ASSERT_NEAR(out[r * kCount + i], sum, 1e-5);
        }
    }
}

TEST(DenseKernels, SiluIsExact) {
    std::vector<float> values;
    for (float x = -100.0f; x < 100.0f; x += 0.37f)
        values.push_back(x);
    std::vector<float> out = values;
    silu(out.data(), out.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double x = values[i], exact = x / (1.0 + std::exp(-x));
        ASSERT_NEAR(out[i], exact, 1e-6 * std::max(1.0, std::abs(exact))) << x;
    }
}

TEST(Convolution, SeesZerosBeyondTheBorder) {
    FeatureMap in(2, 8, 8);
    in.values = wave(in.values.size(), 0.21f);
    const std::vector<float> weights = wave(3 * 2 * 9, 0.5f), bias{0.1f, 0.2f, 0.3f};
    for (const std::size_t stride : {1u, 2u}) {
        const FeatureMap out = Convolution(3, 2, 3, weights, bias)(in, stride);
        for (std::size_t c = 0; c < 3; ++c) {
            for (std::size_t y = 0; y < out.height; ++y) {
                for (std::size_t x = 0; x < out.width; ++x) {
                    double sum = bias[c];
                    for (std::size_t k = 0; k < 18; ++k) {
                        const auto row = int(y * stride + k % 9 / 3) - 1,
                                   column = int(x * stride + k % 3) - 1;
                        if (row < 0 || column < 0 || row >= 8 || column >= 8) continue;
                        sum += double(weights[c * 18 + k]) * double(in.channel(k / 9)[row * 8 + column]);
                    }
                    ASSERT_NEAR(out.channel(c)[y * out.width + x], sum, 1e-5);
                }
            }
        }
    }
}

TEST(FeatureMap, DoublingInterpolatesBetweenTheMiddlesOfPixels) {
    FeatureMap in(2, 3, 4);
    in.values = wave(in.values.size(), 0.37f);
    const FeatureMap out = doubled(in);
    ASSERT_EQ(out.height, 6u);
    ASSERT_EQ(out.width, 8u);
    const auto at = [&](std::size_t c, double y, double x) {
        const auto pick = [&](int row, int column) {
            row = std::clamp(row, 0, 2);
            column = std::clamp(column, 0, 3);
            return double(in.channel(c)[row * 4 + column]);
        };
        const int row = int(std::floor(y)), column = int(std::floor(x));
        const double down = y - row, along = x - column;
        return (1 - down) * ((1 - along) * pick(row, column) + along * pick(row, column + 1)) +
               down * ((1 - along) * pick(row + 1, column) + along * pick(row + 1, column + 1));
    };
    for (std::size_t c = 0; c < 2; ++c) {
        for (std::size_t y = 0; y < 6; ++y) {
            for (std::size_t x = 0; x < 8; ++x)
                ASSERT_NEAR(out.channel(c)[y * 8 + x], at(c, 0.5 * double(y) - 0.25, 0.5 * double(x) - 0.25),
                            1e-6);
        }
    }
}

TEST(SolidConfig, ComesBackFromItsText) {
    SolidConfig config;
    config.widths = {16, 24, 48, 64};
    config.layers = 3;
    const auto back = parseSolidConfig(solidConfigText(config));
    ASSERT_TRUE(back.ok()) << back.error().userText;
    EXPECT_EQ(*back, config);
}

TEST(SolidConfig, RefusesWhatItCannotBuild) {
    SolidConfig config;
    config.widths[1] = 63;
    EXPECT_FALSE(parseSolidConfig(solidConfigText(config)).ok());
    EXPECT_FALSE(parseSolidConfig("{}").ok());
    EXPECT_FALSE(parseSolidConfig("[").ok());
    config = {};
    config.side = 1 << 20;
    EXPECT_FALSE(parseSolidConfig(solidConfigText(config)).ok());
}

TEST(ViewPicture, ADiscIsInflatedToABall) {
    constexpr int kSide = 64;
    std::vector<std::uint8_t> rgba(4 * kSide * kSide, 0);
    for (int y = 0; y < kSide; ++y) {
        for (int x = 0; x < kSide; ++x) {
            const double r = std::hypot(x + 0.5 - 32.0, y + 0.5 - 32.0);
            auto* pixel = &rgba[std::size_t(4 * (y * kSide + x))];
            pixel[0] = 200;
            pixel[3] = static_cast<std::uint8_t>(255.0 * std::clamp(16.5 - r, 0.0, 1.0));
        }
    }
    const auto picture = makeViewPicture(kSide, rgba, {});
    ASSERT_TRUE(picture.ok());
    EXPECT_NEAR(picture->plane(4)[32 * kSide + 32] / 255.0, 0.5, 0.02); // half the half side
    EXPECT_EQ(picture->plane(4)[0], 0);
    EXPECT_EQ(picture->plane(0)[32 * kSide + 32], 200);
    EXPECT_EQ(picture->plane(0)[0], 0); // multiplied by its coverage
    const ViewPicture mirror = mirrored(*picture);
    EXPECT_EQ(mirror.plane(0)[32 * kSide + 20], picture->plane(0)[32 * kSide + 63 - 20]);
    EXPECT_EQ(mirrored(mirror).planes, picture->planes);
}

TEST(ViewFrame, CentresTheSubject) {
    image::Mask mask{200, 100, std::vector<std::uint8_t>(200 * 100, 0)};
    for (int y = 20; y < 60; ++y) {
        for (int x = 100; x < 180; ++x)
            mask.coverage[std::size_t(y * 200 + x)] = 255;
    }
    const auto frame = frameSubject(mask);
    ASSERT_TRUE(frame.ok());
    EXPECT_DOUBLE_EQ(frame->centerX, 140.0);
    EXPECT_DOUBLE_EQ(frame->centerY, 40.0);
    const generate::Field outline = framedOutline(mask, *frame, 128);
    EXPECT_NEAR(outline.at(64, 64), 20.0 / frame->half, 0.03);
    EXPECT_LT(outline.at(0, 0), 0.0f);
    const auto inflation = framedInflation(outline, {});
    ASSERT_TRUE(inflation.ok());
    // In the middle of a long strip the height is sqrt(2) times half its width; this one is twice as long as wide.
    EXPECT_NEAR(std::sqrt(inflation->at(64, 64)), std::sqrt(2.0) * 20.0 / frame->half, 0.05);
    EXPECT_LT(inflation->at(0, 0), 0.0f);
    mask.coverage.assign(mask.coverage.size(), 0);
    EXPECT_FALSE(frameSubject(mask).ok());
}

} // namespace
} // namespace orfeas::inference
