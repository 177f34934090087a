// Whether training works at all, in a minute, from nothing.
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "core/inference/training/trainer.h"
#include "core/jobs/job.h"

namespace orfeas::app {

/// Makes examples, trains a tiny network, kills a run and resumes it, exports and compares, in a temporary folder. Prints
/// what it finds. Fails with the first promise that is not kept.
Result<void> trainingSmoke(const jobs::JobContext& context);

/// The tiny run it makes, with its examples in `folder`/shards.
inference::TrainingPlan smokePlan(const std::filesystem::path& folder);

} // namespace orfeas::app
