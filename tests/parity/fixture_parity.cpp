#include "tests/parity/fixture_parity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <fstream>
#include <map>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/inference/conditioning_image.h"
#include "core/inference/density_response.h"
#include "core/inference/inference_module.h"
#include "core/inference/safetensors_file.h"
#include "core/inference/triposr_weights.h"
#include "core/mesh/surface_extractor.h"

namespace orfeas::parity {
namespace {

using namespace orfeas::inference;

enum class Measure { AbsoluteMax, RelativeL2AndMax, RelativeMax };

struct Limit {
    Measure measure = Measure::RelativeL2AndMax;
    double value = 0.0;
};

Limit limitFor(const std::string& stage) {
    if (stage.starts_with("input.")) return {Measure::AbsoluteMax, 0.0};
    if (stage == "image.rgb") return {Measure::AbsoluteMax, 1e-6};
    if (stage == "image.normalized") return {Measure::AbsoluteMax, 3e-6};
    if (stage == "query.density" || stage == "grid.density") return {Measure::AbsoluteMax, 5e-4};
    if (stage.ends_with(".density_act")) return {Measure::RelativeMax, 5e-4};
    if (stage == "query.color" || stage == "mesh.colors") return {Measure::AbsoluteMax, 2e-4};
    if (stage == "grid.points_first") return {Measure::AbsoluteMax, 1e-6};
    return {Measure::RelativeL2AndMax, 0.0};
}

StageResult compare(const std::string& stage, const std::string& run, std::span<const float> ours,
                    std::span<const float> reference) {
    StageResult result{stage, run, 0, 0, 0, 0, {}, false};
    double difference = 0.0;
    double energy = 0.0;
    bool finite = true;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        const double error = std::abs(double(ours[i]) - double(reference[i]));
        finite = finite && std::isfinite(error);
        difference += error * error;
        energy += double(reference[i]) * double(reference[i]);
        result.maxAbs = std::max(result.maxAbs, error);
        if (error > 0.0)
            result.maxRelative = std::max(result.maxRelative, error / std::abs(double(reference[i])));
    }
    const double rms = std::sqrt(energy / double(std::max<std::size_t>(1, reference.size())));
    result.relativeL2 = energy > 0.0 ? std::sqrt(difference / energy) : (difference > 0.0 ? HUGE_VAL : 0.0);
    result.maxOverRms = rms > 0.0 ? result.maxAbs / rms : (result.maxAbs > 0.0 ? HUGE_VAL : 0.0);
    const Limit limit = limitFor(stage);
    switch (limit.measure) {
    case Measure::AbsoluteMax:
        result.passed = result.maxAbs <= limit.value;
        break;
    case Measure::RelativeMax:
        result.passed = result.maxRelative <= limit.value;
        break;
    case Measure::RelativeL2AndMax:
        result.passed = result.relativeL2 <= 1e-5 && result.maxOverRms <= 1e-4;
        break;
    }
    result.passed = result.passed && finite && ours.size() == reference.size();
    const std::string value = nlohmann::json(limit.value).dump();
    result.limit = limit.measure == Measure::AbsoluteMax   ? "max abs <= " + value
                   : limit.measure == Measure::RelativeMax ? "max relative <= " + value
                                                           : "rel. L2 <= 1e-5, max <= 1e-4 rms";
    return result;
}

// One way of going through a fixture.
class Comparison {
public:
    Comparison(const Weights& fixture, TripoSrConfig config, double foregroundRatio, bool fed,
               ParityReport& report)
        : m_fixture(fixture), m_config(std::move(config)), m_ratio(foregroundRatio), m_fed(fed),
          m_run(fed ? "fed" : "whole"), m_report(report) {}

    Result<void> run(ShapeNetwork& network) {
        ORFEAS_TRY(image, conditioningImage());
        ORFEAS_TRY(
            scene,
            network.encode(
                image, [this](auto name, const auto& shape, auto values) { see(name, shape, values); }, {}));
        ORFEAS_CHECK(query(*scene));
        ORFEAS_CHECK(grid(*scene));
        ORFEAS_CHECK(mesh(*scene));
        return std::move(m_fault);
    }

