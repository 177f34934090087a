// What a TripoSR density means: from the decoder's number to a density, and back for the level a surface is taken at.
#pragma once

#include <optional>

#include "core/inference/triposr_config.h"

namespace orfeas::inference {

/// One value through an activation, in float32 as the reference.
float activate(Activation activation, float value);

/// The density at a point from the decoder's raw value: activation(raw + bias).
float densityOf(const TripoSrConfig& config, float raw);

/// The raw value whose density is `threshold`; nothing when no value has it.
std::optional<float> rawLevel(const TripoSrConfig& config, double threshold);

} // namespace orfeas::inference
