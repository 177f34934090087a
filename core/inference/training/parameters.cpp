#include "core/inference/training/parameters.h"

#include <cmath>
#include <random>

namespace orfeas::inference {
namespace {

constexpr double kSmall = 0.1; ///< residual branches begin nearly silent

double deviation(const SolidTensor& tensor) {
    const double fanIn = double(*elementCount(tensor.shape)) / double(tensor.shape[0]);
    const double kaiming = std::sqrt(2.0 / fanIn);
    return tensor.beginning == Beginning::Small ? kSmall * kaiming : kaiming;
}

} // namespace

ParameterLayout::ParameterLayout(const SolidConfig& config) : m_tensors(solidTensors(config)) {
    for (const SolidTensor& tensor : m_tensors) {
        m_offsets.push_back(m_size);
        m_size += std::int64_t(*elementCount(tensor.shape));
    }
}

at::Tensor ParameterLayout::beginning(std::uint64_t seed) const {
    at::Tensor flat = at::zeros({m_size});
    std::mt19937_64 random(seed);
    auto* values = flat.data_ptr<float>();
    for (std::size_t i = 0; i < m_tensors.size(); ++i) {
        const SolidTensor& tensor = m_tensors[i];
        const auto count = std::int64_t(*elementCount(tensor.shape));
        if (tensor.beginning == Beginning::Zero) continue;
        for (std::int64_t k = 0; k < count; ++k) {
            double value = 1.0;
            if (tensor.beginning != Beginning::One) {
                // Uniform with the wanted deviation: no library's normal distribution is the same everywhere.
                const double even = double(random() >> 11) * 0x1p-53;
                value = deviation(tensor) * std::sqrt(3.0) * (2.0 * even - 1.0);
            }
            values[m_offsets[i] + k] = static_cast<float>(value);
        }
    }
    return flat;
}

at::Tensor ParameterLayout::decayMask() const {
    at::Tensor mask = at::zeros({m_size});
    for (std::size_t i = 0; i < m_tensors.size(); ++i) {
        if (m_tensors[i].shape.size() < 2) continue;
        mask.narrow(0, m_offsets[i], std::int64_t(*elementCount(m_tensors[i].shape))).fill_(1.0f);
    }
    return mask;
}

std::vector<at::Tensor> ParameterLayout::views(const at::Tensor& flat) const {
    std::vector<at::Tensor> views;
    views.reserve(m_tensors.size());
    for (std::size_t i = 0; i < m_tensors.size(); ++i) {
        const auto count = std::int64_t(*elementCount(m_tensors[i].shape));
        views.push_back(flat.narrow(0, m_offsets[i], count).view(m_tensors[i].shape));
    }
    return views;
}

NamedTensors ParameterLayout::named(const std::vector<at::Tensor>& views) const {
    NamedTensors named;
    for (std::size_t i = 0; i < m_tensors.size(); ++i)
        named.set(m_tensors[i].name, views[i]);
    return named;
}

} // namespace orfeas::inference
