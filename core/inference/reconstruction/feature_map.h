// Channels of values over a picture, and the layers that turn one such map into another.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/inference/reconstruction/dense_kernels.h"

namespace orfeas::inference {

/// values[(c * height + y) * width + x]; row 0 at the top. The width is a multiple of 8 or the map holds at least 8
/// places (kernels work on 8 columns at once).
struct FeatureMap {
    std::size_t channels = 0;
    std::size_t height = 0;
    std::size_t width = 0;
    std::vector<float> values;

    FeatureMap() = default;
    FeatureMap(std::size_t c, std::size_t h, std::size_t w)
        : channels(c), height(h), width(w), values(c * h * w) {}
    std::size_t places() const { return height * width; }
    float* channel(std::size_t c) { return values.data() + c * places(); }
    const float* channel(std::size_t c) const { return values.data() + c * places(); }
};

/// A kernel of side 3 with a border of zeros, or of side 1. All cores.
class Convolution {
public:
    Convolution() = default;
    /// `weights` (out, in, side, side) as LibTorch lays them out.
    Convolution(std::size_t out, std::size_t in, std::size_t side, std::span<const float> weights,
                std::span<const float> bias)
        : m_side(side), m_matrix(out, in * side * side, weights, bias) {}

    FeatureMap operator()(const FeatureMap& in, std::size_t stride = 1) const;

private:
    FeatureMap pointwise(const FeatureMap& in) const;

    std::size_t m_side = 1;
    DenseMatrix m_matrix;
};

/// Normalises groups of channels to mean 0 and deviation 1, then scales and shifts each channel (Wu and He 2018).
class GroupNorm {
public:
    GroupNorm() = default;
    GroupNorm(std::size_t groups, std::span<const float> scale, std::span<const float> shift)
        : m_groups(groups), m_scale(scale.begin(), scale.end()), m_shift(shift.begin(), shift.end()) {}

    FeatureMap operator()(const FeatureMap& in) const;

private:
    std::size_t m_groups = 1;
    std::vector<float> m_scale;
    std::vector<float> m_shift;
};

/// In place, all cores.
void silu(FeatureMap& map);
void addTo(FeatureMap& sum, const FeatureMap& map);
/// Twice as high and wide, bilinear between the middles of pixels.
FeatureMap doubled(const FeatureMap& map);

} // namespace orfeas::inference
