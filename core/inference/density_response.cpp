#include "core/inference/density_response.h"

#include <cmath>

namespace orfeas::inference {
namespace {

// The x > 0 with x / (1 + exp(-x)) = value, by bisection: silu(x) >= x / 2 and, from x = 0 on, rises.
double siluReaching(double value) {
    double below = 0.0;
    double above = 2.0 * value;
    for (int i = 0; i < 80; ++i) {
        const double middle = 0.5 * (below + above);
        (middle / (1.0 + std::exp(-middle)) < value ? below : above) = middle;
    }
    return above;
}

} // namespace

float activate(Activation activation, float value) {
    switch (activation) {
    case Activation::None:
        return value;
    case Activation::Exp:
        return std::exp(value);
    case Activation::Sigmoid:
        return 1.0f / (1.0f + std::exp(-value));
    case Activation::Tanh:
        return std::tanh(value);
    case Activation::Softplus:
        return value > 20.0f ? value : std::log1p(std::exp(value));
    case Activation::Relu:
        return value > 0.0f ? value : 0.0f;
    case Activation::Silu:
        return value / (1.0f + std::exp(-value));
    }
    return value;
}

float densityOf(const TripoSrConfig& config, float raw) {
    return activate(config.densityActivation, raw + static_cast<float>(config.densityBias));
}

std::optional<float> rawLevel(const TripoSrConfig& config, double threshold) {
    double argument = 0.0;
    switch (config.densityActivation) {
    case Activation::None:
        argument = threshold;
        break;
    case Activation::Exp:
        argument = std::log(threshold);
        break;
    case Activation::Sigmoid:
        argument = std::log(threshold / (1.0 - threshold));
        break;
    case Activation::Tanh:
        argument = std::atanh(threshold);
        break;
    case Activation::Softplus:
        argument = threshold > 20.0 ? threshold : std::log(std::expm1(threshold));
        break;
    case Activation::Relu:
        if (threshold < 0.0) return std::nullopt;
        argument = threshold;
        break;
    case Activation::Silu:
        // It falls before it rises, but what it is above a positive threshold is all to the right of one point.
        if (!(threshold > 0.0)) return std::nullopt;
        argument = siluReaching(threshold);
        break;
    }
    if (!std::isfinite(argument)) return std::nullopt;
    return static_cast<float>(argument - config.densityBias);
}

} // namespace orfeas::inference
