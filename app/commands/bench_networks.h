// What networks cost on this machine.
#pragma once

#include <string>

namespace orfeas::app {

struct NetworkBenchOptions {
    std::string model; ///< a registered name or a folder; empty: the only one
    bool randomWeights =
        false; ///< the published sizes, without published weights; so too where there is no model
    std::string device = "cpu";
    std::string precision = "float32"; ///< bfloat16 or int8: compared with float32 in the same run
    bool json = false;
};

/// Whether the published sizes with random weights are to be measured: asked for, or no model named and none added.
bool meansRandomWeights(const NetworkBenchOptions& options);

/// `orfeas bench triposr`: time and memory per stage, from picture to meshes. Returns the exit code.
int runBenchTripoSr(const NetworkBenchOptions& options);

/// `orfeas bench load`: opening weights by mapping them, against reading them in as unpickling does.
int runBenchLoad(const NetworkBenchOptions& options);

} // namespace orfeas::app
