// What checking a mesh for printing costs on this machine.
#pragma once

#include <vector>

namespace orfeas::app {

struct PrintBenchOptions {
    std::vector<int> thousands{100, 300, 1000, 3000}; ///< triangles
    int repeat = 3;                                   ///< the least time counts
    bool repair = true;                               ///< also repairing
    bool json = false;
};

/// `orfeas bench print`: welding, the live check and the full one on meshes of several sizes, beside mesh::measure and,
/// where it is installed, admesh on the same mesh as a file; then the repair of meshes as large with holes in them, beside
/// admesh and CGAL's alpha wrap. Returns the exit code.
int runBenchPrint(const PrintBenchOptions& options);

} // namespace orfeas::app
