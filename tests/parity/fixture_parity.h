// Compares the inference module with a folder that holds a run of the reference: weights, configuration and every
// intermediate result under the names of that run (activations.safetensors).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace orfeas::parity {

/// One comparison. `over` says which figure is held against `limit`.
struct StageResult {
    std::string stage;
    std::string run; ///< "fed": from the fixture's own input of the stage; "whole": end to end
    double relativeL2 = 0.0;
    double maxAbs = 0.0;
    double maxOverRms = 0.0;
    double maxRelative = 0.0;
    std::string limit; ///< in words
    bool passed = false;
};

struct ParityReport {
    std::string weightsFile;
    std::string device;
    std::vector<StageResult> stages;
    std::vector<std::string> notSeen; ///< tensors of the fixture that nothing was compared with

    bool passed() const;
};

/// Runs once stage by stage and once end to end from `weightsFile`, by the limits the reference kit states. An Error
/// when anything needed cannot be read.
Result<ParityReport> compareWithFixture(const std::filesystem::path& folder,
                                        const std::filesystem::path& weightsFile,
                                        const std::string& device = "cpu");

} // namespace orfeas::parity
