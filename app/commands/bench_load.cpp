#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <memory>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "app/commands/bench_networks.h"
#include "app/commands/random_model.h"
#include "app/interrupt.h"
#include "app/report.h"
#include "core/inference/model_folder.h"
#include "core/inference/model_registry.h"
#include "core/inference/random_weights.h"
#include "core/inference/triposr_weights.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using namespace orfeas::inference;

constexpr int kWarmRuns = 3;
constexpr std::size_t kPage = 4096;

// Asks the system to forget what it holds of the file in memory.
void makeCold(const fs::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
    ::close(descriptor);
}

template <typename Work>
Result<double> timed(const fs::path& file, bool cold, const Work& work) {
    std::vector<double> seconds;
    for (int i = 0; i < (cold ? 1 : kWarmRuns); ++i) {
        if (cold) makeCold(file);
        const auto start = Clock::now();
        ORFEAS_CHECK(work());
        seconds.push_back(std::chrono::duration<double>(Clock::now() - start).count());
    }
    return *std::min_element(seconds.begin(), seconds.end());
}

Result<Weights> openChecked(const fs::path& file, const TripoSrConfig& config) {
    ORFEAS_TRY(weights, openWeights(file));
    ORFEAS_CHECK(checkWeights(config, weights));
    return std::move(weights);
}

// What torch.load does with every storage: memory of its own, filled from the file.
Result<void> readIn(const fs::path& file, const TripoSrConfig& config) {
    ORFEAS_TRY(weights, openChecked(file, config));
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const std::byte* start = weights.file->bytes().data();
    std::vector<std::unique_ptr<std::byte[]>> storages;
    bool whole = descriptor >= 0;
    for (const auto& [name, view] : weights.tensors) {
        storages.push_back(std::make_unique_for_overwrite<std::byte[]>(view.bytes.size()));
        for (std::size_t done = 0; whole && done < view.bytes.size();) {
            const auto at = static_cast<off_t>(view.bytes.data() - start + static_cast<std::ptrdiff_t>(done));
            const ssize_t got =
                ::pread(descriptor, storages.back().get() + done, view.bytes.size() - done, at);
            whole = got > 0;
            done += whole ? static_cast<std::size_t>(got) : 0;
        }
    }
    if (descriptor >= 0) ::close(descriptor);
    if (!whole) return Error{ErrorCode::IoFailed, "The weights could not be read", file.string()};
    return {};
}

// Mapped, and every page asked for once: the most that mapping can have put off.
Result<void> mapAndTouch(const fs::path& file, const TripoSrConfig& config) {
    ORFEAS_TRY(weights, openChecked(file, config));
    unsigned sum = 0;
    for (const auto& [name, view] : weights.tensors) {
        for (std::size_t at = 0; at < view.bytes.size(); at += kPage)
            sum += std::to_integer<unsigned>(view.bytes[at]);
    }
    volatile unsigned used = sum;
    static_cast<void>(used);
    return {};
}

Result<void> map(const fs::path& file, const TripoSrConfig& config) {
    ORFEAS_TRY(weights, openChecked(file, config));
    static_cast<void>(weights);
    return {};
}

Result<void> measure(const fs::path& file, const TripoSrConfig& config, Json& json, std::string& text) {
    json["file"] = file.string();
    json["gb"] = static_cast<double>(fs::file_size(file)) / 1e9;
    json["baseline"] = "every storage read into memory of its own, as unpickling does";
    for (const bool cold : {true, false}) {
        ORFEAS_TRY(copied, timed(file, cold, [&] { return readIn(file, config); }));
        ORFEAS_TRY(mapped, timed(file, cold, [&] { return map(file, config); }));
        ORFEAS_TRY(touched, timed(file, cold, [&] { return mapAndTouch(file, config); }));
        json[cold ? "cold" : "warm"] = {{"read_seconds", copied},
                                        {"mapped_seconds", mapped},
                                        {"mapped_touched_seconds", touched},
                                        {"ratio", copied / mapped},
                                        {"ratio_touched", copied / touched}};
        text +=
            fmt::format("{}: read in {:.3f} s; mapped and checked {:.4f} s ({:.0f} x); and every page "
                        "touched {:.3f} s ({:.1f} x)\n",
                        cold ? "cold" : "warm", copied, mapped, copied / mapped, touched, copied / touched);
    }
    return {};
}

Result<void> benchLoad(const NetworkBenchOptions& options, const jobs::JobContext& context, Json& json,
                       std::string& text) {
    if (!meansRandomWeights(options)) {
        ORFEAS_TRY(folder, resolveModel(options.model));
        ORFEAS_TRY(config, readTripoSrConfig(folder));
        ORFEAS_TRY(file, findWeights(folder));
        return measure(file, config, json, text);
    }
    ORFEAS_TRY(model, RandomModel::make(context));
    return measure(model.weightsFile(), publishedTripoSr(), json, text);
}

} // namespace

int runBenchLoad(const NetworkBenchOptions& options) {
    const Report report(options.json);
    const Interrupt interrupt;
    Json json{{"bench", "load"}};
    std::string text;
    const Result<void> done = benchLoad(options, jobs::JobContext(interrupt.token(), {}), json, text);
    return done.ok() ? report.succeed(text, json) : report.fail(done.error(), json);
}

} // namespace orfeas::app
