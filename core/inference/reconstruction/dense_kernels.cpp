#include "core/inference/reconstruction/dense_kernels.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "core/base/assert.h"

// One body, compiled for what the processor can do and chosen when the program starts. Nothing is fused
// (-ffp-contract=off) and lanes are different columns, so every version gives the same bits.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) &&     \
    !defined(__SANITIZE_THREAD__)
#define ORFEAS_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define ORFEAS_WIDE
#endif

namespace orfeas::inference {
namespace {

constexpr std::size_t kPanel = 8; ///< rows
constexpr std::size_t kLanes = 8; ///< columns worked on at once

using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));

ORFEAS_WIDE void multiplyPanel(const float* panel, const float* bias, std::size_t depth, const float* in,
                               std::size_t inStride, float* out, std::size_t outStride, std::size_t rows,
                               std::size_t count) {
    for (std::size_t i = 0; i < count; i += kLanes) {
        Lanes sum[kPanel];
        for (std::size_t r = 0; r < kPanel; ++r)
            sum[r] = bias[r] - Lanes{};
        const float* column = panel;
        for (std::size_t k = 0; k < depth; ++k) {
            Lanes values;
            std::memcpy(&values, in + k * inStride + i, sizeof values);
            for (std::size_t r = 0; r < kPanel; ++r)
                sum[r] += column[r] * values;
            column += kPanel;
        }
        for (std::size_t r = 0; r < rows; ++r)
            std::memcpy(out + r * outStride + i, &sum[r], sizeof sum[r]);
    }
}

// x = exp(x) as 2^n * p(f), eight at a time: Cephes' polynomial for expf. (Vectors are handed on by reference: by value
// they would be passed differently by each version of a function.)
inline __attribute__((always_inline)) void exponentiate(Lanes& x) {
    using Whole = std::int32_t __attribute__((vector_size(kLanes * sizeof(std::int32_t))));
    const Lanes most = 87.0f - Lanes{};
    x = x > most ? most : x;
    x = x < -most ? -most : x;
    const Lanes scaled = x * 1.44269504f;
    const Lanes half = 0.5f - Lanes{};
    const Whole whole = __builtin_convertvector(scaled + (scaled < 0.0f ? -half : half), Whole);
    const Lanes n = __builtin_convertvector(whole, Lanes);
    const Lanes f = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    Lanes p = 1.9875691500e-4f * f + 1.3981999507e-3f;
    p = p * f + 8.3334519073e-3f;
    p = p * f + 4.1665795894e-2f;
    p = p * f + 1.6666665459e-1f;
    p = p * f + 5.0000001201e-1f;
    p = p * f * f + f + 1.0f;
    const Whole power = (whole + 127) << 23;
    Lanes scale;
    std::memcpy(&scale, &power, sizeof scale);
    x = p * scale;
}

// values[i] = f(values[i]), eight at a time; what is left over goes through a padded eight.
template <typename F>
inline __attribute__((always_inline)) void eachEight(float* values, std::size_t count, const F& f) {
    for (std::size_t i = 0; i < count; i += kLanes) {
        const std::size_t some = std::min(kLanes, count - i);
        Lanes x{};
        std::memcpy(&x, values + i, some * sizeof(float));
        f(x);
        std::memcpy(values + i, &x, some * sizeof(float));
    }
}

inline __attribute__((always_inline)) void siluOf(Lanes& x) {
    Lanes e = -x;
    exponentiate(e);
    x = x / (1.0f + e);
}

ORFEAS_WIDE void wideSilu(float* values, std::size_t count) {
    const std::size_t whole = count / kLanes * kLanes;
    for (std::size_t i = 0; i < whole; i += kLanes) {
        Lanes x;
        std::memcpy(&x, values + i, sizeof x);
        siluOf(x);
        std::memcpy(values + i, &x, sizeof x);
    }
    eachEight(values + whole, count - whole, [](Lanes& x) { siluOf(x); });
}

} // namespace

DenseMatrix::DenseMatrix(std::size_t rows, std::size_t columns, std::span<const float> values,
                         std::span<const float> bias)
    : m_rows(rows), m_columns(columns) {
    ORFEAS_ASSERT(values.size() == rows * columns && bias.size() == rows);
    const std::size_t panels = (rows + kPanel - 1) / kPanel;
    m_panels.resize(panels * kPanel * columns);
    m_bias.resize(panels * kPanel);
    std::copy(bias.begin(), bias.end(), m_bias.begin());
    for (std::size_t r = 0; r < rows; ++r) {
        float* panel = m_panels.data() + (r / kPanel) * kPanel * columns + r % kPanel;
        for (std::size_t k = 0; k < columns; ++k)
            panel[k * kPanel] = values[r * columns + k];
    }
}

void DenseMatrix::multiply(const float* in, std::size_t inStride, float* out, std::size_t outStride,
                           std::size_t count) const {
    ORFEAS_ASSERT(count % kLanes == 0);
    for (std::size_t r = 0; r < m_rows; r += kPanel) {
        multiplyPanel(m_panels.data() + r * m_columns, m_bias.data() + r, m_columns, in, inStride,
                      out + r * outStride, outStride, std::min(kPanel, m_rows - r), count);
    }
}

void silu(float* values, std::size_t count) {
    wideSilu(values, count);
}

void sigmoid(float* values, std::size_t count) {
    eachEight(values, count, [](Lanes& x) {
        x = -x;
        exponentiate(x);
        x = 1.0f / (1.0f + x);
    });
}

void softmaxRows(float* values, std::size_t rows, std::size_t width) {
    for (std::size_t r = 0; r < rows; ++r) {
        float* row = values + r * width;
        const float most = *std::max_element(row, row + width);
        eachEight(row, width, [&](Lanes& x) {
            x -= most;
            exponentiate(x);
        });
        float sum = 0.0f;
        for (std::size_t i = 0; i < width; ++i)
            sum += row[i];
        for (std::size_t i = 0; i < width; ++i)
            row[i] /= sum;
    }
}

} // namespace orfeas::inference
