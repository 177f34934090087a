// The half of the network that looks at the picture. Torch only.
#pragma once

#include <ATen/ATen.h>

#include "core/inference/training/parameters.h"

namespace orfeas::inference {

/// What the network saw in N pictures of side S.
struct SeenPictures {
    at::Tensor planes; ///< (N, 5, S, S): the pictures themselves, 0 … 1
    at::Tensor fine;   ///< (N, widths[0], S/2, S/2)
    at::Tensor
        depth; ///< (N, 2, S/2, S/2): z where the solid begins and where it ends, along each line of sight
    at::Tensor code; ///< (N, code)
    at::Tensor view; ///< (N, 2): elevation in radians, logarithm of the camera distance over 2.75
};

/// How a pass through the network is taken.
struct PassOptions {
    at::ScalarType precision = at::kFloat; ///< of the convolutions: float32 or bfloat16
    bool recompute =
        false; ///< residual blocks are computed again for the gradient, rather than kept (recompute.h)
};

SeenPictures encodePictures(const SolidConfig& config, const NamedTensors& parameters,
                            const at::Tensor& planes, const PassOptions& options = {});

} // namespace orfeas::inference
