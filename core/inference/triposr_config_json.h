// A TripoSR configuration written down again.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/inference/triposr_config.h"

namespace orfeas::inference {

/// What readTripoSrConfig reads as config.json: {"tsr": ..., "vit": ...}, every field said.
nlohmann::json toJson(const TripoSrConfig& config);

} // namespace orfeas::inference
