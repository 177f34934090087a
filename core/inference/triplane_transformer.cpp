#include "core/inference/triplane_transformer.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace orfeas::inference {
namespace {

constexpr double kGroupNormEps = 1e-6;
constexpr double kLayerNormEps = 1e-5;

AttentionLayer attentionLayer(const TensorSource& block, const char* norm, const char* name,
                              const Chunks& chunks) {
    const TensorSource layer = block.below(name);
    return {LayerNorm(block.below(norm), kLayerNormEps),
            Linear(layer.below("to_q")),
            Linear(layer.below("to_k")),
            Linear(layer.below("to_v")),
            Linear(layer.below("to_out.0")),
            chunks};
}

} // namespace

TriplaneTransformer::TriplaneTransformer(const TripoSrConfig& config, const TensorSource& source,
                                         const NetworkOptions& options)
    : m_config(config), m_source(source), m_residency(options.residency), m_chunks(options.chunks),
      m_tokens(source.tensor("tokenizer.embeddings")), m_normWeight(source.tensor("backbone.norm.weight")),
      m_normBias(source.tensor("backbone.norm.bias")), m_projectIn(source.below("backbone.proj_in")),
      m_projectOut(source.below("backbone.proj_out")) {
    if (m_residency == Residency::Blocks) return;
    for (int k = 0; k < config.backbone.layers; ++k)
        m_blocks.push_back(block(k));
}

TriplaneTransformer::Block TriplaneTransformer::block(int k) const {
    const TensorSource block = m_source.below("backbone.transformer_blocks." + std::to_string(k));
    std::optional<AttentionLayer> cross;
    if (m_config.backbone.crossAttentionDim > 0) cross = attentionLayer(block, "norm2", "attn2", m_chunks);
    return {attentionLayer(block, "norm1", "attn1", m_chunks), std::move(cross),
            LayerNorm(block.below("norm3"), kLayerNormEps), Linear(block.below("ff.net.0.proj")),
            Linear(block.below("ff.net.2"))};
}

// What every picture begins with: (1, C, N) -> (N, I).
at::Tensor TriplaneTransformer::begun(const at::Tensor& tokens, const StageProbe& probe,
                                      const StopCheck& stop) const {
    at::Tensor x =
        at::group_norm(tokens, m_config.backbone.normGroups, m_normWeight, m_normBias, kGroupNormEps, false);
    x = probed(probe, "backbone.norm", x);
    x = project(m_projectIn, x.squeeze(0).t(), stop);
    return probed(probe, "backbone.proj_in", x.unsqueeze(0)).squeeze(0);
}

std::vector<at::Tensor> TriplaneTransformer::forward(const std::vector<at::Tensor>& imageTokens,
                                                     const StageProbe& probe, const StopCheck& stop,
                                                     const std::function<void(double)>& progress,
                                                     EncodeProgress* done) const {
    const std::int64_t channels = m_config.channels;
    const std::int64_t plane = m_config.planeSize;
    const int layers = m_config.backbone.layers;
    at::Tensor tokens = m_tokens.permute({1, 0, 2, 3}).reshape({1, channels, 3 * plane * plane}); // (1, C, N)
    tokens = probed(probe, "triplane.tokens_in", tokens);
    std::vector<at::Tensor> all; // of (N, I)
    std::vector<int> blocks;     // each has behind it
    for (std::size_t i = 0; i < imageTokens.size(); ++i) {
        blocks.push_back(done ? done->pictures[i].blocks : 0);
        all.push_back(blocks[i] > 0
                          ? fromFloats(done->pictures[i].tokens, {tokens.size(2), m_config.backbone.width()},
                                       m_source.device())
                          : begun(tokens, probe, stop));
    }
    for (int k = *std::min_element(blocks.begin(), blocks.end()); k < layers; ++k) {
        const std::string stage = "backbone.block." + std::to_string(k);
        const bool reads = m_residency == Residency::Blocks;
        const Block own = reads ? block(k) : Block();
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (blocks[i] > k) continue;
            all[i] = thought(reads ? own : m_blocks[static_cast<std::size_t>(k)], stage, all[i],
                             imageTokens[i], probe, stop);
            if (done) {
                toFloats(all[i], done->pictures[i].tokens);
                done->pictures[i].blocks = k + 1;
            }
            blocks[i] = k + 1;
            progress(double(std::accumulate(blocks.begin(), blocks.end(), 0)) /
                     double(layers * int(all.size())));
        }
        if (reads) m_source.below("backbone.transformer_blocks." + std::to_string(k)).release();
    }
    for (at::Tensor& x : all) {
        x = probed(probe, "backbone.proj_out", project(m_projectOut, x, stop).unsqueeze(0)); // (1, N, C)
        x = probed(probe, "backbone.tokens", x.transpose(1, 2) + tokens);                    // (1, C, N)
        x = x.reshape({channels, 3, plane, plane}).permute({1, 0, 2, 3});
        x = probed(probe, "triplane.tokens_out", x.contiguous());
    }
    return all;
}

