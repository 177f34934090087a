// Everything a training run is at one moment, and its file. Torch only.
#pragma once

#include <filesystem>

#include <ATen/ATen.h>

#include "core/base/result.h"
#include "core/inference/reconstruction/solid_config.h"

namespace orfeas::inference {

/// What chance decides follows from `seed` and `step` alone, so there is no generator to keep.
struct TrainingState {
    SolidConfig config;
    std::int64_t seed = 1;
    std::int64_t step = 0;       ///< done so far
    std::int64_t decayFrom = -1; ///< the step at which the learning rate began to fall; -1: it has not
    std::int64_t decaySteps = 0;
    at::Tensor weights; ///< all of them, in the order of solidTensors
    at::Tensor average; ///< their running mean: what is exported
    at::Tensor moment1; ///< of AdamW
    at::Tensor moment2;
};

/// Fresh weights.
TrainingState beginTraining(const SolidConfig& config, std::int64_t seed);

/// Atomic: a kill leaves the last whole state.
Result<void> writeTrainingState(const std::filesystem::path& file, const TrainingState& state);

/// BadInput when the file is not a training state.
Result<TrainingState> readTrainingState(const std::filesystem::path& file);

} // namespace orfeas::inference
