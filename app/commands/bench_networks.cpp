#include "app/commands/bench_networks.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <vector>

#include <sys/resource.h>

#include <fmt/format.h>

#include "app/commands/figure_scene.h"
#include "app/commands/random_model.h"
#include "app/interrupt.h"
#include "app/report.h"
#include "core/base/parallel.h"
#include "core/inference/density_response.h"
#include "core/inference/field_error.h"
#include "core/inference/inference_module.h"
#include "core/inference/model_folder.h"
#include "core/inference/model_registry.h"
#include "core/inference/random_weights.h"
#include "core/inference/scene_mesh.h"

namespace orfeas::app {
namespace {

using Clock = std::chrono::steady_clock;
using namespace orfeas::inference;

constexpr double kInsideShare = 0.15; ///< of the box, where random weights leave the threshold open
constexpr int kLevelSamples = 32;     ///< per axis, for that threshold
constexpr double kThreshold = 25.0;   ///< TripoSR's

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

double rounded(double value) {
    return std::round(value * 1000.0) / 1000.0;
}

// VmHWM, in GB. The first line of /proc that can be missing on other systems: then 0.
double peakGb() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        double kb = 0.0;
        if (word == "VmHWM:" && status >> kb) return kb / 1e6;
    }
    return 0.0;
}

double loadAverage() {
    double minute = 0.0;
    return ::getloadavg(&minute, 1) == 1 ? minute : 0.0;
}

// Making random weights takes their whole size once; what is measured is what comes after (proc(5), clear_refs).
void forgetPeak() {
    std::ofstream("/proc/self/clear_refs") << "5";
}

// Multiply-adds of the matrix products of each stage.
struct Work {
    double tokenizer = 0.0;
    double transformer = 0.0;
};

Work workOf(const TripoSrConfig& config) {
    const double d = config.vit.width, t = 1.0 + double(config.imageGrid()) * config.imageGrid();
    const double n = config.tokens(), i = config.backbone.width(), c = config.channels;
    Work work;
    work.tokenizer = config.vit.layers * (t * (4 * d * d + 2 * d * config.vit.mlpWidth) + 2 * t * t * d) +
                     t * d * 3 * config.vit.patchSize * config.vit.patchSize;
    const double feed = n * i * i * 4 * (config.backbone.gated ? 3 : 2);
    const double self = 4 * n * i * i + 2 * n * n * i;
    const double cross =
        config.backbone.crossAttentionDim > 0 ? 2 * n * i * i + 2 * t * d * i + 2 * n * t * i : 0;
    work.transformer = config.backbone.layers * (feed + self + cross) + 2 * n * c * i;
    return work;
}

ConditioningImage greyImage(int side) {
    ConditioningImage image{side, side, std::vector<std::uint8_t>(std::size_t(side * side * 3))};
    for (std::size_t k = 0; k < image.rgb.size(); ++k)
        image.rgb[k] = static_cast<std::uint8_t>(k * 2654435761u >> 24);
    return image;
}

// Seconds on the clock and of all cores together: others may be using the machine.
class Timer {
public:
    double seconds() const { return secondsSince(m_start); }
    double cpuSeconds() const { return cpu() - m_cpu; }

private:
    static double cpu() {
        rusage usage{};
        ::getrusage(RUSAGE_SELF, &usage);
        return double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
               1e-6 * double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    }
    Clock::time_point m_start = Clock::now();
    double m_cpu = cpu();
};

Precision precisionNamed(const std::string& name) {
    return name == "bfloat16" ? Precision::BFloat16 : name == "int8" ? Precision::Int8 : Precision::Float32;
}

class TripoSrBench {
public:
    TripoSrBench(const NetworkBenchOptions& options, const jobs::JobContext& context)
        : m_options(options), m_context(context), m_hasRandomWeights(meansRandomWeights(options)) {}

