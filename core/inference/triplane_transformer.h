// From learned triplane tokens and the picture's tokens to the object's triplane tokens. Torch only.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/inference/attention_layer.h"
#include "core/inference/tensor_source.h"
#include "core/inference/triposr_config.h"

namespace orfeas::inference {

/// TripoSR's backbone: transformer blocks of self attention, cross attention to the picture and a gated feed-forward
/// (Shazeer 2020), within a residual around the whole.
class TriplaneTransformer {
public:
    /// `source` stands above "tokenizer" and "backbone".
    TriplaneTransformer(const TripoSrConfig& config, const TensorSource& source);

    /// `imageTokens`: (tokens, D). Returns the planes (3, C, P, P). `progress` is told the share of blocks done.
    at::Tensor forward(const at::Tensor& imageTokens, const StageProbe& probe, const StopCheck& stop,
                       const std::function<void(double)>& progress) const;

private:
    struct Block {
        AttentionLayer self;
        std::optional<AttentionLayer> cross;
        LayerNorm norm;
        Linear feedIn;
        Linear feedOut;
    };

    at::Tensor project(const Linear& layer, const at::Tensor& x, const StopCheck& stop) const;
    at::Tensor feedForward(const Block& block, const at::Tensor& x, const StopCheck& stop) const;

    const TripoSrConfig m_config;
    at::Tensor m_tokens; ///< (3, C, P, P)
    at::Tensor m_normWeight;
    at::Tensor m_normBias;
    Linear m_projectIn;
    std::vector<Block> m_blocks;
    Linear m_projectOut;
};

} // namespace orfeas::inference
