// The picture's tokens: a plain vision transformer (Dosovitskiy et al. 2021) as TripoSR uses it. Torch only.
#pragma once

#include <vector>

#include "core/inference/attention_layer.h"
#include "core/inference/conditioning_image.h"
#include "core/inference/tensor_source.h"
#include "core/inference/triposr_config.h"

namespace orfeas::inference {

class ImageTokenizer {
public:
    /// `source` stands below "image_tokenizer.model".
    ImageTokenizer(const TripoSrConfig& config, const TensorSource& source, const NetworkOptions& options);

    /// For each image (tokens, width): the class token, then the patches row by row. Each layer meets all images before
    /// the next.
    std::vector<at::Tensor> forward(const std::vector<const ConditioningImage*>& images,
                                    const StageProbe& probe, const StopCheck& stop) const;

private:
    struct Layer {
        AttentionLayer attention;
        LayerNorm norm;
        Linear intermediate;
        Linear out;
    };

    Layer layer(int k) const;
    at::Tensor seen(const Layer& layer, const std::string& stage, at::Tensor x, const StageProbe& probe,
                    const StopCheck& stop) const;
    at::Tensor conditioned(const ConditioningImage& image, const StageProbe& probe) const;
    at::Tensor positions() const;
    at::Tensor embed(const at::Tensor& image, const StageProbe& probe) const;
    at::Tensor feedForward(const Layer& layer, const at::Tensor& x, const StopCheck& stop) const;

    const TripoSrConfig m_config;
    const TensorSource m_source;
    const Residency m_residency;
    const Chunks m_chunks;
    at::Device m_device;
    at::Tensor m_classToken;     ///< (1, 1, D)
    at::Tensor m_positions;      ///< (1, 1 + n * n, D)
    at::Tensor m_patchWeight;    ///< (D, 3, p, p)
    at::Tensor m_patchBias;      ///< (D)
    std::vector<Layer> m_layers; ///< none with Residency::Blocks
    LayerNorm m_norm;
};

} // namespace orfeas::inference