    Result<void> run() {
        ORFEAS_TRY(factory, inferenceModule());
        m_json = {{"bench", "triposr"},
                  {"library", factory->description()},
                  {"device", m_options.device},
                  {"precision", m_options.precision},
                  {"weights", m_hasRandomWeights ? "random, the published sizes" : m_options.model},
                  {"threads", parallelThreads()}};
        m_rate = factory->matrixRate(precisionNamed(m_options.precision));
        m_json["load_average"] = loadAverage();
        m_json["baseline"] = {{"what", "product of two matrices of side 2048"},
                              {"gflops", rounded(2e-9 * m_rate.perSecond)},
                              {"gflops_per_core", rounded(2e-9 * m_rate.perCoreSecond)}};
        say("{}, {}, {}; a 2048 x 2048 matrix product reaches {:.0f} GFLOP/s, {:.0f} a core; load {:.1f}\n",
            factory->description(), m_options.device, m_options.precision, 2e-9 * m_rate.perSecond,
            2e-9 * m_rate.perCoreSecond, loadAverage());
        ORFEAS_TRY(opened, model());
        ORFEAS_TRY(scene, encode(*factory, opened, precisionNamed(m_options.precision), m_json));
        ORFEAS_TRY(field, latticeDensities(*scene, opened.config.radius, kLevelSamples));
        ORFEAS_CHECK(meshes(*scene, opened.config, field));
        m_json["peak_gb"] = rounded(peakGb());
        say("peak memory {:.2f} GB\n", peakGb());
        return m_options.precision == "float32" ? Result<void>{} : compare(*factory, opened, field);
    }

    Json m_json;
    std::string m_text;

private:
    template <typename... Args>
    void say(fmt::format_string<Args...> text, Args&&... args) {
        m_text += fmt::format(text, std::forward<Args>(args)...);
    }

    Result<Model> model() {
        if (!m_hasRandomWeights) {
            ORFEAS_TRY(folder, resolveModel(m_options.model));
            return openModel(folder);
        }
        ORFEAS_TRY(made, RandomModel::make(m_context));
        m_random.emplace(std::move(made));
        forgetPeak();
        return m_random->open();
    }

    void stage(Json& json, const char* name, double seconds, double cpuSeconds, double work) {
        // By processor time: what the clock says depends on who else uses the machine.
        const double share = work / cpuSeconds / m_rate.perCoreSecond;
        json["stages"].push_back({{"stage", name},
                                  {"seconds", rounded(seconds)},
                                  {"cpu_seconds", rounded(cpuSeconds)},
                                  {"cpu_seconds_per_thread", rounded(cpuSeconds / parallelThreads())},
                                  {"gflops", rounded(2e-9 * work / seconds)},
                                  {"share_of_matrix_rate", rounded(share)}});
        say("{:<28} {:>8.2f} s, {:>7.2f} s of all cores, {:>6.0f} GFLOP/s, {:.0f} % of the matrix rate\n",
            name, seconds, cpuSeconds, 2e-9 * work / seconds, 100 * share);
    }

    // The two transformers.
    Result<std::shared_ptr<const SceneCode>> encode(const NetworkFactory& factory, const Model& opened,
                                                    Precision precision, Json& json) {
        NetworkOptions options;
        options.device = m_options.device;
        options.precision = precision;
        const Timer opening;
        ORFEAS_TRY(network, factory.open(opened.config, opened.weights, options));
        json["open_seconds"] = rounded(opening.seconds());
        double looked = 0.0, lookedCpu = 0.0, thought = 0.0, thoughtCpu = 0.0;
        const Timer timer;
        const jobs::JobContext watched(m_context.stopToken(), [&](const jobs::Progress& progress) {
            if (progress.stage == "imagining the object" && looked == 0.0)
                looked = timer.seconds(), lookedCpu = timer.cpuSeconds();
            thought = timer.seconds(), thoughtCpu = timer.cpuSeconds();
        });
        ORFEAS_TRY(scene, network->encode(greyImage(opened.config.condImageSize), nullptr, watched));
        json["encode_seconds"] = rounded(timer.seconds());
        const Work work = workOf(opened.config);
        stage(json, "image tokenizer", looked, lookedCpu, work.tokenizer);
        stage(json, "backbone", thought - looked, thoughtCpu - lookedCpu, work.transformer);
        say("{:<28} {:>8.2f} s (and {:.2f} s to open the weights)\n", "picture to scene code",
            json["encode_seconds"].get<double>(), json["open_seconds"].get<double>());
        json["peak_gb_after_encode"] = rounded(peakGb());
        return std::move(scene);
    }

