// The pieces both halves of the network are made of. Torch only.
#pragma once

#include <string>

#include <ATen/ATen.h>

#include "core/inference/training/parameters.h"

namespace orfeas::inference {

/// Convolutions of one precision, between which everything is float32: norms and sums need its digits, and processors
/// are slow at anything but products in bfloat16.
class Convolutions {
public:
    Convolutions(const NamedTensors& parameters, at::ScalarType precision)
        : m_p(parameters), m_precision(precision) {}

    /// Over (N, C, H, W); kernels of side 3 are padded, (out, in) is a kernel of side 1.
    at::Tensor operator()(const std::string& name, const at::Tensor& x, int stride = 1) const {
        at::Tensor weight = m_p[name + ".weight"].to(m_precision);
        const at::Tensor bias = m_p[name + ".bias"].to(m_precision);
        const int padding = weight.dim() == 2 ? 0 : 1;
        if (weight.dim() == 2) weight = weight.unsqueeze(-1).unsqueeze(-1);
        return at::conv2d(x.to(m_precision), weight, bias, stride, padding).to(at::kFloat);
    }

private:
    const NamedTensors& m_p;
    at::ScalarType m_precision;
};

/// Over the last dimension.
inline at::Tensor linear(const NamedTensors& p, const std::string& name, const at::Tensor& x) {
    return at::linear(x, p[name + ".weight"], p[name + ".bias"]);
}

inline at::Tensor groupNorm(const NamedTensors& p, const std::string& name, const at::Tensor& x, int groups) {
    return at::group_norm(x, groups, p[name + ".weight"], p[name + ".bias"], 1e-5, false);
}

} // namespace orfeas::inference
