#include "core/inference/triplane_decoder.h"

#include <string>

#include "core/inference/triplane_sampler.h"

namespace orfeas::inference {

TriplaneDecoder::TriplaneDecoder(const TripoSrConfig& config, const TensorSource& source) : m_config(config) {
    for (int k = 0; k <= config.decoder.hiddenLayers; ++k) {
        m_layers.emplace_back(source.below("layers." + std::to_string(2 * k)));
    }
}

at::Tensor TriplaneDecoder::forward(const at::Tensor& planes, std::span<const glm::vec3> points,
                                    const StageProbe& probe) const {
    at::Tensor x = probed(probe, "query.sampled", sample(planes, points));
    for (std::size_t k = 0; k < m_layers.size(); ++k) {
        x = m_layers[k](x);
        if (k + 1 == m_layers.size()) break;
        if (m_config.decoder.activation == Activation::Silu)
            at::silu_(x);
        else
            at::relu_(x);
    }
    return x;
}

at::Tensor TriplaneDecoder::laidOut(const at::Tensor& codes) const {
    return codes.device().is_cpu() ? codes.permute({0, 2, 3, 1}).contiguous() : codes.contiguous();
}

at::Tensor TriplaneDecoder::sample(const at::Tensor& planes, std::span<const glm::vec3> points) const {
    static_assert(sizeof(glm::vec3) == 3 * sizeof(float));
    const auto count = static_cast<std::int64_t>(points.size());
    if (!planes.device().is_cpu()) {
        const at::Tensor world = at::from_blob(const_cast<glm::vec3*>(points.data()), {count, 3}, at::kFloat);
        return sampleOnGpu(planes, world.to(planes.device()));
    }
    const auto features = static_cast<int>(planes.size(3));
    at::Tensor rows = at::empty({count, (m_config.concatPlanes ? 3 : 1) * planes.size(3)}, at::kFloat);
    sampleTriplane({planes.data_ptr<float>(), static_cast<int>(planes.size(1)), features,
                    static_cast<float>(m_config.radius)},
                   points, m_config.concatPlanes, rows.data_ptr<float>());
    return rows;
}

// (n, 3) -> (n, 3F) or, averaged, (n, F). Outside the planes everything reads as zero.
at::Tensor TriplaneDecoder::sampleOnGpu(const at::Tensor& planes, const at::Tensor& points) const {
    const double radius = m_config.radius;
    const at::Tensor unit = (points + radius) / (2.0 * radius) * 2.0 - 1.0;
    const at::Tensor x = unit.select(1, 0);
    const at::Tensor y = unit.select(1, 1);
    const at::Tensor z = unit.select(1, 2);
    const at::Tensor grid =
        at::stack({at::stack({x, y}, -1), at::stack({x, z}, -1), at::stack({y, z}, -1)}); // (3, n, 2)
    constexpr std::int64_t kBilinear = 0;
    constexpr std::int64_t kZeros = 0;
    const at::Tensor read =
        at::grid_sampler(planes, grid.unsqueeze(1), kBilinear, kZeros, false).squeeze(2); // (3, F, n)
    if (!m_config.concatPlanes) return read.mean(0).t();
    return read.flatten(0, 1).t().contiguous();
}

at::Tensor activated(const at::Tensor& x, Activation activation) {
    switch (activation) {
    case Activation::None:
        return x;
    case Activation::Exp:
        return at::exp(x);
    case Activation::Sigmoid:
        return at::sigmoid(x);
    case Activation::Tanh:
        return at::tanh(x);
    case Activation::Softplus:
        return at::softplus(x);
    case Activation::Relu:
        return at::relu(x);
    case Activation::Silu:
        return at::silu(x);
    }
    return x;
}

} // namespace orfeas::inference