    // What follows the scene code: the meshes a person sees one after the other, coloured.
    Result<void> meshes(const SceneCode& scene, const TripoSrConfig& config, std::span<const float> field) {
        // Random weights leave the threshold open.
        const float level = m_hasRandomWeights ? compareFields(field, field, kInsideShare).level
                                               : rawLevel(config, kThreshold).value_or(0.0f);
        ORFEAS_CHECK(meshesOf(scene, config, level, "meshes"));
        // Untrained weights see noise, which has a surface in every cell: the worst there is. An object has one in few.
        return m_hasRandomWeights ? meshesOf(FigureScene(scene, level), config, level, "meshes_of_a_figure")
                                  : Result<void>{};
    }

    Result<void> meshesOf(const SceneCode& scene, const TripoSrConfig& config, float level,
                          const char* name) {
        const auto threshold = double(densityOf(config, level));
        say("{}:\n", name);
        for (const int resolution : {64, 96, 128, 256}) {
            const Timer timer;
            ORFEAS_TRY(mesh, meshScene(scene, config, {resolution, threshold, false, true}, m_context));
            m_json[name].push_back({{"resolution", resolution},
                                    {"seconds", rounded(timer.seconds())},
                                    {"cpu_seconds", rounded(timer.cpuSeconds())},
                                    {"triangles", mesh.triangles.size()}});
            say("coloured mesh at {:>4}         {:>8.2f} s, {:>7.2f} s of all cores, {} triangles\n",
                resolution, timer.seconds(), timer.cpuSeconds(), mesh.triangles.size());
        }
        return {};
    }

    // The same picture in float32: how much faster, and how far off.
    Result<void> compare(const NetworkFactory& factory, const Model& opened, std::span<const float> field) {
        say("in float32, for comparison:\n");
        Json exact;
        m_rate = factory.matrixRate(Precision::Float32);
        ORFEAS_TRY(scene, encode(factory, opened, Precision::Float32, exact));
        ORFEAS_TRY(reference, latticeDensities(*scene, opened.config.radius, kLevelSamples));
        const FieldError error = compareFields(reference, field, kInsideShare);
        exact["ratio"] =
            rounded(exact["encode_seconds"].get<double>() / m_json["encode_seconds"].get<double>());
        m_json["float32"] = exact;
        m_json["field_error"] = {{"density", error.density},
                                 {"density_bound", kDensityBound},
                                 {"wrong_side", error.wrongSide},
                                 {"wrong_side_bound", kWrongSideBound},
                                 {"within_bounds", withinBounds(error)}};
        say("{} is {:.2f} x as fast; density off by {:.4f} of its spread, {:.3f} % of the box on the wrong "
            "side\n",
            m_options.precision, exact["ratio"].get<double>(), error.density, 100 * error.wrongSide);
        return {};
    }

    const NetworkBenchOptions& m_options;
    const jobs::JobContext& m_context;
    bool m_hasRandomWeights;
    MatrixRate m_rate;
    std::optional<RandomModel> m_random;
};

} // namespace

bool meansRandomWeights(const NetworkBenchOptions& options) {
    if (options.randomWeights || !options.model.empty()) return options.randomWeights;
    const auto any = resolveModel({});
    return !any.ok() && any.error().code == ErrorCode::NotFound;
}

int runBenchTripoSr(const NetworkBenchOptions& options) {
    const Report report(options.json);
    const Interrupt interrupt;
    const jobs::JobContext context(interrupt.token(), {});
    TripoSrBench bench(options, context);
    const Result<void> done = bench.run();
    return done.ok() ? report.succeed(bench.m_text, bench.m_json) : report.fail(done.error(), bench.m_json);
}

} // namespace orfeas::app
