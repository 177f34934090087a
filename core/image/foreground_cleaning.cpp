#include "core/image/foreground_cleaning.h"

#include <algorithm>
#include <cmath>

#include "core/image/regions.h"

namespace orfeas::image {
namespace {

std::size_t countOf(const std::vector<std::uint8_t>& values) {
    return values.size() -
           static_cast<std::size_t>(std::count(values.begin(), values.end(), std::uint8_t{0}));
}

/// Chessboard distance to the nearest value `target`, by two raster scans; capped.
std::vector<int> distanceTo(const std::vector<std::uint8_t>& values, bool target, int width, int height) {
    constexpr int kFar = 1 << 20;
    const auto at = [width](int x, int y) {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
    };
    std::vector<int> distance(values.size(), kFar);
    const auto relax = [&](int x, int y, int u, int v) {
        if (u >= 0 && u < width && v >= 0 && v < height)
            distance[at(x, y)] = std::min(distance[at(x, y)], distance[at(u, v)] + 1);
    };
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            if ((values[at(x, y)] != 0) == target) distance[at(x, y)] = 0;
            relax(x, y, x - 1, y);
            relax(x, y, x - 1, y - 1);
            relax(x, y, x, y - 1);
            relax(x, y, x + 1, y - 1);
        }
    }
    for (int y = height - 1; y >= 0; --y) {
        for (int x = width - 1; x >= 0; --x) {
            relax(x, y, x + 1, y);
            relax(x, y, x + 1, y + 1);
            relax(x, y, x, y + 1);
            relax(x, y, x - 1, y + 1);
        }
    }
    return distance;
}

void fillGaps(std::vector<std::uint8_t>& subject, int width, int height, std::size_t smallerThan) {
    const Regions gaps = connectedGaps(subject, width, height, Neighbours::Four);
    for (std::size_t i = 0; i < subject.size(); ++i) {
        if (gaps.label[i] < 0) continue;
        const Region& gap = gaps.list[static_cast<std::size_t>(gaps.label[i])];
        if (!gap.touchesFrame && gap.area < smallerThan) subject[i] = 1;
    }
}

} // namespace

int keepLargestParts(std::vector<std::uint8_t>& subject, int width, int height, double leastShare) {
    const Regions parts = connectedRegions(subject, width, height, Neighbours::Eight);
    std::size_t largest = 0;
    for (const Region& part : parts.list)
        largest = std::max(largest, part.area);
    const double least = leastShare * static_cast<double>(largest);
    const auto stays = [least](const Region& part) { return static_cast<double>(part.area) >= least; };
    for (std::size_t i = 0; i < subject.size(); ++i) {
        if (parts.label[i] >= 0 && !stays(parts.list[static_cast<std::size_t>(parts.label[i])]))
            subject[i] = 0;
    }
    return static_cast<int>(std::count_if(parts.list.begin(), parts.list.end(), stays));
}

void fillPinholes(std::vector<std::uint8_t>& subject, int width, int height, double leastShare) {
    fillGaps(subject, width, height,
             static_cast<std::size_t>(leastShare * static_cast<double>(countOf(subject))) + 1);
}

bool fillDrawing(std::vector<std::uint8_t>& subject, int width, int height) {
    constexpr double kMostStrokeShare = 0.45; // of the filled shape that is stroke
    constexpr double kStrokeWidth = 0.022;    // of the picture's longer side
    const std::size_t strokes = countOf(subject);
    if (strokes == 0) return false;
    const int side = std::max(width, height);

    // Mean distance inside a stroke of width w is about w / 4.
    const auto depth = distanceTo(subject, false, width, height);
    double sum = 0.0;
    for (const int value : depth)
        sum += value;
    const double strokeWidth = 4.0 * (sum / static_cast<double>(strokes)) - 2.0;
    if (strokeWidth > std::max(3.0, kStrokeWidth * side)) return false;

    // Bridge small breaks: grow, fill, shrink back, and keep the strokes themselves.
    const int bridge = std::max(1, side / 100);
    const auto away = distanceTo(subject, true, width, height);
    std::vector<std::uint8_t> grown(subject.size());
    for (std::size_t i = 0; i < grown.size(); ++i)
        grown[i] = away[i] <= bridge;
    fillGaps(grown, width, height, grown.size());
    const auto inside = distanceTo(grown, false, width, height);
    std::vector<std::uint8_t> filled = subject;
    for (std::size_t i = 0; i < filled.size(); ++i) {
        if (inside[i] > bridge) filled[i] = 1;
    }
    if (static_cast<double>(strokes) > kMostStrokeShare * static_cast<double>(countOf(filled))) return false;
    subject = std::move(filled);
    return true;
}

} // namespace orfeas::image
