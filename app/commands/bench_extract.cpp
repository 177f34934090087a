#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/commands/bench_extract.h"
#include "app/interrupt.h"
#include "app/report.h"
#include "core/inference/density_response.h"
#include "core/inference/inference_module.h"
#include "core/inference/model_folder.h"
#include "core/inference/model_registry.h"
#include "core/mesh/mesh_facts.h"
#include "core/mesh/surface_extractor.h"

namespace orfeas::app {
namespace {

using Clock = std::chrono::steady_clock;
using Function = float (*)(glm::vec3);

float length(glm::vec3 v) {
    return std::sqrt(v.x * v.x + v.y * v.y + v.z * v.z);
}

constexpr double kNetworkThreshold = 25.0; ///< TripoSR's

struct NamedFunction {
    const char* name;
    Function function;
};

// In the box from -1 to 1; inside is above zero.
constexpr NamedFunction kFunctions[] = {
    {"ball", [](glm::vec3 p) { return 0.7f - length(p - glm::vec3(0.05f, -0.02f, 0.01f)); }},
    {"thin sheet",
     [](glm::vec3 p) { return 0.012f - std::abs(p.z - 0.031f - 0.05f * std::sin(4.0f * p.x)); }},
    {"small parts",
     [](glm::vec3 p) {
         const float a = 0.03f - length(p - glm::vec3(0.53f, 0.27f, 0.11f));
         const float b = 0.03f - length(p - glm::vec3(-0.41f, -0.33f, 0.62f));
         return std::max({a, b, 0.3f - length(p)});
     }},
    {"figure",
     [](glm::vec3 p) { // limbs around a body, joined smoothly: as rough as a reconstructed object
         float sum = 0.0f;
         for (int k = 0; k < 9; ++k) {
             const float t = float(k);
             const glm::vec3 at(0.5f * std::sin(2.1f * t), 0.5f * std::cos(1.3f * t), 0.09f * t - 0.4f);
             const float d = length(p - at);
             sum += std::exp(-18.0f * d * d);
         }
         return sum - 0.35f + 0.02f * std::sin(25.0f * p.x) * std::sin(21.0f * p.y) * std::sin(23.0f * p.z);
     }},
};

// A field and the box it is looked at in.
struct NamedField {
    std::string name;
    mesh::Field field;
    float radius = 1.0f;
    float level = 0.0f;
};

NamedField fieldOf(const NamedFunction& named) {
    mesh::Field field;
    field.concurrent = true;
    field.evaluate = [function = named.function](std::span<const glm::vec3> points,
                                                 std::span<float> values) -> Result<void> {
        std::transform(points.begin(), points.end(), values.begin(), function);
        return {};
    };
    return {named.name, std::move(field)};
}

// What a network sees in a picture of noise.
Result<NamedField> fieldOf(const std::string& model) {
    using namespace inference;
    ORFEAS_TRY(folder, resolveModel(model));
    ORFEAS_TRY(opened, openModel(folder));
    ORFEAS_TRY(factory, inferenceModule());
    ORFEAS_TRY(network, factory->open(opened.config, opened.weights, {}));
    std::mt19937 random(1);
    ConditioningImage picture{96, 96, std::vector<std::uint8_t>(std::size_t{3} * 96 * 96)};
    for (std::uint8_t& byte : picture.rgb)
        byte = static_cast<std::uint8_t>(random() >> 24);
    ORFEAS_TRY(scene, network->encode(picture, nullptr, {}));
    const std::optional<float> level = rawLevel(opened.config, kNetworkThreshold);
    if (!level) return Error{ErrorCode::BadInput, "No density of this network can reach the threshold", {}};
    NamedField named{folder.filename().string(), {}, static_cast<float>(opened.config.radius), *level};
    named.field.evaluate = [scene](std::span<const glm::vec3> points, std::span<float> values) {
        return scene->density(points, values);
    };
    return named;
}

struct Extraction {
    double seconds = 0.0;
    mesh::Surface surface;
    mesh::MeshFacts facts;

    // Two less two per handle, for each part.
    std::int64_t euler() const { return std::int64_t(facts.vertices) - std::int64_t(facts.triangles) / 2; }
};

Result<Extraction> extract(const NamedField& named, int resolution, bool dense,
                           const jobs::JobContext& context) {
    mesh::SurfaceSettings settings;
    settings.box = {glm::vec3(-named.radius), glm::vec3(named.radius)};
    settings.level = named.level;
    settings.samples = glm::ivec3(resolution);
    settings.maxBytes = std::size_t{4} << 30;
    if (dense) settings.coarseCells = resolution;
    Extraction done;
    const auto start = Clock::now();
    ORFEAS_TRY(surface, mesh::extractSurface(named.field, settings, context));
    done.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    done.surface = std::move(surface);
    done.facts = mesh::measure(done.surface.mesh);
    return done;
}

// The largest distance from a vertex of one mesh to the nearest of the other. Looks outward along x, so that points
// which have a twin cost little.
double oneSided(const std::vector<glm::vec3>& from, std::vector<glm::vec3> to) {
    if (from.empty() || to.empty()) return from.empty() == to.empty() ? 0.0 : HUGE_VAL;
    std::sort(to.begin(), to.end(), [](glm::vec3 a, glm::vec3 b) { return a.x < b.x; });
    double worst = 0.0;
    for (const glm::vec3& p : from) {
        float nearest = HUGE_VALF;
        const auto right =
            std::lower_bound(to.begin(), to.end(), p.x, [](glm::vec3 q, float x) { return q.x < x; });
        for (auto at = right; at != to.end() && at->x - p.x < nearest; ++at)
            nearest = std::min(nearest, length(p - *at));
        for (auto at = right; at != to.begin() && p.x - std::prev(at)->x < nearest; --at)
            nearest = std::min(nearest, length(p - *std::prev(at)));
        worst = std::max(worst, double(nearest));
    }
    return worst;
}

class ExtractBench {
public:
    ExtractBench(const ExtractBenchOptions& options, const jobs::JobContext& context)
        : m_options(options), m_context(context) {}

