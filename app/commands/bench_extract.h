// What taking a surface from a field costs on this machine.
#pragma once

#include <string>
#include <vector>

namespace orfeas::app {

struct ExtractBenchOptions {
    int largest = 256;               ///< samples per axis, from 64 in doublings
    int randomFields = 500;          ///< small ones of white noise
    std::vector<std::string> models; ///< networks whose fields are looked at, too
    bool json = false;
};

/// `orfeas bench extract`: the surface searched hierarchically against all points sampled: the same mesh, how much
/// sooner, from how many points. Returns the exit code.
int runBenchExtract(const ExtractBenchOptions& options);

} // namespace orfeas::app
