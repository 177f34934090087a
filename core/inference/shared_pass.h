// Pictures that wait for a network, looked at in one pass over its weights.
#pragma once

#include <functional>
#include <vector>

#include "core/base/result.h"
#include "core/generate/generate_job.h"
#include "core/inference/triposr_generator.h"
#include "core/jobs/job.h"

namespace orfeas::inference {

/// Who waits, in order; asked where it matters only.
using WaitingTasks = std::function<std::vector<generate::GenerateTask>()>;

/// Before `task` is made by `network`: looks at its picture and at as many of those that wait as gain by sharing the pass
/// (Forecast::together), so that making each afterwards is quick. Tasks for another generator or with other settings, and
/// pictures that cannot be read, are passed over: each is asked for by itself all the same. Returns how many pictures the
/// pass had; 0 where nothing is gained and nothing was done. Fails as making `task` would.
Result<int> lookTogether(const TripoSrGenerator& network, const generate::GenerateTask& task,
                         const WaitingTasks& waiting, const jobs::JobContext& context);

} // namespace orfeas::inference
