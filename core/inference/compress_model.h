// A registered model made smaller: a new registered model, and how far it sees otherwise.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/inference/conditioning_image.h"
#include "core/inference/field_error.h"
#include "core/inference/model_folder.h"
#include "core/inference/model_registry.h"
#include "core/jobs/job.h"

namespace orfeas::inference {

struct CompressSettings {
    double prune = 0.0; ///< share of the feed-forwards' inner channels that goes, 0 .. 0.9
    bool int8 = true;   ///< matrices of both transformers as int8, one scale per output channel
};

/// The weights and configuration of `model`, smaller. Structured pruning takes whole inner channels out of every
/// feed-forward: those whose contribution, the product of the norms of what goes in and what comes out, is least (after Li
/// et al., "Pruning Filters for Efficient ConvNets", 2017); the same number in each, so that the result is an ordinary
/// network. Quantisation is symmetric: scale = largest magnitude of the row / 127. Matrices that are int8 already are
/// refused with Unsupported.
struct CompressedModel {
    TripoSrConfig config;
    Weights weights;
};
Result<CompressedModel> compressed(const Model& model, const CompressSettings& settings,
                                   const jobs::JobContext& context);

/// Of one picture, against the model it was made from.
struct CompressError {
    FieldError field;
    double surfaceMean = 0.0; ///< distance between the two surfaces, both ways, as a share of the box's side
    double surfaceLargest = 0.0; ///< the same at the worst point
    bool hasSurface = false;     ///< false where either saw nothing solid
};

struct CompressReport {
    ModelRecord before;
    ModelRecord after;
    std::vector<CompressError> errors; ///< one for each picture
};

/// Compresses the registered model (or folder) `name` into the new registered model `newName`, and compares the two on
/// `pictures`; on one that is drawn here when there are none. Nothing is left behind when it fails. Cancellable.
Result<CompressReport> compressModel(const std::string& name, const std::string& newName,
                                     const CompressSettings& settings,
                                     std::vector<ConditioningImage> pictures,
                                     const jobs::JobContext& context);

} // namespace orfeas::inference
