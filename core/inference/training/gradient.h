// Loss and gradient of one batch, spread over the cores. Torch only.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/ATen.h>

#include "core/inference/training/parameters.h"
#include "core/inference/training/shard_file.h"
#include "core/inference/training/trainer.h"

namespace orfeas::inference {

struct Gradient {
    at::Tensor flat; ///< in the order of the long tensor
    StepFacts facts; ///< the losses, means over the batch
};

/// The batch of one step: which examples and how they vary follows from seed and step. Cores take pieces of
/// `microBatch` examples, each LibTorch operation staying on one core (LibTorch's own threads would wait for each
/// other at every operation, all the more on a machine that does other work too); the pieces are summed in order, so
/// that the number of cores changes nothing. Throws what LibTorch throws.
Gradient batchGradient(const TrainingPlan& plan, const SolidConfig& config, const ParameterLayout& layout,
                       const at::Tensor& weights, const ShardSet& shards, std::int64_t seed,
                       std::int64_t step);

} // namespace orfeas::inference
