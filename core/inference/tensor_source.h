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
    TensorSource(const Weights& weights, at::Device device, at::ScalarType matrixType,
                 std::string prefix = {})
        : m_weights(&weights), m_device(device), m_matrixType(matrixType), m_prefix(std::move(prefix)) {}

    TensorSource below(const std::string& name) const {
        return {*m_weights, m_device, m_matrixType, m_prefix + name + "."};
    }

    bool has(const std::string& name) const { return m_weights->find(m_prefix + name) != nullptr; }
    /// In float32.
    at::Tensor tensor(const std::string& name) const;
    /// In the type matrix products are done in.
    at::Tensor matrix(const std::string& name) const { return tensor(name).to(m_matrixType); }

    at::Device device() const { return m_device; }
    /// The same weights with every product in float32.
    TensorSource inFloat32() const { return {*m_weights, m_device, at::kFloat, m_prefix}; }

private:
    const Weights* m_weights;
    at::Device m_device;
    at::ScalarType m_matrixType;
    std::string m_prefix;
};

/// y = x W^T + b over the last dimension. With a narrower matrix type the product is done in it; what goes in and
/// comes out is float32.
class Linear {
public:
    Linear() = default;
    explicit Linear(const TensorSource& source);

    at::Tensor operator()(const at::Tensor& x) const;

private:
    at::Tensor m_weight; ///< (out, in)
    at::Tensor m_bias;   ///< (out), or undefined
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

/// Shows `tensor` to the probe, if there is one, and returns what to go on with.
at::Tensor probed(const StageProbe& probe, const std::string& stage, const at::Tensor& tensor);

/// How a stage asks whether to go on: true when it should stop.
using StopCheck = std::function<bool()>;

/// Thrown by stages when the check says stop; caught at the module's edge.
struct Stopped {};

inline void stopIfAsked(const StopCheck& check) {
    if (check && check()) throw Stopped{};
}

/// Multi-head attention without masks: softmax(q k^T / sqrt(head dim)) v. q, k, v: (tokens, heads * head dim), heads
/// being contiguous slices of the width; result as q. Fused where LibTorch has it; else head by head in blocks of
/// rows, so that a score matrix never exceeds a few MiB.
at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, std::int64_t heads,
                     const StopCheck& stop);

} // namespace orfeas::inference
