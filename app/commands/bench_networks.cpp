#include "app/commands/bench_networks.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "app/interrupt.h"
#include "app/report.h"
#include "core/inference/density_response.h"
#include "core/inference/inference_module.h"
#include "core/inference/model_folder.h"
#include "core/inference/model_registry.h"
#include "core/inference/random_weights.h"
#include "core/inference/safetensors_file.h"
#include "core/inference/scene_mesh.h"
#include "core/mesh/surface_extractor.h"

namespace orfeas::app {
namespace {

using Clock = std::chrono::steady_clock;
using namespace orfeas::inference;

constexpr double kInsideShare = 0.15; ///< of the box, where random weights leave the threshold open
constexpr int kLevelSamples = 32;     ///< per axis, for that threshold

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

// The threshold that leaves kInsideShare of the box inside.
Result<double> thresholdOf(const SceneCode& scene, const TripoSrConfig& config) {
    std::vector<glm::vec3> points;
    for (int k = 0; k < kLevelSamples * kLevelSamples * kLevelSamples; ++k) {
        const glm::vec3 at(float(k % kLevelSamples), float(k / kLevelSamples % kLevelSamples),
                           float(k / kLevelSamples / kLevelSamples));
        points.push_back((at / float(kLevelSamples - 1) * 2.0f - 1.0f) * float(config.radius));
    }
    std::vector<float> values(points.size());
    ORFEAS_CHECK(scene.density(points, values));
    const auto at = values.begin() + std::ptrdiff_t(double(values.size()) * (1.0 - kInsideShare));
    std::nth_element(values.begin(), at, values.end());
    return double(densityOf(config, *at));
}

// Planes of a few slow waves, which the same decoder turns into an object as smooth as real ones are.
void smoothPlanes(const Shape& shape, std::span<float> values) {
    const auto side = static_cast<std::size_t>(shape[3]);
    for (std::size_t k = 0; k < values.size(); ++k) {
        const double plane = double(k / (side * side));
        const double x = double(k % side) / double(side) - 0.5,
                     y = double(k / side % side) / double(side) - 0.5;
        const double wave = std::cos(3.0 * std::sin(plane) * x + 3.0 * std::cos(2.3 * plane) * y + plane);
        values[k] = static_cast<float>(2.0 * wave - 6.0 * std::cos(plane) * (x * x + y * y));
    }
}

struct Extraction {
    double seconds = 0.0;
    std::size_t triangles = 0;
    std::size_t points = 0;
};

Result<Extraction> extractOnce(const SceneCode& scene, const TripoSrConfig& config, double threshold,
                               int resolution, bool dense, const jobs::JobContext& context) {
    mesh::Field field;
    field.batch = std::size_t{1} << 15;
    field.evaluate = [&](auto points, auto values) { return scene.density(points, values); };
    field.response = [&](float raw) { return densityOf(config, raw); };
    mesh::SurfaceSettings settings;
    settings.box = {glm::vec3(float(-config.radius)), glm::vec3(float(config.radius))};
    settings.samples = glm::ivec3(resolution);
    settings.level = rawLevel(config, threshold).value_or(0.0f);
    if (dense) settings.coarseCells = resolution;
    const auto start = Clock::now();
    ORFEAS_TRY(surface, mesh::extractSurface(field, settings, context));
    return Extraction{secondsSince(start), surface.mesh.triangles.size(), surface.evaluatedPoints};
}

class TripoSrBench {
public:
    TripoSrBench(const NetworkBenchOptions& options, const jobs::JobContext& context)
        : m_options(options), m_context(context) {}

    Result<void> run() {
        ORFEAS_TRY(factory, inferenceModule());
        m_json = {{"bench", "triposr"}, {"library", factory->description()}, {"device", m_options.device}};
        const Precision precision = m_options.bfloat16 ? Precision::BFloat16 : Precision::Float32;
        const double rate = factory->matrixRate(precision);
        m_json["precision"] = m_options.bfloat16 ? "bfloat16" : "float32";
        m_json["baseline"] = {{"what", "product of two matrices of side 2048"},
                              {"gflops", rounded(2e-9 * rate)}};
        say("{}, {}; a 2048 x 2048 matrix product reaches {:.0f} GFLOP/s\n", factory->description(),
            m_options.device, 2e-9 * rate);
        NetworkOptions network;
        network.device = m_options.device;
        network.precision = precision;
        ORFEAS_CHECK(encode(*factory, network, rate));
        network.precision = Precision::Float32;
        ORFEAS_CHECK(extract(*factory, network));
        m_json["peak_gb"] = rounded(peakGb());
        say("peak memory {:.2f} GB\n", peakGb());
        return {};
    }

    Json m_json;
    std::string m_text;

private:
    template <typename... Args>
    void say(fmt::format_string<Args...> text, Args&&... args) {
        m_text += fmt::format(text, std::forward<Args>(args)...);
    }

    Result<Model> model() const {
        if (!m_options.randomWeights) {
            ORFEAS_TRY(folder, resolveModel(m_options.model));
            return openModel(folder);
        }
        Model model;
        model.config = publishedTripoSr();
        model.weights = makeRandomWeights(model.config, 1);
        return model;
    }

