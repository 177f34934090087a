#include "core/generate/field.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace orfeas::generate {
namespace {

// Values and derivatives of the four cubic B-spline pieces at t in [0, 1).
struct SplineWeights {
    std::array<float, 4> value;
    std::array<float, 4> slope;
};

SplineWeights splineWeights(float t) {
    const float s = 1.0f - t;
    return {{s * s * s / 6.0f, (3.0f * t * t * t - 6.0f * t * t + 4.0f) / 6.0f,
             (3.0f * s * s * s - 6.0f * s * s + 4.0f) / 6.0f, t * t * t / 6.0f},
            {-0.5f * s * s, 1.5f * t * t - 2.0f * t, -1.5f * s * s + 2.0f * s, 0.5f * t * t}};
}

std::vector<float> gaussianKernel(float sigma) {
    const int radius = std::max(1, static_cast<int>(std::ceil(3.0f * sigma)));
    std::vector<float> kernel(static_cast<std::size_t>(2 * radius + 1));
    float sum = 0.0f;
    for (int i = -radius; i <= radius; ++i) {
        const float x = static_cast<float>(i) / sigma;
        sum += kernel[static_cast<std::size_t>(i + radius)] = std::exp(-0.5f * x * x);
    }
    for (float& k : kernel)
        k /= sum;
    return kernel;
}

// Blurs along rows and writes the result turned over its diagonal, so that two passes blur both ways.
Field blurredRowsTransposed(const Field& in, const std::vector<float>& kernel) {
    const int radius = static_cast<int>(kernel.size() / 2);
    Field out(in.height, in.width);
    parallelFor(static_cast<std::size_t>(in.height), 16, [&](std::size_t begin, std::size_t end) {
        std::vector<float> padded(static_cast<std::size_t>(in.width + 2 * radius));
        for (std::size_t y = begin; y < end; ++y) {
            const float* row = in.values.data() + y * static_cast<std::size_t>(in.width);
            for (int x = 0; x < in.width + 2 * radius; ++x) {
                padded[static_cast<std::size_t>(x)] = row[std::clamp(x - radius, 0, in.width - 1)];
            }
            for (int x = 0; x < in.width; ++x) {
                float sum = 0.0f;
                for (std::size_t k = 0; k < kernel.size(); ++k)
                    sum += kernel[k] * padded[static_cast<std::size_t>(x) + k];
                out.at(static_cast<int>(y), x) = sum;
            }
        }
    });
    return out;
}

} // namespace

float Field::clamped(int x, int y) const {
    return at(std::clamp(x, 0, width - 1), std::clamp(y, 0, height - 1));
}

float sampleLinear(const Field& field, float x, float y) {
    x = std::clamp(x, 0.0f, static_cast<float>(field.width - 1));
    y = std::clamp(y, 0.0f, static_cast<float>(field.height - 1));
    const int x0 = std::min(static_cast<int>(x), std::max(0, field.width - 2));
    const int y0 = std::min(static_cast<int>(y), std::max(0, field.height - 2));
    const float fx = x - static_cast<float>(x0);
    const float fy = y - static_cast<float>(y0);
    const float top = field.at(x0, y0) * (1 - fx) + field.clamped(x0 + 1, y0) * fx;
    const float bottom = field.clamped(x0, y0 + 1) * (1 - fx) + field.clamped(x0 + 1, y0 + 1) * fx;
    return top * (1 - fy) + bottom * fy;
}

FieldSample sampleSmooth(const Field& field, float x, float y) {
    const float limitX = static_cast<float>(field.width + 2);
    const float limitY = static_cast<float>(field.height + 2);
    x = std::clamp(x, -2.0f, limitX);
    y = std::clamp(y, -2.0f, limitY);
    const int x0 = static_cast<int>(std::floor(x));
    const int y0 = static_cast<int>(std::floor(y));
    const SplineWeights wx = splineWeights(x - static_cast<float>(x0));
    const SplineWeights wy = splineWeights(y - static_cast<float>(y0));
    const bool inside = x0 >= 1 && y0 >= 1 && x0 + 2 < field.width && y0 + 2 < field.height;
    FieldSample sample;
    for (int j = 0; j < 4; ++j) {
        float value = 0.0f;
        float slope = 0.0f;
        for (int i = 0; i < 4; ++i) {
            const float f = inside ? field.at(x0 - 1 + i, y0 - 1 + j) : field.clamped(x0 - 1 + i, y0 - 1 + j);
            value += wx.value[static_cast<std::size_t>(i)] * f;
            slope += wx.slope[static_cast<std::size_t>(i)] * f;
        }
        sample.value += wy.value[static_cast<std::size_t>(j)] * value;
        sample.gradient.x += wy.value[static_cast<std::size_t>(j)] * slope;
        sample.gradient.y += wy.slope[static_cast<std::size_t>(j)] * value;
    }
    return sample;
}

Field blurred(const Field& field, float sigma) {
    if (sigma < 0.05f) return field;
    const std::vector<float> kernel = gaussianKernel(sigma);
    return blurredRowsTransposed(blurredRowsTransposed(field, kernel), kernel);
}

std::vector<ResampleTap> resampleTaps(int sourceSize, double start, double step, int outSize) {
    std::vector<ResampleTap> taps(static_cast<std::size_t>(outSize));
    const double half = std::max(step, 1.0); // a box as wide as the cell, or a tent over two pixels
    for (int i = 0; i < outSize; ++i) {
        ResampleTap& tap = taps[static_cast<std::size_t>(i)];
        const double from = start + i * step;
        const double center = from + 0.5 * step;
        const int first = static_cast<int>(std::floor(step >= 1.0 ? from : center - half));
        const int last = static_cast<int>(std::ceil(step >= 1.0 ? from + step : center + half));
        double total = 0.0;
        double outside = 0.0;
        std::vector<std::pair<int, double>> parts;
        for (int s = first; s < last; ++s) {
            const double weight =
                step >= 1.0 ? std::max(0.0, std::min<double>(s + 1, from + step) - std::max<double>(s, from))
                            : std::max(0.0, 1.0 - std::abs(s + 0.5 - center));
            total += weight;
            if (s < 0 || s >= sourceSize) {
                outside += weight;
            } else if (weight > 0.0) {
                parts.emplace_back(s, weight);
            }
        }
        tap.outsideWeight = static_cast<float>(outside / total);
        if (!parts.empty()) tap.first = parts.front().first;
        for (const auto& [s, weight] : parts)
            tap.weights.push_back(static_cast<float>(weight / total));
    }
    return taps;
}

} // namespace orfeas::generate
