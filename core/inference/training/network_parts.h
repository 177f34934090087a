// The pieces both halves of the network are made of. Torch only.
#pragma once

#include <string>

#include <ATen/ATen.h>

#include "core/inference/training/parameters.h"

namespace orfeas::inference {

/// Over (N, C, H, W); kernels of side 3 are padded, (out, in) is a kernel of side 1. In `precision`, float32 or bfloat16;
/// what comes out is float32, as everything between convolutions: norms and sums need its digits, and processors are slow
/// at anything but products in bfloat16.
inline at::Tensor convolved(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                            at::ScalarType precision, int stride = 1) {
    const bool single = weight.dim() == 2;
    const at::Tensor kernel = single ? weight.unsqueeze(-1).unsqueeze(-1) : weight;
    return at::conv2d(x.to(precision), kernel.to(precision), bias.to(precision), stride, single ? 0 : 1)
        .to(at::kFloat);
}

/// Convolutions by name.
class Convolutions {
public:
    Convolutions(const NamedTensors& parameters, at::ScalarType precision)
        : m_p(parameters), m_precision(precision) {}

    at::Tensor operator()(const std::string& name, const at::Tensor& x, int stride = 1) const {
        return convolved(x, m_p[name + ".weight"], m_p[name + ".bias"], m_precision, stride);
    }

private:
    const NamedTensors& m_p;
    at::ScalarType m_precision;
};

inline constexpr double kNormEpsilon = 1e-5;

/// Over the last dimension.
inline at::Tensor linear(const NamedTensors& p, const std::string& name, const at::Tensor& x) {
    return at::linear(x, p[name + ".weight"], p[name + ".bias"]);
}

inline at::Tensor groupNorm(const NamedTensors& p, const std::string& name, const at::Tensor& x, int groups) {
    return at::group_norm(x, groups, p[name + ".weight"], p[name + ".bias"], kNormEpsilon, false);
}

} // namespace orfeas::inference
