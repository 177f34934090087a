// What asking a second time costs, as a whole process: `orfeas generate` with a picture it has answered before.
#pragma once

#include <filesystem>
#include <string>

#include "app/report.h"
#include "core/base/result.h"

namespace orfeas::app {

struct RepeatBench {
    Json json; ///< a row a format
    std::string text;
};

/// Runs `orfeas generate` with standard settings as a process of its own, once anew and then again and again, for each
/// format that is written. `folder` is for its picture, files and cache, and is there already.
Result<RepeatBench> benchRepeats(const std::filesystem::path& folder, const std::string& generator);

} // namespace orfeas::app
