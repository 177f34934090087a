// Density and colour at points of space, read from three planes of features. Torch only.
#pragma once

#include <span>
#include <vector>

#include "core/inference/tensor_source.h"
#include "core/inference/triposr_config.h"

namespace orfeas::inference {

/// The small network behind every point: features sampled from the planes, then a perceptron (TripoSR's NeRFMLP).
class TriplaneDecoder {
public:
    /// `source` stands below "decoder".
    TriplaneDecoder(const TripoSrConfig& config, const TensorSource& source);

    /// The scene codes (3, F, 2P, 2P) as `forward` reads them: the features of a texel side by side on a CPU.
    at::Tensor laidOut(const at::Tensor& codes) const;

    /// `planes`: laidOut. Points in world units, also outside the box. Returns (points, 4): density before bias
    /// and activation, then three colour features.
    at::Tensor forward(const at::Tensor& planes, std::span<const glm::vec3> points,
                       const StageProbe& probe) const;

private:
    at::Tensor sample(const at::Tensor& planes, std::span<const glm::vec3> points) const;
    at::Tensor sampleOnGpu(const at::Tensor& planes, const at::Tensor& points) const;

    const TripoSrConfig m_config;
    std::vector<Linear> m_layers;
};

/// The activation as torch computes it.
at::Tensor activated(const at::Tensor& x, Activation activation);

} // namespace orfeas::inference
