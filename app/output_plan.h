// Where results go, and everything that can be known to be wrong with it before any work is done.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/io/mesh_format.h"

namespace orfeas::app {

/// One file for everything, or one per picture.
struct OutputPlan {
    std::vector<std::filesystem::path> files; ///< one, or as many as there are pictures
    bool together = false;                    ///< all pictures go into files[0] as objects
};

/// `wanted` is a file (several pictures become its objects, where the format holds several), a folder (one 3MF file
/// per picture in it), or a pattern with {name}, which stands for the picture's name without extension; equal names
/// get a number. Fails as checkOutput does.
Result<OutputPlan> planOutputs(const std::vector<std::filesystem::path>& pictures, const std::string& wanted);

/// That a mesh can be written there: a known writable extension, a folder that exists and may be written to, no folder
/// of that name, and not one of the inputs.
Result<void> checkOutput(const std::filesystem::path& output,
                         const std::vector<std::filesystem::path>& inputs);

/// That a file can be made there, whatever its kind; the part of checkOutput without the format.
Result<void> checkPlace(const std::filesystem::path& output,
                        const std::vector<std::filesystem::path>& inputs);

/// That a readable file (no folder) is there.
Result<void> checkInput(const std::filesystem::path& input);

} // namespace orfeas::app
