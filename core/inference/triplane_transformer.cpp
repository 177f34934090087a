#include "core/inference/triplane_transformer.h"

#include <algorithm>
#include <string>

namespace orfeas::inference {
namespace {

constexpr double kGroupNormEps = 1e-6;
constexpr double kLayerNormEps = 1e-5;
constexpr std::int64_t kFeedRows =
    1024; // of the feed-forward at a time: its inner width is eight times the outer

} // namespace

TriplaneTransformer::TriplaneTransformer(const TripoSrConfig& config, const TensorSource& source)
    : m_config(config), m_tokens(source.tensor("tokenizer.embeddings")),
      m_normWeight(source.tensor("backbone.norm.weight")), m_normBias(source.tensor("backbone.norm.bias")),
      m_projectIn(source.below("backbone.proj_in")), m_projectOut(source.below("backbone.proj_out")) {
    for (int k = 0; k < config.backbone.layers; ++k) {
        const TensorSource block = source.below("backbone.transformer_blocks." + std::to_string(k));
        std::optional<Attention> cross;
        if (config.backbone.crossAttentionDim > 0) cross = makeAttention(block, "norm2", "attn2");
        m_blocks.push_back({makeAttention(block, "norm1", "attn1"), std::move(cross),
                            LayerNorm(block.below("norm3"), kLayerNormEps),
                            Linear(block.below("ff.net.0.proj")), Linear(block.below("ff.net.2"))});
    }
}

TriplaneTransformer::Attention TriplaneTransformer::makeAttention(const TensorSource& block, const char* norm,
                                                                  const char* name) const {
    const TensorSource layer = block.below(name);
    return {LayerNorm(block.below(norm), kLayerNormEps), Linear(layer.below("to_q")),
            Linear(layer.below("to_k")), Linear(layer.below("to_v")), Linear(layer.below("to_out.0"))};
}

at::Tensor TriplaneTransformer::forward(const at::Tensor& imageTokens, const StageProbe& probe,
                                        const StopCheck& stop,
                                        const std::function<void(double)>& progress) const {
    const std::int64_t channels = m_config.channels;
    const std::int64_t plane = m_config.planeSize;
    at::Tensor tokens = m_tokens.permute({1, 0, 2, 3}).reshape({1, channels, 3 * plane * plane}); // (1, C, N)
    tokens = probed(probe, "triplane.tokens_in", tokens);
    at::Tensor x =
        at::group_norm(tokens, m_config.backbone.normGroups, m_normWeight, m_normBias, kGroupNormEps, false);
    x = probed(probe, "backbone.norm", x);
    x = m_projectIn(x.squeeze(0).t()); // (N, I)
    x = probed(probe, "backbone.proj_in", x.unsqueeze(0)).squeeze(0);
    for (std::size_t k = 0; k < m_blocks.size(); ++k) {
        const Block& block = m_blocks[k];
        const std::string stage = "backbone.block." + std::to_string(k);
        const auto add = [&](const char* branch, const at::Tensor& change) {
            x = x + probed(probe, stage + branch, change.unsqueeze(0)).squeeze(0);
        };
        stopIfAsked(stop);
        add(".attn1", attend(block.self, x, nullptr, stop));
        if (block.cross) add(".attn2", attend(*block.cross, x, &imageTokens, stop));
        add(".ff", feedForward(block, x, stop));
        x = probed(probe, stage, x.unsqueeze(0)).squeeze(0);
        progress(static_cast<double>(k + 1) / static_cast<double>(m_blocks.size()));
    }
    x = probed(probe, "backbone.proj_out", m_projectOut(x).unsqueeze(0)); // (1, N, C)
    x = probed(probe, "backbone.tokens", x.transpose(1, 2) + tokens);     // (1, C, N)
    const at::Tensor planes = x.reshape({channels, 3, plane, plane}).permute({1, 0, 2, 3});
    return probed(probe, "triplane.tokens_out", planes.contiguous());
}

// The picture's tokens are not normalised; only x is. (N, I) -> (N, I)
at::Tensor TriplaneTransformer::attend(const Attention& layer, const at::Tensor& x, const at::Tensor* context,
                                       const StopCheck& stop) const {
    const at::Tensor normed = layer.norm(x);
    const at::Tensor& from = context ? *context : normed;
    return layer.out(
        attention(layer.query(normed), layer.key(from), layer.value(from), m_config.backbone.heads, stop));
}

// (N, I) -> (N, I), some rows at a time. Gated: the value comes first in the doubled width, then the gate.
at::Tensor TriplaneTransformer::feedForward(const Block& block, const at::Tensor& x,
                                            const StopCheck& stop) const {
    at::Tensor out = at::empty_like(x);
    const std::int64_t inner = 4 * x.size(1);
    for (std::int64_t row = 0; row < x.size(0); row += kFeedRows) {
        stopIfAsked(stop);
        const std::int64_t count = std::min(kFeedRows, x.size(0) - row);
        at::Tensor hidden = block.feedIn(block.norm(x.narrow(0, row, count)));
        hidden = m_config.backbone.gated
                     ? at::gelu(hidden.narrow(1, inner, inner)).mul_(hidden.narrow(1, 0, inner))
                     : at::gelu(hidden);
        out.narrow(0, row, count).copy_(block.feedOut(hidden));
    }
    return out;
}

} // namespace orfeas::inference
