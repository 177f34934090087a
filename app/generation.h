// One run of `orfeas generate`: from the options to files and a report.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace orfeas::app {

struct GenerateOptions {
    std::vector<std::filesystem::path> images;
    std::string output;
    std::string generator = "auto";
    std::vector<std::string> assignments;
    std::string sizeMm;
    std::string model;
    std::string device = "auto";
    std::string memoryLimit;
    std::string previews;
    std::string progress;
    bool noCache = false;
    bool json = false;
};

/// The network is a generator known by this name once its weights were named.
inline constexpr const char* kNetwork = "triposr";

/// Makes every picture and writes the files. Returns the exit code.
int runGeneration(const GenerateOptions& options, std::chrono::steady_clock::time_point start);

} // namespace orfeas::app
