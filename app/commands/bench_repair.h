// What repairing a mesh costs on this machine.
#pragma once

#include <string>

#include "app/report.h"
#include "core/base/result.h"
#include "core/jobs/job.h"

namespace orfeas::app {

/// One size, as JSON and as a line of the table.
struct RepairBenchRow {
    Json json;
    std::string text;
};

/// The head of the table.
std::string repairBenchHead();
/// A bumpy ball of that many triangles with small holes.
Result<RepairBenchRow> benchRepair(int triangles, bool wrap, const jobs::JobContext& context);

struct RepairBenchOptions {
    int largest = 300'000; ///< triangles; from 100 000 in triplings
    bool wrap = true;      ///< also CGAL's alpha wrap, which takes longest
    bool json = false;
};

/// `orfeas bench repair`: a bumpy ball with small holes, repaired by us, by CGAL's alpha wrap, and by admesh where that is
/// installed: seconds, peak memory of the program, and ratios to admesh. Returns the exit code.
int runBenchRepair(const RepairBenchOptions& options);

} // namespace orfeas::app
