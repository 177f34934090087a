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
    /// With Residency::Blocks a block's weights are taken from the source when its turn comes. `source` stands above "tokenizer" and "backbone".
    TriplaneTransformer(const TripoSrConfig& config, const TensorSource& source,
                        const NetworkOptions& options);

    /// `imageTokens`: (tokens, D) of each picture. Returns for each the planes (3, C, P, P); each block meets all pictures
    /// before the next. `progress` is told the share of blocks done. Begins after the blocks that `done` (may be null, else
    /// of as many pictures) holds, and keeps there what it finishes.
    std::vector<at::Tensor> forward(const std::vector<at::Tensor>& imageTokens, const StageProbe& probe,
                                    const StopCheck& stop, const std::function<void(double)>& progress,
                                    EncodeProgress* done) const;

private:
    struct Block {
        AttentionLayer self;
        std::optional<AttentionLayer> cross;
        LayerNorm norm;
        Linear feedIn;
        Linear feedOut;
    };

    Block block(int k) const;
    at::Tensor begun(const at::Tensor& tokens, const StageProbe& probe, const StopCheck& stop) const;
    at::Tensor thought(const Block& block, const std::string& stage, at::Tensor x,
                       const at::Tensor& imageTokens, const StageProbe& probe, const StopCheck& stop) const;
    at::Tensor project(const Linear& layer, const at::Tensor& x, const StopCheck& stop) const;
    at::Tensor feedForward(const Block& block, const at::Tensor& x, const StopCheck& stop) const;

    const TripoSrConfig m_config;
    const TensorSource m_source;
    const Residency m_residency;
    const Chunks m_chunks;
    at::Tensor m_tokens; ///< (3, C, P, P)
    at::Tensor m_normWeight;
    at::Tensor m_normBias;
    Linear m_projectIn;
    std::vector<Block> m_blocks; ///< none with Residency::Blocks
    Linear m_projectOut;
};

} // namespace orfeas::inference
