#include "app/commands/bench_memory.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "app/child_process.h"
#include "app/commands/figure_scene.h"
#include "app/interrupt.h"
#include "app/plan_text.h"
#include "app/report.h"
#include "core/base/parallel.h"
#include "core/inference/density_response.h"
#include "core/inference/field_error.h"
#include "core/inference/inference_module.h"
#include "core/inference/model_registry.h"
#include "core/inference/network_runner.h"
#include "core/inference/random_weights.h"
#include "core/inference/safetensors_file.h"
#include "core/inference/scene_mesh.h"
#include "core/inference/triposr_config_json.h"
#include "core/vram/size_text.h"
#include "core/vram/system_memory.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;
using namespace orfeas::inference;

constexpr double kInsideShare = 0.15; ///< of the box, where random weights leave the threshold open
constexpr int kLevelSamples = 24;     ///< per axis, for that threshold

// The published sequence lengths in a narrower and shallower network: seconds instead of a minute.
TripoSrConfig smallTripoSr() {
    TripoSrConfig config = publishedTripoSr();
    config.channels = 256;
    config.backbone.heads = 8;
    config.backbone.layers = 6;
    config.vit.layers = 4;
    return config;
}

ConditioningImage noise(int side) {
    ConditioningImage image{side, side, std::vector<std::uint8_t>(std::size_t(side * side * 3))};
    for (std::size_t k = 0; k < image.rgb.size(); ++k)
        image.rgb[k] = static_cast<std::uint8_t>(k * 2654435761u >> 24);
    return image;
}

Result<void> writeModel(const fs::path& folder, bool full) {
    const TripoSrConfig config = full ? publishedTripoSr() : smallTripoSr();
    std::ofstream(folder / "config.json") << inference::toJson(config).dump(1);
    return writeSafetensors(folder / "weights.safetensors", makeRandomWeights(config, 1), {});
}

