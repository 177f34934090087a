#include "core/cache/likeness.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace orfeas::cache {
namespace {

constexpr int kSide = 32;
constexpr int kFrequencies = 8;

using Grey = std::array<double, kSide * kSide>;

// Mean luma over each cell of a 32 x 32 grid, on white.
Grey shrunk(const image::Picture& picture) {
    Grey grey{};
    for (int cellY = 0; cellY < kSide; ++cellY) {
        const int top = cellY * picture.height / kSide;
        const int bottom = std::max(top + 1, (cellY + 1) * picture.height / kSide);
        for (int cellX = 0; cellX < kSide; ++cellX) {
            const int left = cellX * picture.width / kSide;
            const int right = std::max(left + 1, (cellX + 1) * picture.width / kSide);
            // Sixteen samples along each side of a cell are plenty, however large the picture.
            const int stepX = std::max(1, (right - left) / 16);
            const int stepY = std::max(1, (bottom - top) / 16);
            std::int64_t sum = 0;
            std::int64_t count = 0;
            for (int y = top; y < bottom; y += stepY) {
                for (int x = left; x < right; x += stepX) {
                    const std::uint8_t* p = picture.pixel(x, y);
                    const int luma = (54 * p[0] + 183 * p[1] + 19 * p[2]) / 256;
                    sum += (luma * p[3] + 255 * (255 - p[3])) / 255;
                    ++count;
                }
            }
            grey[static_cast<std::size_t>(cellY * kSide + cellX)] =
                static_cast<double>(sum) / static_cast<double>(count);
        }
    }
    return grey;
}

double cosine(int frequency, int at) {
    return std::cos(std::numbers::pi * frequency * (2 * at + 1) / (2.0 * kSide));
}

} // namespace

std::uint64_t likenessOf(const image::Picture& picture) {
    if (picture.empty()) return 0;
    const Grey grey = shrunk(picture);
    // Rows first, then columns: 8 x 8 coefficients, without the mean (0,0) but with (8,8) in its place.
    std::array<double, kSide*(kFrequencies + 1)> rows{};
    for (int y = 0; y < kSide; ++y) {
        for (int u = 0; u <= kFrequencies; ++u) {
            double sum = 0.0;
            for (int x = 0; x < kSide; ++x)
                sum += grey[static_cast<std::size_t>(y * kSide + x)] * cosine(u, x);
            rows[static_cast<std::size_t>(y * (kFrequencies + 1) + u)] = sum;
        }
    }
    const auto coefficient = [&](int u, int v) {
        double sum = 0.0;
        for (int y = 0; y < kSide; ++y)
            sum += rows[static_cast<std::size_t>(y * (kFrequencies + 1) + u)] * cosine(v, y);
        return sum;
    };
    std::array<double, 64> values{};
    double largest = 0.0;
    for (int i = 0; i < 64; ++i) {
        values[static_cast<std::size_t>(i)] = i == 0 ? coefficient(8, 8) : coefficient(i % 8, i / 8);
        largest = std::max(largest, std::abs(values[static_cast<std::size_t>(i)]));
    }
    if (largest < 1.0 * kSide) return 0; // less than one grey level of structure
    std::array<double, 64> sorted = values;
    std::nth_element(sorted.begin(), sorted.begin() + 32, sorted.end());
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
        bits |= static_cast<std::uint64_t>(values[i] > sorted[32]) << i;
    return bits;
}

} // namespace orfeas::cache
