#include "core/generate/plate_grid.h"

#include <algorithm>
#include <cmath>

namespace orfeas::generate {
namespace {

constexpr int kTileLevel = 5;

int tilesFor(double length, double cellMm) {
    return std::clamp(static_cast<int>(std::ceil(length / (cellMm * (1 << kTileLevel)) - 1e-6)), 1, 75);
}

} // namespace

PlateGrid PlateGrid::cover(glm::vec2 size, double cellMm) {
    const mesh::BisectedGrid grid(tilesFor(size.x, cellMm), tilesFor(size.y, cellMm), kTileLevel);
    return {grid, size, size / glm::vec2(grid.width() - 1, grid.height() - 1)};
}

std::vector<glm::vec2> PlateGrid::points() const {
    std::vector<glm::vec2> list;
    list.reserve(grid.vertexCount());
    for (int y = 0; y < grid.height(); ++y) {
        for (int x = 0; x < grid.width(); ++x) {
            list.emplace_back(static_cast<float>(x) * cell.x - 0.5f * size.x,
                              0.5f * size.y - static_cast<float>(y) * cell.y);
        }
    }
    return list;
}

void keepBorders(const mesh::BisectedGrid& grid, const std::vector<mesh::RegionLabel>& labels,
                 std::vector<float>& errors) {
    for (int y = 0; y < grid.height(); ++y) {
        for (int x = 0; x < grid.width(); ++x) {
            const std::uint32_t here = grid.vertex(x, y);
            bool changes = false;
            for (int dy = -1; dy <= 1; ++dy) {
                for (int dx = -1; dx <= 1; ++dx) {
                    const int nx = std::clamp(x + dx, 0, grid.width() - 1);
                    const int ny = std::clamp(y + dy, 0, grid.height() - 1);
                    changes = changes || labels[grid.vertex(nx, ny)] != labels[here];
                }
            }
            if (changes) errors[here] = kAlwaysKept;
        }
    }
}

float toleranceFor(const std::vector<float>& propagatedErrors, std::size_t vertices, float least) {
    if (propagatedErrors.size() <= vertices) return least;
    std::vector<float> sorted = propagatedErrors;
    const auto nth = sorted.begin() + static_cast<std::ptrdiff_t>(vertices);
    std::nth_element(sorted.begin(), nth, sorted.end(), std::greater<>());
    return std::clamp(*nth, least, 0.5f * kAlwaysKept);
}

} // namespace orfeas::generate
