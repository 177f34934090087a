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

struct Cell {
    int left, top, right, bottom; ///< pixels of the picture, maybe outside of it
};

// What lies outside is white. Sixteen samples along each side of a cell are plenty, however large the picture.
double meanOf(const image::Picture& picture, Cell cell) {
    cell.right = std::max(cell.right, cell.left + 1);
    cell.bottom = std::max(cell.bottom, cell.top + 1);
    const int stepX = std::max(1, (cell.right - cell.left) / 16);
    const int stepY = std::max(1, (cell.bottom - cell.top) / 16);
    std::int64_t sum = 0;
    std::int64_t count = 0;
    for (int y = cell.top; y < cell.bottom; y += stepY) {
        for (int x = cell.left; x < cell.right; x += stepX) {
            ++count;
            if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) {
                sum += 255;
                continue;
            }
            const std::uint8_t* p = picture.pixel(x, y);
            const int luma = (54 * p[0] + 183 * p[1] + 19 * p[2]) / 256;
            sum += (luma * p[3] + 255 * (255 - p[3])) / 255;
        }
    }
    return static_cast<double>(sum) / static_cast<double>(count);
}

// Mean luma over each cell of a 32 x 32 grid, on a white square that holds the whole picture: its proportions count.
Grey shrunk(const image::Picture& picture) {
    Grey grey;
    grey.fill(255.0);
    const int side = std::max(picture.width, picture.height);
    const int left = (side - picture.width) / 2;
    const int top = (side - picture.height) / 2;
    for (int cellY = 0; cellY < kSide; ++cellY) {
        for (int cellX = 0; cellX < kSide; ++cellX) {
            grey[static_cast<std::size_t>(cellY * kSide + cellX)] =
                meanOf(picture, {cellX * side / kSide - left, cellY * side / kSide - top,
                                 (cellX + 1) * side / kSide - left, (cellY + 1) * side / kSide - top});
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
