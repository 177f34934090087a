// Which precision a model is run in where none is asked for: measured, not assumed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/inference/field_error.h"
#include "core/inference/machine_fit.h"
#include "core/inference/model_folder.h"
#include "core/inference/model_registry.h"
#include "core/inference/network.h"
#include "core/jobs/job.h"

namespace orfeas::inference {

/// The name settings, records and reports use: "float32", "bfloat16", "int8".
std::string_view nameOf(Precision precision);

/// A shaded ball and a limb on grey: something to compare on where no picture is at hand.
ConditioningImage surveyPicture();

/// One precision's scene of the survey's picture, held against float32's.
struct PrecisionMeasure {
    Precision precision = Precision::Float32;
    FieldError error;     ///< zero for float32
    double seconds = 0.0; ///< from the picture to the scene code, on the machine that measured
};

/// Runs the network once in each precision on a picture made here (a shaded ball and a limb, cut out), and compares
/// what it saw in the box. Takes as long as those runs and the memory of one. Cancellable.
Result<std::vector<PrecisionMeasure>> surveyPrecisions(const Model& model, const std::string& device,
                                                       const jobs::JobContext& context);

/// Surveys a registered model and keeps the result beside its record, for chooseNetworkPrecision. Fails as
/// surveyPrecisions does, with NotFound for a name that is not registered, or when the folder cannot be written.
Result<std::vector<PrecisionMeasure>> measureModel(const std::string& name, const std::string& device,
                                                   const jobs::JobContext& context);

/// What measureModel kept for the model in this folder; empty when it was never measured or its weights are others now.
std::vector<PrecisionMeasure> keptMeasures(const std::filesystem::path& folder);

/// bfloat16 where the machine has instructions for it and the error measured for this model is within the bounds of
/// field_error.h; else float32.
Precision chooseNetworkPrecision(const std::vector<PrecisionMeasure>& measures, const Machine& machine);

} // namespace orfeas::inference
