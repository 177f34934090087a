// Many pieces of work of one command, side by side, with one progress.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/progress_printer.h"
#include "core/base/result.h"
#include "core/jobs/job.h"

namespace orfeas::app {

/// One piece.
struct BatchItem {
    std::string name; ///< shown beside its progress; empty: there is only one
    std::uint64_t memoryBytes = 0;
    std::string lane; ///< items of one lane follow each other; empty: side by side
};

/// On a thread of the engine; `index` of the item. Writes only what belongs to that item.
using BatchWork = std::function<Result<void>(std::size_t index, const jobs::JobContext& context)>;

struct BatchOptions {
    bool stopAtFailure = false; ///< the first failure cancels the rest
    double share = 1.0;         ///< of the printer's progress
};

/// Runs `work` for every item through a job engine of its own, within the memory that is free, and reports the mean of
/// all fractions. Results in the order of the items. Stops with `stop`.
std::vector<Result<void>> runBatch(const std::vector<BatchItem>& items, const BatchWork& work,
                                   const BatchOptions& options, ProgressPrinter& printer,
                                   const std::stop_token& stop);

} // namespace orfeas::app