    const std::set<std::string>& seen() const { return m_seen; }

private:
    const TensorView* find(const std::string& stage) {
        m_seen.insert(stage);
        return m_fixture.find(stage);
    }

    std::vector<float> values(const TensorView& view) const {
        std::vector<float> copy(elementCount(view.shape).value_or(0));
        if (view.dtype == DType::F32) std::memcpy(copy.data(), view.bytes.data(), view.bytes.size());
        if (view.dtype == DType::U8) {
            for (std::size_t i = 0; i < copy.size(); ++i)
                copy[i] = static_cast<float>(std::to_integer<int>(view.bytes[i]));
        }
        return copy;
    }

    void add(const std::string& stage, std::span<const float> ours, std::span<const float> reference) {
        m_report.stages.push_back(compare(stage, m_run, ours, reference));
    }

    // What the network shows, stage by stage; in the fed run it goes on with the fixture's values.
    void see(std::string_view name, const Shape& shape, std::span<float> ours) {
        const std::string stage(name);
        const TensorView* view = find(stage);
        if (!view) return;
        if (elementCount(view->shape) != elementCount(shape) || view->dtype != DType::F32) {
            m_fault = Error{ErrorCode::BadInput,
                            "The fixture's \"" + stage + "\" is " + shapeText(view->shape) +
                                ", the network's " + shapeText(shape),
                            {}};
            return;
        }
        const std::vector<float> reference = values(*view);
        add(stage, ours, reference);
        if (m_fed) std::copy(reference.begin(), reference.end(), ours.begin());
    }

    static image::Picture picture(const TensorView& view) {
        image::Picture picture;
        picture.height = static_cast<int>(view.shape[0]);
        picture.width = static_cast<int>(view.shape[1]);
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(view.bytes.data());
        picture.rgba.assign(bytes, bytes + view.bytes.size());
        return picture;
    }

    static bool isBytes(const TensorView* view, std::int64_t channels) {
        return view && view->dtype == DType::U8 && view->shape.size() == 3 && view->shape[2] == channels &&
               view->shape[0] > 0 && view->shape[1] > 0;
    }

    void addBytes(const std::string& stage, std::span<const std::uint8_t> ours, const TensorView& view) {
        std::vector<float> converted(ours.begin(), ours.end());
        add(stage, converted, values(view));
    }

    // Steps 1 to 4 of the preprocessing.
    Result<ConditioningImage> conditioningImage() {
        const TensorView* raw = find("input.rgba");
        const TensorView* framed = find("input.foreground_rgba");
        const TensorView* rgb = find("input.rgb_u8");
        if (!isBytes(rgb, 3)) return Error{ErrorCode::BadInput, "The fixture has no input.rgb_u8", {}};
        ConditioningImage image{int(rgb->shape[1]), int(rgb->shape[0]), {}};
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(rgb->bytes.data());
        image.rgb.assign(bytes, bytes + rgb->bytes.size());
        if (!isBytes(raw, 4) || !isBytes(framed, 4)) return image;
        ORFEAS_TRY(ours, frameForeground(picture(*raw), m_ratio));
        addBytes("input.foreground_rgba", ours.rgba, *framed);
        const ConditioningImage composed = compositeOnGrey(m_fed ? picture(*framed) : ours);
        addBytes("input.rgb_u8", composed.rgb, *rgb);
        return m_fed ? image : composed;
    }

    static std::vector<glm::vec3> points(std::span<const float> flat) {
        std::vector<glm::vec3> result(flat.size() / 3);
        for (std::size_t i = 0; i < result.size(); ++i)
            result[i] = {flat[3 * i], flat[3 * i + 1], flat[3 * i + 2]};
        return result;
    }

    template <typename Map>
    void addMapped(const std::string& stage, std::span<const float> from, const Map& map) {
        const TensorView* view = find(stage);
        if (!view) return;
        std::vector<float> ours(from.size());
        std::transform(from.begin(), from.end(), ours.begin(), map);
        add(stage, ours, values(*view));
    }

