// What repairing a mesh costs on this machine.
#pragma once

namespace orfeas::app {

struct RepairBenchOptions {
    int largest = 300'000; ///< triangles; from 100 000 in triplings
    bool wrap = true;      ///< also CGAL's alpha wrap, which takes longest
    bool json = false;
};

/// `orfeas bench repair`: a bumpy ball with small holes, repaired by us, by CGAL's alpha wrap, and by admesh where that is
/// installed: seconds, peak memory of the program, and ratios to admesh. Returns the exit code.
int runBenchRepair(const RepairBenchOptions& options);

} // namespace orfeas::app
