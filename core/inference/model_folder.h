// A folder that holds a network: its configuration and its weights.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/inference/triposr_config.h"
#include "core/inference/weights.h"
#include "core/jobs/job.h"

namespace orfeas::inference {

/// Names under which weights are looked for, in this order.
inline constexpr std::array<const char*, 3> kWeightFiles{"weights.safetensors", "model.safetensors",
                                                         "model.ckpt"};

/// An opened model. The weights are mapped, not read, and have been checked against the configuration by name, shape
/// and type.
struct Model {
    std::filesystem::path folder;
    TripoSrConfig config;
    Weights weights;
};

/// The first of kWeightFiles that the folder holds; NotFound when there is none.
Result<std::filesystem::path> findWeights(const std::filesystem::path& folder);

/// Fails in one sentence with NotFound (no folder, no configuration, no weights), BadInput, Unsupported or
/// PermissionDenied.
Result<Model> openModel(const std::filesystem::path& folder);

/// Reads every value once: BadInput names the first tensor that holds anything but finite numbers.
Result<void> checkFinite(const Weights& weights, const jobs::JobContext& context);

} // namespace orfeas::inference
