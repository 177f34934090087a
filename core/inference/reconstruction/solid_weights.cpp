#include "core/inference/reconstruction/solid_weights.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <optional>

#include "core/base/assert.h"

namespace orfeas::inference {
namespace {

// IEEE 754 binary16.
float fromHalf(std::uint16_t half) {
    const std::uint32_t sign = std::uint32_t(half & 0x8000u) << 16;
    const std::uint32_t exponent = (half >> 10) & 0x1fu, fraction = half & 0x3ffu;
    if (exponent == 0) {
        const float small = std::ldexp(static_cast<float>(fraction), -24);
        return sign ? -small : small;
    }
    if (exponent == 0x1f) return std::bit_cast<float>(sign | 0x7f800000u | fraction << 13);
    return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
}

std::optional<std::vector<float>> widened(const TensorView& view) {
    if (!view.contiguous()) return std::nullopt;
    std::vector<float> values(elementCount(view.shape).value_or(0));
    if (view.dtype == DType::F32) {
        std::memcpy(values.data(), view.bytes.data(), values.size() * sizeof(float));
    } else if (view.dtype == DType::F16) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            std::uint16_t half = 0;
            std::memcpy(&half, view.bytes.data() + 2 * i, sizeof half);
            values[i] = fromHalf(half);
        }
    } else {
        return std::nullopt;
    }
    return values;
}

Error wrong(const std::string& name, const std::string& what) {
    return {ErrorCode::BadInput,
            "The reconstruction network's weights are damaged: \"" + name + "\" " + what,
            {}};
}

} // namespace

Result<SolidWeights> SolidWeights::from(const SolidConfig& config, const Weights& weights) {
    SolidWeights out;
    for (const SolidTensor& expected : solidTensors(config)) {
        const TensorView* view = weights.find(expected.name);
        if (!view) return wrong(expected.name, "is missing");
        if (view->shape != expected.shape)
            return wrong(expected.name,
                         "is " + shapeText(view->shape) + " instead of " + shapeText(expected.shape));
        std::optional<std::vector<float>> values = widened(*view);
        if (!values) return wrong(expected.name, "is of a type that is not used here");
        for (const float value : *values) {
            if (!std::isfinite(value)) return wrong(expected.name, "holds something that is not a number");
        }
        out.m_tensors[expected.name] = {expected.shape, std::move(*values)};
    }
    return out;
}

const SolidWeights::Tensor& SolidWeights::at(const std::string& name) const {
    const auto found = m_tensors.find(name);
    ORFEAS_ASSERT(found != m_tensors.end());
    return found->second;
}

Convolution SolidWeights::convolution(const std::string& name) const {
    const Tensor& weight = at(name + ".weight");
    const std::size_t side = weight.shape.size() == 4 ? std::size_t(weight.shape[2]) : 1;
    return {std::size_t(weight.shape[0]), std::size_t(weight.shape[1]), side, weight.values,
            at(name + ".bias").values};
}

DenseMatrix SolidWeights::matrix(const std::string& name) const {
    const Tensor& weight = at(name + ".weight");
    return {std::size_t(weight.shape[0]), std::size_t(weight.shape[1]), weight.values,
            at(name + ".bias").values};
}

GroupNorm SolidWeights::norm(const std::string& name, int groups) const {
    return {std::size_t(groups), at(name + ".weight").values, at(name + ".bias").values};
}

} // namespace orfeas::inference
