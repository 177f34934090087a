// Part of `orfeas bench batch`: several pictures through one pass over a network's weights.
#pragma once

#include <string>

#include "app/report.h"
#include "core/base/result.h"
#include "core/jobs/job.h"

namespace orfeas::app {

struct PassesBenchOptions {
    std::string model; ///< a registered name or a folder
    int pictures = 4;
};

struct PassesBench {
    Json json;
    std::string text;
};

/// Looks at different pictures one by one and in one pass, in each form of interest: seconds, their ratio, the largest
/// resident size of the pass, and whether what was seen is the same bit for bit.
Result<PassesBench> benchPasses(const PassesBenchOptions& options, const jobs::JobContext& context);

} // namespace orfeas::app
