// The few loops a small network spends its time in, without LibTorch: it would take longer to start than the network
// takes to run.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace orfeas::inference {

/// A matrix of weights with a bias for each row, laid out for `multiply`: panels of 8 rows, column after column.
class DenseMatrix {
public:
    DenseMatrix() = default;
    /// `values` row-major, `rows` × `columns`; `bias` one a row.
    DenseMatrix(std::size_t rows, std::size_t columns, std::span<const float> values,
                std::span<const float> bias);

    std::size_t rows() const { return m_rows; }
    std::size_t columns() const { return m_columns; }

    /// out[r][i] = bias[r] + sum over k of this[r][k] * in[k][i], for i below `count`, a multiple of 8. Rows of `in` lie
    /// `inStride` floats apart, those of `out` `outStride`. Each sum runs over k in order, on every machine, so the
    /// result is the same to the bit.
    void multiply(const float* in, std::size_t inStride, float* out, std::size_t outStride,
                  std::size_t count) const;

private:
    std::size_t m_rows = 0;
    std::size_t m_columns = 0;
    std::vector<float> m_panels;
    std::vector<float> m_bias; ///< padded to whole panels
};

/// x / (1 + exp(-x)), to about 2 units in the last place of the exponential.
void silu(float* values, std::size_t count);
/// 1 / (1 + exp(-x))
void sigmoid(float* values, std::size_t count);
/// In place over rows of `width`, each summing to 1.
void softmaxRows(float* values, std::size_t rows, std::size_t width);

} // namespace orfeas::inference
