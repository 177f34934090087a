// One step of learning, on the long tensors. Torch only.
#pragma once

#include <ATen/ATen.h>

#include "core/inference/training/training_state.h"

namespace orfeas::inference {

struct OptimizerSettings {
    double learningRate = 1e-3;
    std::int64_t warmupSteps = 200;
    double beta1 = 0.9;
    double beta2 = 0.99;
    double weightDecay = 0.02;
    double gradientClip = 1.0; ///< the gradient's length is cut to this
    double averageDecay = 0.9985;
};

/// Rises over the warm-up, then stays until a decay is asked for (TrainingState::decayFrom), and falls to 0 in a
/// straight line: a run can go on for as long as there is time and be finished at any moment (Hägele et al. 2024).
double learningRate(const OptimizerSettings& settings, const TrainingState& state);

/// AdamW (Loshchilov and Hutter 2019) with a clipped gradient, and the running mean of the weights. Counts the step.
void takeStep(TrainingState& state, const at::Tensor& gradient, const at::Tensor& decayMask,
              const OptimizerSettings& settings);

} // namespace orfeas::inference
