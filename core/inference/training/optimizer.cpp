#include "core/inference/training/optimizer.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include <c10/core/GradMode.h>

#include "core/base/parallel.h"

namespace orfeas::inference {
namespace {

constexpr std::int64_t kPiece = 1 << 16; ///< weights; small enough for a core's cache

// Piece by piece over a vector, on all cores; on a card at once.
void inPieces(const at::Tensor& vector,
              const std::function<void(std::int64_t from, std::int64_t count)>& body) {
    const std::int64_t count = vector.size(0);
    if (!vector.is_cpu()) return body(0, count);
    const std::int64_t pieces = (count + kPiece - 1) / kPiece;
    parallelFor(std::size_t(pieces), 1, [&](std::size_t begin, std::size_t end) {
        const c10::NoGradGuard noGradient;
        for (auto i = std::int64_t(begin); i < std::int64_t(end); ++i)
            body(i * kPiece, std::min(kPiece, count - i * kPiece));
    });
}

} // namespace

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
    const double bias1 = 1.0 - std::pow(settings.beta1, count), bias2 = 1.0 - std::pow(settings.beta2, count);
    const double keep = std::min(settings.averageDecay, (count + 1.0) / (count + 10.0));
    inPieces(g, [&](std::int64_t from, std::int64_t some) {
        const auto piece = [&](const at::Tensor& all) { return all.narrow(0, from, some); };
        at::Tensor weights = piece(state.weights), moment1 = piece(state.moment1),
                   moment2 = piece(state.moment2);
        moment1.mul_(settings.beta1).add_(piece(g), 1.0 - settings.beta1);
        moment2.mul_(settings.beta2).addcmul_(piece(g), piece(g), 1.0 - settings.beta2);
        weights.addcmul_(weights, piece(decayMask), -rate * settings.weightDecay);
        weights.addcdiv_(moment1, (moment2 / bias2).sqrt_().add_(1e-8), -rate / bias1);
        piece(state.average).lerp_(weights, 1.0 - keep);
    });
    ++state.step;
}

} // namespace orfeas::inference
