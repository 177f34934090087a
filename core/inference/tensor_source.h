// Weights as tensors of the device that runs them. Torch only; private to the inference module.
#pragma once

#include <string>

#include <ATen/ATen.h>

#include "core/inference/network.h"
#include "core/inference/weights.h"

namespace orfeas::inference {

/// Hands out weights by name, below a prefix. On the CPU a contiguous float32 tensor is a view into the mapped file:
/// nothing is copied; other types are converted, other devices are uploaded to, one tensor at a time. The names and
/// shapes have been checked before (triposr_weights), so a missing one is a bug.
class TensorSource {
public:
    TensorSource(const Weights& weights, at::Device device, Precision precision, std::string prefix = {})
        : m_weights(&weights), m_device(device), m_precision(precision), m_prefix(std::move(prefix)) {}

    TensorSource below(const std::string& name) const {
        TensorSource source = *this;
        source.m_prefix += name + ".";
        return source;
    }

    bool has(const std::string& name) const { return m_weights->find(m_prefix + name) != nullptr; }
    /// In float32.
    at::Tensor tensor(const std::string& name) const;
    /// A matrix in the form products are done from, and for int8 the scale of each of its rows. One that is stored as
    /// int8 (with its scales beside it, see quantized_weights.h) stays so in every precision.
    struct Matrix {
        at::Tensor values;
        at::Tensor scales; ///< (rows, 1), or undefined
    };
    Matrix matrix(const std::string& name) const;

    at::Device device() const { return m_device; }
    /// Hands the pages of all weights below here back to the system; they are read again when they are needed.
    void release() const;
    /// The same weights with every product in float32 and every tensor in memory of its own.
    TensorSource owned() const {
        TensorSource source(*m_weights, m_device, Precision::Float32, m_prefix);
        source.m_owned = true;
        return source;
    }

private:
    Matrix storedAsInt8(const std::string& name) const;

    const Weights* m_weights;
    at::Device m_device;
    Precision m_precision;
    std::string m_prefix;
    bool m_owned = false;
};

/// y = x W^T + b over the last dimension. In bfloat16 the product is done in it; what goes in may be either and what
/// comes out is float32. With int8 weights (one scale per output) the part needed is widened to float32 before.
class Linear {
public:
    Linear() = default;
    explicit Linear(const TensorSource& source);

    at::Tensor operator()(const at::Tensor& x) const { return part(x, 0, outputs()); }
    /// Only outputs [first, first + count).
    at::Tensor part(const at::Tensor& x, std::int64_t first, std::int64_t count) const;
    /// sum += x W^T for those inputs that begin at `first`, without the bias.
    void addFrom(at::Tensor& sum, const at::Tensor& x, std::int64_t first) const;

    std::int64_t outputs() const { return m_matrix.values.size(0); }
    const at::Tensor& bias() const { return m_bias; }
    at::ScalarType productType() const {
        return m_matrix.values.scalar_type() == at::kBFloat16 ? at::kBFloat16 : at::kFloat;
    }

private:
    at::Tensor block(std::int64_t firstOut, std::int64_t outs, std::int64_t firstIn, std::int64_t ins) const;

    TensorSource::Matrix m_matrix; ///< (out, in)
    at::Tensor m_bias;             ///< (out), or undefined
};

/// Layer normalisation over the last dimension, affine.
class LayerNorm {
public:
    LayerNorm() = default;
    LayerNorm(const TensorSource& source, double eps);

    at::Tensor operator()(const at::Tensor& x) const;

private:
    at::Tensor m_weight;
    at::Tensor m_bias;
    double m_eps = 0.0;
};

/// Between tensors and plain floats, for what outlives a network.
at::Tensor fromFloats(const std::vector<float>& values, const Shape& shape, at::Device device);
void toFloats(const at::Tensor& tensor, std::vector<float>& values);

/// Shows `tensor` to the probe, if there is one, and returns what to go on with.
at::Tensor probed(const StageProbe& probe, const std::string& stage, const at::Tensor& tensor);

} // namespace orfeas::inference
