// The pieces both halves of the network are made of. Torch only.
#pragma once

#include <string>

#include <ATen/ATen.h>

#include "core/inference/training/parameters.h"

namespace orfeas::inference {

// Parameters are float32; what they work on decides the precision an operation runs in.

/// Over (N, C, H, W); kernels of side 3 are padded, (out, in) is a kernel of side 1.
inline at::Tensor convolution(const NamedTensors& p, const std::string& name, const at::Tensor& x,
                              int stride = 1) {
    const at::Tensor weight = p[name + ".weight"].to(x.scalar_type());
    const at::Tensor bias = p[name + ".bias"].to(x.scalar_type());
    if (weight.dim() == 2) return at::conv2d(x, weight.unsqueeze(-1).unsqueeze(-1), bias, stride);
    return at::conv2d(x, weight, bias, stride, 1);
}

/// Over the last dimension.
inline at::Tensor linear(const NamedTensors& p, const std::string& name, const at::Tensor& x) {
    return at::linear(x, p[name + ".weight"], p[name + ".bias"]);
}

inline at::Tensor groupNorm(const NamedTensors& p, const std::string& name, const at::Tensor& x, int groups) {
    return at::group_norm(x, groups, p[name + ".weight"].to(x.scalar_type()),
                          p[name + ".bias"].to(x.scalar_type()), 1e-5, false);
}

} // namespace orfeas::inference
