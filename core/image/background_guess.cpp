#include "core/image/background_guess.h"

#include <algorithm>

namespace orfeas::image {
namespace {

/// One level of the pyramid: colours times their weight, and the weight.
struct Level {
    int width = 0;
    int height = 0;
    std::vector<Lab> colour;
    std::vector<float> weight;

    Level(int columns, int rows)
        : width(columns), height(rows),
          colour(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows)), weight(colour.size()) {}

    std::size_t at(int x, int y) const {
        const int column = std::clamp(x, 0, width - 1);
        const int row = std::clamp(y, 0, height - 1);
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(width) +
               static_cast<std::size_t>(column);
    }
};

/// Half the size; weights add up and saturate at one.
Level pulled(const Level& fine) {
    Level coarse((fine.width + 1) / 2, (fine.height + 1) / 2);
    for (int y = 0; y < fine.height; ++y) {
        for (int x = 0; x < fine.width; ++x) {
            const std::size_t to = coarse.at(x / 2, y / 2);
            const std::size_t from = fine.at(x, y);
            coarse.weight[to] += fine.weight[from];
            for (std::size_t c = 0; c < 3; ++c)
                coarse.colour[to][c] += fine.colour[from][c];
        }
    }
    for (std::size_t i = 0; i < coarse.weight.size(); ++i) {
        if (coarse.weight[i] <= 1.0f) continue;
        for (float& channel : coarse.colour[i])
            channel /= coarse.weight[i];
        coarse.weight[i] = 1.0f;
    }
    return coarse;
}

/// Fills what the fine level lacks from the coarse one, which is complete.
void push(const Level& coarse, Level& fine) {
    for (int y = 0; y < fine.height; ++y) {
        for (int x = 0; x < fine.width; ++x) {
            const std::size_t to = fine.at(x, y);
            const float missing = 1.0f - fine.weight[to];
            if (missing <= 0.0f) continue;
            const int besideX = x % 2 == 0 ? x / 2 - 1 : x / 2 + 1;
            const int besideY = y % 2 == 0 ? y / 2 - 1 : y / 2 + 1;
            const Lab& near = coarse.colour[coarse.at(x / 2, y / 2)];
            const Lab& across = coarse.colour[coarse.at(besideX, y / 2)];
            const Lab& along = coarse.colour[coarse.at(x / 2, besideY)];
            const Lab& far = coarse.colour[coarse.at(besideX, besideY)];
            for (std::size_t c = 0; c < 3; ++c) {
                fine.colour[to][c] +=
                    missing * (9.0f * near[c] + 3.0f * across[c] + 3.0f * along[c] + far[c]) / 16.0f;
            }
            fine.weight[to] = 1.0f;
        }
    }
}

} // namespace

std::vector<Lab> guessedBackground(std::span<const Lab> colours, std::span<const std::uint8_t> known,
                                   int width, int height) {
    std::vector<Level> levels;
    levels.emplace_back(width, height);
    for (std::size_t i = 0; i < colours.size(); ++i) {
        if (known[i] == 0) continue;
        levels[0].colour[i] = colours[i];
        levels[0].weight[i] = 1.0f;
    }
    while (levels.back().width > 1 || levels.back().height > 1)
        levels.push_back(pulled(levels.back()));
    Level& top = levels.back();
    if (top.weight[0] > 0.0f) {
        for (float& channel : top.colour[0])
            channel /= top.weight[0];
    }
    for (std::size_t i = levels.size() - 1; i > 0; --i)
        push(levels[i], levels[i - 1]);
    return std::move(levels[0].colour);
}

} // namespace orfeas::image
