// How little memory a network can be held to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/command_line.h"

namespace CLI {
class App;
}

namespace orfeas::app {

struct MemoryBenchOptions {
    std::vector<std::string> limits{"6GB", "4GB", "3GB", "2.5GB", "2GB"};
    std::string model;                 ///< a registered name or a folder; empty: random weights
    std::string size = "full";         ///< of random weights: full, or small for a quick look
    std::string precision = "float32"; ///< or auto: whatever is fastest within the limit
    int resolution = 256;
    std::string one;   ///< not empty: this process is the one that is measured, under this limit
    bool make = false; ///< this process only writes the random weights
    bool json = false;
};

constexpr const char* kMemoryBench =
    "TripoSR under memory limits: what was predicted, whether the limit held, and the time";

/// `orfeas bench memory`: a picture reconstructed under each limit, each in a process of its own whose peak resident
/// size is measured by the system. Says what was predicted, whether the limit held, and the smallest that works. Returns
/// the exit code.
int runBenchMemory(const MemoryBenchOptions& options);
void addMemoryBench(CLI::App* bench, CommandSlot& slot);

} // namespace orfeas::app
