// Area resampling of picture planes into fields; included by field.h.
#pragma once

#include <span>

#include "core/base/parallel.h"

namespace orfeas::generate {

/// Which source samples one output sample is made of. Weights sum to 1 together with `outsideWeight`.
struct ResampleTap {
    int first = 0;
    std::vector<float> weights;
    float outsideWeight = 0.0f;
};

std::vector<ResampleTap> resampleTaps(int sourceSize, double start, double step, int outSize);

template <typename ReadRow>
Field resampled(int width, int height, const ResampleArea& area, float outside, const ReadRow& readRow) {
    const std::vector<ResampleTap> across = resampleTaps(width, area.x0, area.step, area.outWidth);
    const std::vector<ResampleTap> down = resampleTaps(height, area.y0, area.step, area.outHeight);
    Field out(area.outWidth, area.outHeight, 0.0f);
    parallelFor(static_cast<std::size_t>(area.outHeight), 8, [&](std::size_t begin, std::size_t end) {
        std::vector<float> row(static_cast<std::size_t>(width));
        std::vector<float> sum(static_cast<std::size_t>(width));
        for (std::size_t y = begin; y < end; ++y) {
            const ResampleTap& tap = down[y];
            std::fill(sum.begin(), sum.end(), tap.outsideWeight * outside);
            for (std::size_t k = 0; k < tap.weights.size(); ++k) {
                readRow(tap.first + static_cast<int>(k), std::span<float>(row));
                for (std::size_t x = 0; x < sum.size(); ++x)
                    sum[x] += tap.weights[k] * row[x];
            }
            for (int x = 0; x < area.outWidth; ++x) {
                const ResampleTap& columns = across[static_cast<std::size_t>(x)];
                float value = columns.outsideWeight * outside;
                for (std::size_t k = 0; k < columns.weights.size(); ++k) {
                    value += columns.weights[k] * sum[static_cast<std::size_t>(columns.first) + k];
                }
                out.at(x, static_cast<int>(y)) = value;
            }
        }
    });
    return out;
}

} // namespace orfeas::generate