    Result<void> query(const SceneCode& scene) {
        const TensorView* where = find("query.points");
        if (!where) return {};
        std::map<std::string, std::vector<float>> raw;
        ORFEAS_CHECK(scene.probe(points(values(*where)), [&](auto name, const auto& shape, auto ours) {
            see(name, shape, ours);
            raw[std::string(name)].assign(ours.begin(), ours.end());
        }));
        addMapped("query.density_act", raw["query.density"], [&](float v) { return densityOf(m_config, v); });
        addMapped("query.color", raw["query.features"],
                  [&](float v) { return activate(m_config.colorActivation, v); });
        return {};
    }

    Result<void> grid(const SceneCode& scene) {
        const TensorView* density = find("grid.density");
        if (!density || density->shape.size() != 3) return {};
        const auto side = static_cast<std::size_t>(density->shape[0]);
        std::vector<glm::vec3> at;
        for (std::size_t i = 0; i < side * side * side; ++i) {
            const glm::dvec3 index(double(i / (side * side)), double(i / side % side), double(i % side));
            at.emplace_back((index / double(side - 1) * 2.0 - 1.0) * m_config.radius);
        }
        if (const TensorView* first = find("grid.points_first")) {
            const auto reference = values(*first);
            add("grid.points_first", {&at[0].x, reference.size()}, reference);
        }
        std::vector<float> ours(at.size());
        ORFEAS_CHECK(scene.density(at, ours));
        add("grid.density", ours, values(*density));
        std::vector<float> fed = m_fed ? values(*density) : ours;
        addMapped("grid.density_act", fed, [&](float v) { return densityOf(m_config, v); });
        compareSigns(ours);
        return {};
    }

    double threshold() {
        const TensorView* level = find("grid.threshold");
        return level ? values(*level).at(0) : 25.0;
    }

    // Inside and outside may differ only where the fixture itself is within 0.05 % of the threshold.
    void compareSigns(std::span<const float> raw) {
        const TensorView* reference = find("grid.density_act");
        if (!reference) return;
        const auto expected = values(*reference);
        const double level = threshold();
        StageResult result{"grid.inside", m_run, 0, 0, 0, 0, "no sign differs beyond 0.05 % of the threshold",
                           true};
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const bool same = (densityOf(m_config, raw[i]) > level) == (expected[i] > level);
            if (same || std::abs(expected[i] - level) <= 5e-4 * level) continue;
            result.maxAbs += 1.0;
            result.passed = false;
        }
        m_report.stages.push_back(result);
    }

    // The largest distance from a point of `from` to its nearest in `to`, up to `cell` (beyond it counts as infinite).
    static double farthest(const std::vector<glm::vec3>& from, const std::vector<glm::vec3>& to, float cell) {
        const auto key = [&](glm::vec3 p, glm::ivec3 by) {
            const glm::ivec3 at =
                glm::ivec3(std::floor(p.x / cell), std::floor(p.y / cell), std::floor(p.z / cell)) + by;
            return std::array<int, 3>{at.x, at.y, at.z};
        };
        std::map<std::array<int, 3>, std::vector<glm::vec3>> cells;
        for (const glm::vec3& p : to)
            cells[key(p, {})].push_back(p);
        double worst = 0.0;
        for (const glm::vec3& p : from) {
            double nearest = HUGE_VAL;
            for (int i = 0; i < 27; ++i) {
                const auto found = cells.find(key(p, {i % 3 - 1, i / 3 % 3 - 1, i / 9 - 1}));
                if (found == cells.end()) continue;
                for (const glm::vec3& q : found->second) {
                    const glm::dvec3 d(p - q);
                    nearest = std::min(nearest, std::sqrt(d.x * d.x + d.y * d.y + d.z * d.z));
                }
            }
            worst = std::max(worst, nearest);
        }
        return worst;
    }