// One block: (N, I) -> (N, I).
at::Tensor TriplaneTransformer::thought(const Block& block, const std::string& stage, at::Tensor x,
                                        const at::Tensor& imageTokens, const StageProbe& probe,
                                        const StopCheck& stop) const {
    const std::int64_t heads = m_config.backbone.heads;
    const auto add = [&](const char* branch, const at::Tensor& change) {
        x.add_(probed(probe, stage + branch, change.unsqueeze(0)).squeeze(0));
    };
    stopIfAsked(stop);
    add(".attn1", block.self.forward(x, nullptr, heads, stop));
    if (block.cross) add(".attn2", block.cross->forward(x, &imageTokens, heads, stop));
    add(".ff", feedForward(block, x, stop));
    return probed(probe, stage, x.unsqueeze(0)).squeeze(0);
}

// (N, in) -> (N, out)
at::Tensor TriplaneTransformer::project(const Linear& layer, const at::Tensor& x,
                                        const StopCheck& stop) const {
    at::Tensor result = at::empty({x.size(0), layer.outputs()}, x.options());
    forRows(
        x.device(), x.size(0), stop,
        [&](std::int64_t first, std::int64_t count) {
            result.narrow(0, first, count).copy_(layer(x.narrow(0, first, count)));
        },
        m_chunks.rows);
    return result;
}

// (N, I) -> (N, I). Gated: the value comes first in the doubled width, then the gate.
at::Tensor TriplaneTransformer::feedForward(const Block& block, const at::Tensor& x,
                                            const StopCheck& stop) const {
    const std::int64_t inner = m_config.backbone.inner();
    const std::int64_t width =
        x.device().is_cpu() ? std::min<std::int64_t>(m_chunks.feedWidth, inner) : inner;
    at::Tensor result = at::empty_like(x);
    forRows(
        x.device(), x.size(0), stop,
        [&](std::int64_t first, std::int64_t count) {
            const at::Tensor rows = block.norm(x.narrow(0, first, count)).to(block.feedIn.productType());
            at::Tensor sum = result.narrow(0, first, count);
            sum.copy_(block.feedOut.bias().expand_as(sum));
            for (std::int64_t at = 0; at < inner; at += width) {
                stopIfAsked(stop);
                const std::int64_t some = std::min(width, inner - at);
                at::Tensor hidden = m_config.backbone.gated ? block.feedIn.part(rows, inner + at, some)
                                                            : block.feedIn.part(rows, at, some);
                hidden = at::gelu(hidden);
                if (m_config.backbone.gated) hidden.mul_(block.feedIn.part(rows, at, some));
                block.feedOut.addFrom(sum, hidden, at);
            }
        },
        m_chunks.rows);
    return result;
}

} // namespace orfeas::inference