// The one that is measured: a picture to a coloured mesh under the limit.
Result<Json> runMeasured(const MemoryBenchOptions& options, const jobs::JobContext& context) {
    ORFEAS_TRY(limit, vram::parseSize(options.one));
    vram::MachineMemory& memory = vram::MachineMemory::shared();
    memory.setLimit(limit);
    ORFEAS_TRY(folder, resolveModel(options.model));
    ORFEAS_TRY(model, openModel(folder));
    const auto start = std::chrono::steady_clock::now();
    NetworkRunner runner(std::make_shared<const Model>(std::move(model)), NetworkOptions(), memory);
    const TripoSrConfig& config = runner.model().config;
    std::map<std::string, std::uint64_t> largest; // seen at the checkpoints of each stage
    const jobs::JobContext watched(context.stopToken(), [&](const jobs::Progress& progress) {
        std::uint64_t& bytes = largest[std::string(progress.stage)];
        bytes = std::max(bytes, vram::residentBytes());
    });
    ORFEAS_TRY(scene, runner.encode(noise(config.condImageSize), precisionNamed(options.precision),
                                    options.resolution, watched));
    const std::uint64_t encoded = vram::peakResidentBytes(), beforeMesh = vram::residentBytes();
    // Random weights leave the threshold open, and see noise: the mesh is that of an object, at the same cost a point.
    ORFEAS_TRY(field, latticeDensities(*scene, config.radius, kLevelSamples));
    const float level = compareFields(field, field, kInsideShare).level;
    const FigureScene figure(*scene, level);
    SceneMeshSettings settings;
    settings.resolution = options.resolution;
    settings.threshold = double(densityOf(config, level));
    settings.maxBytes = runner.roomForMesh(options.resolution);
    settings.queryPoints = static_cast<std::size_t>(runner.report().plan.chunks.queryPoints);
    ORFEAS_TRY(mesh, meshScene(figure, config, settings, context));
    const RunReport report = runner.report();
    runner.rest();
    const std::uint64_t meshed = vram::peakResidentBytes();
    Json result = toJson(report.plan);
    result["predicted_bytes"] = report.plan.peakBytes;
    result["measured_bytes"] = meshed;
    result["measured_to_scene_bytes"] = encoded;
    result["before_mesh_bytes"] = beforeMesh;
    result["seen_by_stage_bytes"] = largest;
    result["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    result["steps"] = report.steps;
    result["triangles"] = mesh.triangles.size();
    const vram::PoolFigures pool = inferenceModule().value()->tensorMemory();
    result["tensor_pool"] = {{"peak_used_bytes", pool.peakUsed},
                             {"peak_reserved_bytes", pool.peakReserved},
                             {"allocations", pool.allocations},
                             {"taken_from_system", pool.sourceCalls},
                             {"fragmentation_at_end", pool.fragmentation()},
                             {"used_at_end_bytes", pool.used}};
    return result;
}

class MemoryBench {
public:
    explicit MemoryBench(const MemoryBenchOptions& options) : m_options(options) {}

    Result<void> run() {
        ORFEAS_CHECK(findModel());
        m_json = {{"bench", "memory"},
                  {"model", m_options.model.empty() ? "random weights, " + m_options.size : m_options.model},
                  {"precision", m_options.precision},
                  {"resolution", m_options.resolution},
                  {"threads", parallelThreads()},
                  {"measured", "largest resident size of a process of its own (VmHWM)"}};
        m_json["limits"] = Json::array();
        for (const std::string& limit : m_options.limits) {
            ORFEAS_TRY(bytes, vram::parseSize(limit));
            ORFEAS_TRY(result, under(bytes));
            m_json["limits"].push_back(result);
        }
        return smallest();
    }

    Json m_json;
    std::string m_text;

private:
    class Folder {
    public:
        ~Folder() {
            std::error_code ignored;
            if (!m_path.empty()) fs::remove_all(m_path, ignored);
        }
        fs::path m_path;
    };

    // Random weights go into a folder of their own; written by another process, so that this one stays small.
    Result<void> findModel() {
        if (!m_options.model.empty()) {
            ORFEAS_TRY(folder, resolveModel(m_options.model));
            m_folder = folder;
        } else {
            std::error_code fault;
            m_made.m_path = fs::temp_directory_path() / fmt::format("orfeas-bench-{}", ::getpid());
            fs::create_directories(m_made.m_path, fault);
            if (fault)
                return Error{ErrorCode::IoFailed, "No folder could be made for the random weights",
                             fault.message()};
            m_folder = m_made.m_path;
            ORFEAS_TRY(output, runSelf({"bench", "memory", "--json", "--make", "--model", m_folder.string(),
                                        "--size", m_options.size}));
            ORFEAS_CHECK(succeeded(output));
        }
        // Costs measured here are not those of the user's models.
        ::setenv("ORFEAS_MODELS", m_folder.c_str(), 1);
        return {};
    }

    static Result<void> succeeded(const std::string& output) {
        const Json answer = Json::parse(output, nullptr, false);
        if (answer.is_object() && !answer.contains("error")) return {};
        const bool hasText =
            answer.is_object() && answer["error"].is_object() && answer["error"].contains("message");
        return Error{ErrorCode::Failed,
                     hasText ? answer["error"]["message"].get<std::string>()
                             : "The measured process said nothing",
                     output};
    }

    // Each limit anew: predictions come from shapes, not from the run before.
    Result<Json> under(std::uint64_t limit) {
        std::error_code ignored;
        fs::remove(m_folder / "costs.json", ignored);
        ORFEAS_TRY(output, runSelf({"bench", "memory", "--json", "--one", std::to_string(limit), "--model",
                                    m_folder.string(), "--precision", m_options.precision, "--resolution",
                                    std::to_string(m_options.resolution)}));
        Json result = Json::parse(output, nullptr, false);
        if (!result.is_object()) return Error{ErrorCode::Failed, "The measured process said nothing", output};
        result["limit_bytes"] = limit;
        if (result.contains("error")) {
            m_text += fmt::format("{:>8}  refused: {}\n", vram::sizeText(limit), result["error"].dump());
            return result;
        }
        const double predicted = result["predicted_bytes"].get<double>(),
                     measured = result["measured_bytes"].get<double>();
        result["within"] = measured <= double(limit);
        result["prediction_error"] = (predicted - measured) / measured;
        m_text += fmt::format(
            "{:>8}  peak {:>8}{}  predicted {:>8} ({:+.1f} %)  {:>6.1f} s  {}\n", vram::sizeText(limit),
            vram::sizeText(std::uint64_t(measured)), measured <= double(limit) ? "" : " TOO MUCH",
            vram::sizeText(std::uint64_t(predicted)), 100 * (predicted - measured) / measured,
            result["seconds"].get<double>(), result["plan"].get<std::string>());
        return result;
    }

    // What the planner takes for the smallest, tried, and what happens just below.
    Result<void> smallest() {
        ORFEAS_TRY(config, readTripoSrConfig(m_folder));
        PlanRequest request;
        request.resolution = m_options.resolution;
        request.precision = precisionNamed(m_options.precision);
        request.programBytes = vram::residentBytes();
        std::uint64_t least = ~std::uint64_t{0};
        for (const RunPlan& plan : plansFor(config, request, thisMachine()))
            least = std::min(least, plan.peakBytes);
        const auto limit = static_cast<std::uint64_t>(double(least) * kSafety * 1.02);
        ORFEAS_TRY(works, under(limit));
        ORFEAS_TRY(below, under(limit / 2));
        m_json["smallest_that_works"] = works;
        m_json["refused_below"] = below;
        return {};
    }

    const MemoryBenchOptions& m_options;
    fs::path m_folder;
    Folder m_made;
};

} // namespace