    // The surface of the fixture's own grid, which the reference leaves open at the border; colours at its vertices.
    Result<void> mesh(const SceneCode& scene) {
        const TensorView* grid = find("grid.density_act");
        const TensorView* vertices = find("mesh.vertices");
        const TensorView* faces = find("mesh.faces");
        const TensorView* colors = find("mesh.colors");
        if (!grid || !vertices || !faces) return {};
        const auto side = static_cast<int>(grid->shape[0]);
        const auto lattice = values(*grid);
        const double radius = m_config.radius;
        mesh::Field field;
        field.evaluate = [&](std::span<const glm::vec3> at, std::span<float> out) -> Result<void> {
            for (std::size_t i = 0; i < at.size(); ++i) {
                const glm::ivec3 index((glm::dvec3(at[i]) / radius + 1.0) * 0.5 * double(side - 1) + 0.5);
                out[i] = lattice[std::size_t((index.x * side + index.y) * side + index.z)];
            }
            return {};
        };
        mesh::SurfaceSettings settings;
        settings.box = {glm::vec3(float(-radius)), glm::vec3(float(radius))};
        settings.samples = glm::ivec3(side);
        settings.level = static_cast<float>(threshold());
        settings.closedAtBorder = false;
        settings.coarseCells = side;
        settings.clearance = 1e-4f;
        ORFEAS_TRY(surface, mesh::extractSurface(field, settings, {}));
        const auto reference = points(values(*vertices));
        const double there = farthest(reference, surface.mesh.positions, 1e-4f);
        const double back = farthest(surface.mesh.positions, reference, 1e-4f);
        StageResult placed{
            "mesh.vertices", m_run, 0, std::max(there, back), 0, 0, "as sets, max distance <= 1e-5", false};
        placed.passed = placed.maxAbs <= 1e-5;
        m_report.stages.push_back(placed);
        const double more = double(surface.mesh.triangles.size()) - double(faces->shape.at(0));
        m_report.stages.push_back({"mesh.faces", m_run, 0, std::abs(more), 0, 0, "same count", more == 0.0});
        if (!colors) return {};
        std::vector<glm::vec3> ours(reference.size());
        ORFEAS_CHECK(scene.color(reference, ours));
        add("mesh.colors", {&ours[0].x, 3 * ours.size()}, values(*colors));
        return {};
    }

    const Weights& m_fixture;
    const TripoSrConfig m_config;
    const double m_ratio;
    const bool m_fed;
    const std::string m_run;
    ParityReport& m_report;
    std::set<std::string> m_seen;
    Result<void> m_fault;
};

double foregroundRatio(const std::filesystem::path& folder) {
    std::ifstream file(folder / "config.json");
    const nlohmann::json config = nlohmann::json::parse(file, nullptr, false);
    if (!config.is_object() || !config.contains("fixture")) return 0.85;
    return config["fixture"].value("foreground_ratio", 0.85);
}

} // namespace

bool ParityReport::passed() const {
    return !stages.empty() && notSeen.empty() &&
           std::all_of(stages.begin(), stages.end(), [](const StageResult& stage) { return stage.passed; });
}

Result<ParityReport> compareWithFixture(const std::filesystem::path& folder,
                                        const std::filesystem::path& weightsFile, const std::string& device) {
    ORFEAS_TRY(config, readTripoSrConfig(folder));
    ORFEAS_TRY(weights, openWeights(weightsFile));
    ORFEAS_CHECK(checkWeights(config, weights));
    ORFEAS_TRY(fixture, openWeights(folder / "activations.safetensors"));
    ORFEAS_TRY(factory, inferenceModule());
    NetworkOptions options;
    options.device = device;
    ORFEAS_TRY(network, factory->open(config, weights, options));
    ParityReport report{weightsFile.filename().string(), device, {}, {}};
    std::set<std::string> seen;
    for (const bool fed : {true, false}) {
        Comparison comparison(fixture, config, foregroundRatio(folder), fed, report);
        ORFEAS_CHECK(comparison.run(*network));
        seen.insert(comparison.seen().begin(), comparison.seen().end());
    }
    for (const auto& [name, view] : fixture.tensors) {
        if (!seen.contains(name)) report.notSeen.push_back(name);
    }
    return report;
}

} // namespace orfeas::parity
