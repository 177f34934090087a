// How good a network is on examples it never learned from. Torch only.
#pragma once

#include <ATen/ATen.h>

#include "core/inference/training/parameters.h"
#include "core/inference/training/shard_file.h"
#include "core/inference/training/trainer.h"

namespace orfeas::inference {

/// The first `count` examples of the set, or all. Throws what LibTorch throws.
ValidationFacts scoreExamples(const SolidConfig& config, const at::Tensor& weights, const ShardSet& examples,
                              int count);

} // namespace orfeas::inference