int runBenchMemory(const MemoryBenchOptions& options) {
    const Report report(options.json);
    const Interrupt interrupt;
    if (options.make) {
        const Result<void> made = writeModel(options.model, options.size == "full");
        return made.ok() ? report.succeed({}, {{"made", options.model}}) : report.fail(made.error());
    }
    if (!options.one.empty()) {
        const Result<Json> one = runMeasured(options, jobs::JobContext(interrupt.token(), {}));
        return one.ok() ? report.succeed(one->dump() + "\n", *one) : report.fail(one.error());
    }
    MemoryBench bench(options);
    const Result<void> done = bench.run();
    return done.ok() ? report.succeed(bench.m_text, bench.m_json) : report.fail(done.error(), bench.m_json);
}

void addMemoryBench(CLI::App* bench, CommandSlot& slot) {
    auto options = std::make_shared<MemoryBenchOptions>();
    CLI::App* command = bench->add_subcommand("memory", kMemoryBench);
    command->add_option("--limits", options->limits, "Such as 6GB,4GB")
        ->delimiter(',')
        ->capture_default_str();
    command->add_option("--model", options->model, "A registered model or a folder; else random weights")
        ->type_name("NAME|DIR");
    command
        ->add_option("--size", options->size,
                     "Of random weights: full as published (1.7 GB on disk), or small")
        ->check(CLI::IsMember({"full", "small"}))
        ->capture_default_str();
    command->add_option("--precision", options->precision, "auto: the fastest that fits")
        ->check(CLI::IsMember({"auto", "float32", "bfloat16", "int8"}))
        ->capture_default_str();
    command->add_option("--resolution", options->resolution, "Samples along each side of the mesh")
        ->check(CLI::Range(16, 1024))
        ->capture_default_str();
    command->add_option("--one", options->one)->group(""); // the measured process
    command->add_flag("--make", options->make)->group(""); // the one that writes the weights
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([&slot, options] { slot.run = [options] { return runBenchMemory(*options); }; });
}

} // namespace orfeas::app
