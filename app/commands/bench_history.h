// `orfeas bench history`.
#pragma once

namespace orfeas::app {

struct HistoryBenchOptions {
    int repeat = 3;
    int edits = 100;     ///< small edits of the large scene
    int versions = 1000; ///< of the log
    int sceneMegabytes = 100;
    bool json = false;
};

/// Saving, restoring, checking and listing, each beside the git program doing the same with the same data.
int runBenchHistory(const HistoryBenchOptions& options);

} // namespace orfeas::app
