// triposr_parity FOLDER [--json] [--device NAME]
//
// Compares every stage of the native TripoSR with a folder that holds a run of the reference. Exit code 0: within the
// limits; 1: not; 2: the folder cannot be used (one sentence on standard error).
#include <cstdio>
#include <cstring>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/inference/model_folder.h"
#include "tests/parity/fixture_parity.h"

namespace {

using namespace orfeas;

int refuse(const Error& error) {
    fmt::print(stderr, "triposr_parity: error: {}\n", error.userText);
    return 2;
}

void print(const parity::ParityReport& report) {
    fmt::print("{} on {}\n{:<28} {:<6} {:>10} {:>10} {:>10} {:>10}\n", report.weightsFile, report.device,
               "stage", "run", "rel. L2", "max abs", "max/rms", "max rel.");
    for (const parity::StageResult& stage : report.stages) {
        fmt::print("{:<28} {:<6} {:>10.2e} {:>10.2e} {:>10.2e} {:>10.2e} {}\n", stage.stage, stage.run,
                   stage.relativeL2, stage.maxAbs, stage.maxOverRms, stage.maxRelative,
                   stage.passed ? "ok" : "FAILED (" + stage.limit + ")");
    }
    for (const std::string& name : report.notSeen)
        fmt::print("{} was compared with nothing: FAILED\n", name);
}

nlohmann::json toJson(const parity::ParityReport& report) {
    nlohmann::json stages = nlohmann::json::array();
    for (const parity::StageResult& stage : report.stages) {
        stages.push_back({{"stage", stage.stage},
                          {"run", stage.run},
                          {"relative_l2", stage.relativeL2},
                          {"max_abs", stage.maxAbs},
                          {"max_over_rms", stage.maxOverRms},
                          {"max_relative", stage.maxRelative},
                          {"limit", stage.limit},
                          {"passed", stage.passed}});
    }
    return {{"weights", report.weightsFile},
            {"device", report.device},
            {"passed", report.passed()},
            {"not_compared", report.notSeen},
            {"stages", std::move(stages)}};
}

} // namespace

int main(int count, char** arguments) {
    std::string folder;
    std::string device = "cpu";
    bool json = false;
    for (int i = 1; i < count; ++i) {
        if (std::strcmp(arguments[i], "--json") == 0)
            json = true;
        else if (std::strcmp(arguments[i], "--device") == 0 && i + 1 < count)
            device = arguments[++i];
        else if (folder.empty() && arguments[i][0] != '-')
            folder = arguments[i];
        else
            folder.clear(), i = count;
    }
    if (folder.empty()) {
        fmt::print(stderr, "usage: triposr_parity FOLDER [--json] [--device cpu|cuda:N]\n");
        return 2;
    }
    bool passed = true;
    bool found = false;
    nlohmann::json reports = nlohmann::json::array();
    for (const char* name : inference::kWeightFiles) {
        std::error_code ignored;
        if (!std::filesystem::exists(std::filesystem::path(folder) / name, ignored)) continue;
        found = true;
        const auto report = parity::compareWithFixture(folder, std::filesystem::path(folder) / name, device);
        if (!report.ok()) return refuse(report.error());
        passed = passed && report->passed();
        if (json)
            reports.push_back(toJson(*report));
        else
            print(*report);
    }
    if (!found) return refuse(inference::findWeights(folder).error());
    if (json)
        fmt::print("{}\n", nlohmann::json{{"folder", folder}, {"passed", passed}, {"runs", reports}}.dump(2));
    else
        fmt::print("{}\n", passed ? "within the limits" : "NOT within the limits");
    return passed ? 0 : 1;
}
