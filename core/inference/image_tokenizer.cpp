#include "core/inference/image_tokenizer.h"

#include <string>

namespace orfeas::inference {

ImageTokenizer::ImageTokenizer(const TripoSrConfig& config, const TensorSource& source,
                               const NetworkOptions& options)
    : m_config(config), m_source(source), m_residency(options.residency), m_chunks(options.chunks),
      m_device(source.device()), m_classToken(source.tensor("embeddings.cls_token")),
      m_positions(source.tensor("embeddings.position_embeddings")),
      m_patchWeight(source.tensor("embeddings.patch_embeddings.projection.weight")),
      m_patchBias(source.tensor("embeddings.patch_embeddings.projection.bias")),
      m_norm(source.below("layernorm"), config.vit.layerNormEps) {
    if (m_residency == Residency::Blocks) return;
    for (int k = 0; k < config.vit.layers; ++k)
        m_layers.push_back(layer(k));
}

ImageTokenizer::Layer ImageTokenizer::layer(int k) const {
    const double eps = m_config.vit.layerNormEps;
    const TensorSource layer = m_source.below("encoder.layer." + std::to_string(k));
    const TensorSource attention = layer.below("attention.attention");
    return {{LayerNorm(layer.below("layernorm_before"), eps), Linear(attention.below("query")),
             Linear(attention.below("key")), Linear(attention.below("value")),
             Linear(layer.below("attention.output.dense")), m_chunks},
            LayerNorm(layer.below("layernorm_after"), eps),
            Linear(layer.below("intermediate.dense")),
            Linear(layer.below("output.dense"))};
}

std::vector<at::Tensor> ImageTokenizer::forward(const std::vector<const ConditioningImage*>& images,
                                                const StageProbe& probe, const StopCheck& stop) const {
    std::vector<at::Tensor> all; // of (T, D)
    if (images.empty()) return all;
    for (const ConditioningImage* image : images)
        all.push_back(embed(conditioned(*image, probe), probe));
    for (int k = 0; k < m_config.vit.layers; ++k) {
        const std::string stage = "vit.layer." + std::to_string(k);
        const bool reads = m_residency == Residency::Blocks;
        const Layer own = reads ? layer(k) : Layer();
        for (at::Tensor& x : all)
            x = seen(reads ? own : m_layers[static_cast<std::size_t>(k)], stage, x, probe, stop);
        if (reads) m_source.below("encoder.layer." + std::to_string(k)).release();
    }
    for (at::Tensor& x : all)
        x = probed(probe, "image_tokens", m_norm(x).unsqueeze(0)).squeeze(0);
    return all;
}

// One layer: (T, D) -> (T, D).
at::Tensor ImageTokenizer::seen(const Layer& layer, const std::string& stage, at::Tensor x,
                                const StageProbe& probe, const StopCheck& stop) const {
    stopIfAsked(stop);
    const at::Tensor attended = layer.attention.forward(x, nullptr, m_config.vit.heads, stop);
    x.add_(probed(probe, stage + ".attention", attended.unsqueeze(0)).squeeze(0));
    x.add_(feedForward(layer, x, stop));
    return probed(probe, stage, x.unsqueeze(0)).squeeze(0);
}

// (1, 3, S, S), normalised.
at::Tensor ImageTokenizer::conditioned(const ConditioningImage& image, const StageProbe& probe) const {
    const std::int64_t side = m_config.condImageSize;
    at::Tensor rgb = at::from_blob(const_cast<std::uint8_t*>(image.rgb.data()),
                                   {1, image.height, image.width, 3}, at::kByte)
                         .to(at::kFloat)
                         .div_(255.0)
                         .permute({0, 3, 1, 2})
                         .contiguous();
    // Bilinear with the triangle filter widened when shrinking; on the CPU, whose sums are the reference's.
    rgb = at::_upsample_bilinear2d_aa(rgb, {side, side}, false);
    rgb = probed(probe, "image.rgb", rgb.squeeze(0).permute({1, 2, 0})).permute({2, 0, 1}).unsqueeze(0);
    const auto perChannel = [](const std::array<float, 3>& values) {
        return at::from_blob(const_cast<float*>(values.data()), {1, 3, 1, 1}, at::kFloat);
    };
    rgb = (rgb - perChannel(m_config.imageMean)) / perChannel(m_config.imageStd);
    return probed(probe, "image.normalized", rgb).to(m_device);
}

// The position table at this picture's grid: (1, T, D).
at::Tensor ImageTokenizer::positions() const {
    const std::int64_t base = m_config.vit.baseGrid();
    const std::int64_t grid = m_config.imageGrid();
    if (grid == base) return m_positions;
    const std::int64_t width = m_config.vit.width;
    const at::Tensor table =
        m_positions.narrow(1, 1, base * base).reshape({1, base, base, width}).permute({0, 3, 1, 2});
    // The reference resizes by a factor and not to a size, and the odd 0.1 shifts every coordinate.
    const double factor = (static_cast<double>(grid) + 0.1) / static_cast<double>(base);
    const at::Tensor resized =
        at::upsample_bicubic2d(table.contiguous(), {grid, grid}, false, factor, factor);
    return at::cat(
        {m_positions.narrow(1, 0, 1), resized.permute({0, 2, 3, 1}).reshape({1, grid * grid, width})}, 1);
}

// (1, 3, S, S) -> (T, D)
at::Tensor ImageTokenizer::embed(const at::Tensor& image, const StageProbe& probe) const {
    const std::int64_t patch = m_config.vit.patchSize;
    at::Tensor patches = at::conv2d(image, m_patchWeight, m_patchBias, {patch, patch}); // (1, D, g, g)
    patches = probed(probe, "vit.patch_embeddings", patches.flatten(2).transpose(1, 2));
    const at::Tensor table = probed(probe, "vit.position_embeddings", positions());
    const at::Tensor x = at::cat({m_classToken, patches}, 1) + table;
    return probed(probe, "vit.embeddings", x).squeeze(0);
}

// (T, D) -> (T, D)
at::Tensor ImageTokenizer::feedForward(const Layer& layer, const at::Tensor& x, const StopCheck& stop) const {
    at::Tensor result = at::empty_like(x);
    forRows(
        x.device(), x.size(0), stop,
        [&](std::int64_t first, std::int64_t count) {
            const at::Tensor hidden = layer.intermediate(layer.norm(x.narrow(0, first, count)));
            result.narrow(0, first, count).copy_(layer.out(at::gelu(hidden)));
        },
        m_chunks.rows);
    return result;
}

} // namespace orfeas::inference
