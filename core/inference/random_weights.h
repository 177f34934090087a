// Weights without training, for measuring: what a network costs does not depend on what it has learned.
#pragma once

#include "core/inference/triposr_config.h"
#include "core/inference/weights.h"

namespace orfeas::inference {

/// The configuration of the published TripoSR network.
TripoSrConfig publishedTripoSr();

/// Float32 weights in memory, uniform with a spread that keeps activations near one, norms near the identity. The same
/// for the same seed on every machine. 1.7 GB for the published configuration.
Weights makeRandomWeights(const TripoSrConfig& config, std::uint64_t seed);

} // namespace orfeas::inference
