#include "core/inference/training/optimizer.h"

#include <algorithm>
#include <cmath>

namespace orfeas::inference {

double learningRate(const OptimizerSettings& settings, const TrainingState& state) {
    const double rise = double(state.step + 1) / double(std::max<std::int64_t>(1, settings.warmupSteps));
    double share = std::min(1.0, rise);
    if (state.decayFrom >= 0) {
        const double gone =
            double(state.step - state.decayFrom) / double(std::max<std::int64_t>(1, state.decaySteps));
        share *= std::clamp(1.0 - gone, 0.0, 1.0);
    }
    return settings.learningRate * share;
}

void takeStep(TrainingState& state, const at::Tensor& gradient, const at::Tensor& decayMask,
              const OptimizerSettings& settings) {
    const double rate = learningRate(settings, state);
    const double length = gradient.norm().item<double>();
    const double cut = length > settings.gradientClip ? settings.gradientClip / length : 1.0;
    const at::Tensor g = gradient * cut;
    const double count = double(state.step + 1);
    state.moment1.mul_(settings.beta1).add_(g, 1.0 - settings.beta1);
    state.moment2.mul_(settings.beta2).addcmul_(g, g, 1.0 - settings.beta2);
    const double bias1 = 1.0 - std::pow(settings.beta1, count), bias2 = 1.0 - std::pow(settings.beta2, count);
    state.weights.addcmul_(state.weights, decayMask, -rate * settings.weightDecay);
    state.weights.addcdiv_(state.moment1, (state.moment2 / bias2).sqrt_().add_(1e-8), -rate / bias1);
    const double keep = std::min(settings.averageDecay, (count + 1.0) / (count + 10.0));
    state.average.lerp_(state.weights, 1.0 - keep);
    ++state.step;
}

} // namespace orfeas::inference
