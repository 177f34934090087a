// What of a model this machine can run.
#pragma once

#include <cstdint>
#include <vector>

#include "core/inference/model_registry.h"
#include "core/inference/network.h"

namespace orfeas::inference {

struct Machine {
    unsigned cores = 1;
    std::uint64_t memoryBytes = 0;
    bool hasBFloat16 = false; ///< the processor multiplies matrices in it
};

Machine thisMachine();

struct PrecisionFit {
    Precision precision = Precision::Float32;
    std::uint64_t bytes = 0; ///< weights and what a run needs besides them
    bool fits = false;       ///< in half of the machine's memory
    bool fast = false;       ///< the machine has instructions for it
};

/// One for each precision, widest first.
std::vector<PrecisionFit> fitOf(const ModelRecord& model, const Machine& machine);

} // namespace orfeas::inference