    void stage(const char* name, double seconds, double work, double rate) {
        const double reached = work / seconds;
        m_json["stages"].push_back({{"stage", name},
                                    {"seconds", rounded(seconds)},
                                    {"gflops", rounded(2e-9 * reached)},
                                    {"share_of_matrix_rate", rounded(reached / rate)}});
        say("{:<28} {:>8.2f} s {:>8.0f} GFLOP/s, {:.0f} % of the matrix rate\n", name, seconds,
            2e-9 * reached, 100 * reached / rate);
    }

    // The two transformers.
    Result<void> encode(const NetworkFactory& factory, const NetworkOptions& options, double rate) {
        auto start = Clock::now();
        ORFEAS_TRY(opened, model());
        say("{:<28} {:>8.2f} s\n", m_options.randomWeights ? "making random weights" : "opening the weights",
            secondsSince(start));
        start = Clock::now();
        ORFEAS_TRY(network, factory.open(opened.config, opened.weights, options));
        m_json["open_seconds"] = rounded(secondsSince(start));
        double looked = 0.0, thought = 0.0;
        start = Clock::now();
        const jobs::JobContext watched(m_context.stopToken(), [&](const jobs::Progress& progress) {
            if (progress.stage == "imagining the object" && looked == 0.0) looked = secondsSince(start);
            thought = secondsSince(start);
        });
        ORFEAS_TRY(scene, network->encode(greyImage(opened.config.condImageSize), nullptr, watched));
        const double all = secondsSince(start);
        const Work work = workOf(opened.config);
        stage("image tokenizer", looked, work.tokenizer, rate);
        stage("backbone", thought - looked, work.transformer, rate);
        say("{:<28} {:>8.2f} s\n", "picture to scene code", all);
        m_json["encode_seconds"] = rounded(all);
        m_json["peak_gb_after_encode"] = rounded(peakGb());
        return meshes(*scene, opened.config);
    }

    // What follows the scene code: the meshes a person sees one after the other, coloured.
    Result<void> meshes(const SceneCode& scene, const TripoSrConfig& config) {
        double threshold = 25.0;
        if (m_options.randomWeights) {
            ORFEAS_TRY(chosen, thresholdOf(scene, config));
            threshold = chosen;
        }
        for (const int resolution : {64, 96, 128, 256}) {
            const auto start = Clock::now();
            ORFEAS_TRY(mesh, meshScene(scene, config, {resolution, threshold, false, true}, m_context));
            const double seconds = secondsSince(start);
            m_json["meshes"].push_back({{"resolution", resolution},
                                        {"seconds", rounded(seconds)},
                                        {"triangles", mesh.triangles.size()}});
            say("coloured mesh at {:>4}         {:>8.2f} s {:>10} triangles\n", resolution, seconds,
                mesh.triangles.size());
        }
        return {};
    }

    // Hierarchical against dense, on an object as smooth as real ones: the decoder has its full size.
    Result<void> extract(const NetworkFactory& factory, const NetworkOptions& options) {
        TripoSrConfig config = publishedTripoSr();
        config.backbone.layers = 0;
        config.vit.layers = 0;
        ORFEAS_TRY(network, factory.open(config, makeRandomWeights(config, 2), options));
        const StageProbe smooth = [](std::string_view name, const Shape& shape, std::span<float> values) {
            if (name == "scene_codes") smoothPlanes(shape, values);
        };
        ORFEAS_TRY(scene, network->encode(greyImage(config.condImageSize), smooth, m_context));
        ORFEAS_TRY(threshold, thresholdOf(*scene, config));
        for (const int resolution : {64, 128, 256, 512}) {
            ORFEAS_TRY(sparse, extractOnce(*scene, config, threshold, resolution, false, m_context));
            Json row{{"resolution", resolution},
                     {"seconds", rounded(sparse.seconds)},
                     {"points", sparse.points},
                     {"triangles", sparse.triangles}};
            say("smooth object at {:>4}         {:>8.2f} s {:>10} triangles {:>10} points", resolution,
                sparse.seconds, sparse.triangles, sparse.points);
            if (resolution <= 256) {
                ORFEAS_TRY(dense, extractOnce(*scene, config, threshold, resolution, true, m_context));
                row["dense_seconds"] = rounded(dense.seconds);
                row["dense_points"] = dense.points;
                row["dense_triangles"] = dense.triangles;
                row["ratio"] = rounded(dense.seconds / sparse.seconds);
                say("; dense {:.2f} s, {} triangles: {:.1f} x", dense.seconds, dense.triangles,
                    dense.seconds / sparse.seconds);
            }
            m_text += "\n";
            m_json["smooth_object"].push_back(std::move(row));
        }
        return {};
    }

    const NetworkBenchOptions& m_options;
    const jobs::JobContext& m_context;
};

} // namespace

int runBenchTripoSr(const NetworkBenchOptions& options) {
    const Report report(options.json);
    const Interrupt interrupt;
    const jobs::JobContext context(interrupt.token(), {});
    TripoSrBench bench(options, context);
    const Result<void> done = bench.run();
    return done.ok() ? report.succeed(bench.m_text, bench.m_json) : report.fail(done.error(), bench.m_json);
}

} // namespace orfeas::app
