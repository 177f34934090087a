// Loss and gradient of one batch. Torch only.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/ATen.h>

#include "core/inference/training/batch_feed.h"
#include "core/inference/training/parameters.h"
#include "core/inference/training/picture_encoder.h"

namespace orfeas::inference {

struct Gradient {
    at::Tensor flat; ///< in the order of the long tensor
    StepFacts facts; ///< the losses, means over the batch
};

/// Of one step's batch, on the device that holds the weights. On a processor cores take pieces of the batch, each LibTorch
/// operation staying on one core (LibTorch's own threads would wait for each other at every operation, all the more on a
/// machine that does other work too); the pieces are summed in order, so that the number of cores changes nothing. Throws
/// what LibTorch throws.
Gradient batchGradient(const SolidConfig& config, const ParameterLayout& layout, const at::Tensor& weights,
                       const PassOptions& options, BatchFeed& feed, std::int64_t step);

} // namespace orfeas::inference
