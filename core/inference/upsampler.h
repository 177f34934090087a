// From the transformer's planes to finer planes of features. Torch only.
#pragma once

#include "core/inference/tensor_source.h"

namespace orfeas::inference {

/// One transposed convolution, kernel and stride 2, on each of the three planes.
class Upsampler {
public:
    /// `source` stands below "post_processor.upsample".
    explicit Upsampler(const TensorSource& source)
        : m_weight(source.tensor("weight")), m_bias(source.tensor("bias")) {}

    /// (3, C, P, P) -> (3, F, 2P, 2P)
    at::Tensor forward(const at::Tensor& planes, const StageProbe& probe) const {
        return probed(probe, "scene_codes", at::conv_transpose2d(planes, m_weight, m_bias, {2, 2}));
    }

private:
    at::Tensor m_weight; ///< (C, F, 2, 2)
    at::Tensor m_bias;   ///< (F)
};

} // namespace orfeas::inference
