#include "core/inference/reconstruction/feature_map.h"

#include <algorithm>
#include <cmath>

#include "core/base/assert.h"
#include "core/base/parallel.h"

namespace orfeas::inference {
namespace {

constexpr double kEpsilon = 1e-5;
constexpr std::size_t kColumns = 128; ///< about so many places are gathered at a time: they stay in the cache
constexpr std::size_t kSiluGrain = 16384;

// Row `y` of a kernel's column for one input channel and one kernel place: what each output place in the row sees.
void gatherRow(const FeatureMap& in, std::size_t channel, std::ptrdiff_t y, std::ptrdiff_t shift,
               std::size_t stride, std::size_t count, float* out) {
    if (y < 0 || y >= std::ptrdiff_t(in.height)) {
        std::fill_n(out, count, 0.0f);
        return;
    }
    const float* row = in.channel(channel) + std::size_t(y) * in.width;
    for (std::size_t i = 0; i < count; ++i) {
        const std::ptrdiff_t x = std::ptrdiff_t(i * stride) + shift;
        out[i] = x >= 0 && x < std::ptrdiff_t(in.width) ? row[x] : 0.0f;
    }
}

} // namespace

FeatureMap Convolution::pointwise(const FeatureMap& in) const {
    FeatureMap out(m_matrix.rows(), in.height, in.width);
    const std::size_t count = in.places();
    ORFEAS_ASSERT(count % 8 == 0);
    parallelFor(count / 8, kColumns / 8, [&](std::size_t begin, std::size_t end) {
        m_matrix.multiply(in.values.data() + begin * 8, count, out.values.data() + begin * 8, count,
                          (end - begin) * 8);
    });
    return out;
}

FeatureMap Convolution::operator()(const FeatureMap& in, std::size_t stride) const {
    ORFEAS_ASSERT(m_matrix.columns() == in.channels * m_side * m_side);
    if (m_side == 1) return pointwise(in);
    FeatureMap out(m_matrix.rows(), in.height / stride, in.width / stride);
    const std::size_t rows = std::max<std::size_t>(1, kColumns / out.width);
    parallelFor((out.height + rows - 1) / rows, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t band = begin; band < end; ++band) {
            const std::size_t top = band * rows, some = std::min(rows, out.height - top);
            const std::size_t count = some * out.width, padded = (count + 7) / 8 * 8;
            std::vector<float> columns(m_matrix.columns() * padded), result(m_matrix.rows() * padded);
            float* column = columns.data();
            for (std::size_t c = 0; c < in.channels; ++c) {
                for (std::size_t k = 0; k < 9; ++k, column += padded) {
                    for (std::size_t r = 0; r < some; ++r) {
                        const auto y = std::ptrdiff_t((top + r) * stride + k / 3) - 1;
                        gatherRow(in, c, y, std::ptrdiff_t(k % 3) - 1, stride, out.width,
                                  column + r * out.width);
                    }
                }
            }
            m_matrix.multiply(columns.data(), padded, result.data(), padded, padded);
            for (std::size_t c = 0; c < out.channels; ++c)
                std::copy_n(result.data() + c * padded, count, out.channel(c) + top * out.width);
        }
    });
    return out;
}

FeatureMap GroupNorm::operator()(const FeatureMap& in) const {
    FeatureMap out(in.channels, in.height, in.width);
    const std::size_t channels = in.channels / m_groups, count = channels * in.places();
    parallelFor(m_groups, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t g = begin; g < end; ++g) {
            const float* from = in.channel(g * channels);
            double sum = 0.0, squares = 0.0;
            for (std::size_t i = 0; i < count; ++i) {
                sum += from[i];
                squares += double(from[i]) * double(from[i]);
            }
            const double mean = sum / double(count);
            const double variance = std::max(0.0, squares / double(count) - mean * mean);
            const double rate = 1.0 / std::sqrt(variance + kEpsilon);
            for (std::size_t c = g * channels; c < (g + 1) * channels; ++c) {
                const auto scale = static_cast<float>(rate * m_scale[c]);
                const auto shift = static_cast<float>(m_shift[c] - mean * rate * m_scale[c]);
                const float* values = in.channel(c);
                float* result = out.channel(c);
                for (std::size_t i = 0; i < in.places(); ++i)
                    result[i] = values[i] * scale + shift;
            }
        }
    });
    return out;
}

void silu(FeatureMap& map) {
    parallelFor(map.values.size(), kSiluGrain,
                [&](std::size_t begin, std::size_t end) { silu(map.values.data() + begin, end - begin); });
}

void addTo(FeatureMap& sum, const FeatureMap& map) {
    ORFEAS_ASSERT(sum.values.size() == map.values.size());
    for (std::size_t i = 0; i < map.values.size(); ++i)
        sum.values[i] += map.values[i];
}

namespace {

// One line of twice as many samples: each lies a quarter of a step from its nearest one.
void doubleLine(const float* from, std::size_t count, std::size_t stride, float* to) {
    for (std::size_t i = 0; i < count; ++i) {
        const float here = from[i * stride];
        const float before = from[(i > 0 ? i - 1 : 0) * stride];
        const float after = from[std::min(i + 1, count - 1) * stride];
        to[2 * i * stride] = 0.25f * before + 0.75f * here;
        to[(2 * i + 1) * stride] = 0.75f * here + 0.25f * after;
    }
}

} // namespace

FeatureMap doubled(const FeatureMap& map) {
    FeatureMap wide(map.channels, map.height, 2 * map.width),
        out(map.channels, 2 * map.height, 2 * map.width);
    for (std::size_t row = 0; row < map.channels * map.height; ++row)
        doubleLine(&map.values[row * map.width], map.width, 1, &wide.values[row * wide.width]);
    for (std::size_t c = 0; c < map.channels; ++c) {
        for (std::size_t x = 0; x < wide.width; ++x)
            doubleLine(wide.channel(c) + x, wide.height, wide.width, out.channel(c) + x);
    }
    return out;
}

} // namespace orfeas::inference
