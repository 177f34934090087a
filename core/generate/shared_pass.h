// Pictures that wait for a network, looked at in one pass over its weights.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/base/result.h"
#include "core/generate/forecast.h"
#include "core/generate/generate_job.h"
#include "core/generate/generator.h"
#include "core/jobs/job.h"

namespace orfeas::generate {

/// What a generator is besides when looking at several pictures at once may cost less than at one after the other.
class Batcher : public Forecaster {
public:
    /// The requests that follow, one at each call; nothing when there are no more.
    using NextRequest = std::function<std::optional<Request>()>;

    /// Looks at the first request and at up to `count` - 1 others that follow in one pass, so that the run of each is quick
    /// afterwards and gives what it would alone, bit for bit. Does nothing where the first has been looked at. Fails as a run
    /// of the first would, and never because of another.
    virtual Result<void> lookAt(const Request& first, int count, const NextRequest& next,
                                const jobs::JobContext& context) const = 0;
};

/// Who waits to be made, in order; asked on the working thread, where it matters only.
using WaitingTasks = std::function<std::vector<GenerateTask>()>;

/// Before `request` is made by `generator`: looks at its picture and at as many of `waiting` as gain by sharing the pass
/// (Forecast::together). Tasks for another generator or with other settings, and pictures that cannot be read, are passed
/// over: each is asked for by itself all the same. Returns how many pictures the pass had at most; 0 where nothing is gained
/// and nothing was done. Fails as making `request` would.
Result<int> lookTogether(const Generator& generator, const Request& request, const WaitingTasks& waiting,
                         const jobs::JobContext& context);

/// runGenerateTask for one of a queue: when its picture is looked at, so are those that wait and gain by it.
Result<Generated> runQueuedTask(const GenerateTask& task, const GenerateListener& listener,
                                const WaitingTasks& waiting, const jobs::JobContext& context);

} // namespace orfeas::generate