    Result<void> run() {
        m_json = {{"bench", "extract"}, {"baseline", "the same field sampled at every lattice point"}};
        m_text =
            fmt::format("{:<12} {:>5} {:>9} {:>9} {:>6} {:>10} {:>10} {:>6} {:>10}  {}\n", "field", "side",
                        "sparse s", "dense s", "ratio", "points", "of dense", "cells", "triangles", "same");
        for (const NamedFunction& function : kFunctions)
            ORFEAS_CHECK(compareAll(fieldOf(function)));
        for (const std::string& model : m_options.models) {
            ORFEAS_TRY(field, fieldOf(model));
            ORFEAS_CHECK(compareAll(field));
        }
        return randomFields();
    }

    Json m_json;
    std::string m_text;

private:
    Result<void> compareAll(const NamedField& field) {
        for (int side = 64; side <= m_options.largest; side *= 2)
            ORFEAS_CHECK(compare(field, side));
        return {};
    }

    Result<void> compare(const NamedField& field, int side) {
        ORFEAS_TRY(sparse, extract(field, side, false, m_context));
        ORFEAS_TRY(dense, extract(field, side, true, m_context));
        const double cell = 2.0 * double(field.radius) / (side - 1);
        const double distance =
            std::max(oneSided(sparse.surface.mesh.positions, dense.surface.mesh.positions),
                     oneSided(dense.surface.mesh.positions, sparse.surface.mesh.positions));
        const bool same = sparse.euler() == dense.euler() && sparse.facts.parts == dense.facts.parts &&
                          sparse.facts.solid() == dense.facts.solid();
        const double share = double(sparse.surface.evaluatedPoints) / double(dense.surface.evaluatedPoints);
        m_json["fields"].push_back({{"field", field.name},
                                    {"side", side},
                                    {"seconds", sparse.seconds},
                                    {"dense_seconds", dense.seconds},
                                    {"ratio", dense.seconds / sparse.seconds},
                                    {"points", sparse.surface.evaluatedPoints},
                                    {"dense_points", dense.surface.evaluatedPoints},
                                    {"triangles", sparse.facts.triangles},
                                    {"parts", sparse.facts.parts},
                                    {"solid", sparse.facts.solid()},
                                    {"same_topology", same},
                                    {"hausdorff_cells", distance / cell}});
        m_text +=
            fmt::format("{:<12} {:>5} {:>9.3f} {:>9.3f} {:>6.1f} {:>10} {:>9.2f}% {:>6.2f} {:>10}  {}\n",
                        field.name, side, sparse.seconds, dense.seconds, dense.seconds / sparse.seconds,
                        sparse.surface.evaluatedPoints, 100 * share, distance / cell, sparse.facts.triangles,
                        same ? "yes" : "NO");
        return {};
    }

    // White noise meets every one of the 256 cases and every way they meet.
    Result<void> randomFields() {
        int solid = 0;
        for (int seed = 0; seed < m_options.randomFields; ++seed) {
            std::mt19937 random(static_cast<unsigned>(seed));
            const int n = 4 + static_cast<int>(random() % 9);
            std::vector<float> values(static_cast<std::size_t>(n * n * n));
            for (float& value : values)
                value = static_cast<float>(random() % 2048) / 1024.0f - 1.0f;
            mesh::Field field;
            field.evaluate = [&](std::span<const glm::vec3> points, std::span<float> out) -> Result<void> {
                for (std::size_t i = 0; i < points.size(); ++i) {
                    const glm::ivec3 at((points[i] + 1.0f) * 0.5f * float(n - 1) + 0.5f);
                    out[i] = values[static_cast<std::size_t>((at.z * n + at.y) * n + at.x)];
                }
                return {};
            };
            mesh::SurfaceSettings settings;
            settings.box = {glm::vec3(-1.0f), glm::vec3(1.0f)};
            settings.samples = glm::ivec3(n);
            ORFEAS_TRY(surface, mesh::extractSurface(field, settings, m_context));
            solid += mesh::measure(surface.mesh).solid() ? 1 : 0;
        }
        m_json["random_fields"] = {{"count", m_options.randomFields}, {"solid", solid}};
        m_text += fmt::format("{} of {} random fields give a solid\n", solid, m_options.randomFields);
        return {};
    }

    const ExtractBenchOptions& m_options;
    const jobs::JobContext& m_context;
};

} // namespace

int runBenchExtract(const ExtractBenchOptions& options) {
    const Report report(options.json);
    const Interrupt interrupt;
    const jobs::JobContext context(interrupt.token(), {});
    ExtractBench bench(options, context);
    const Result<void> done = bench.run();
    return done.ok() ? report.succeed(bench.m_text, bench.m_json) : report.fail(done.error(), bench.m_json);
}

} // namespace orfeas::app
