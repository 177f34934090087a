#include "core/inference/precision_survey.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>

#include <nlohmann/json.hpp>

#include "core/inference/density_response.h"
#include "core/inference/inference_module.h"
#include "core/io/atomic_file.h"

namespace orfeas::inference {
namespace {

using nlohmann::json;

constexpr const char* kMeasuresFile = "precisions.json";
constexpr std::uint64_t kMaxMeasuresBytes = 1u << 16;
constexpr std::array kPrecisions{Precision::Float32, Precision::BFloat16, Precision::Int8};
constexpr int kSide = 256;
constexpr int kSamples = 48; ///< per axis of the box
constexpr double kThreshold = 25.0;
constexpr double kUsualInside = 0.15; ///< share of the box, where the threshold cuts nothing

// The share of the box inside at the usual threshold, or the usual share where that is nearly nothing or everything.
double insideShare(const TripoSrConfig& config, const std::vector<float>& raw) {
    const std::optional<float> level = rawLevel(config, kThreshold);
    if (!level) return kUsualInside;
    const auto inside = std::count_if(raw.begin(), raw.end(), [&](float value) { return value > *level; });
    const double share = static_cast<double>(inside) / static_cast<double>(raw.size());
    return share > 0.002 && share < 0.9 ? share : kUsualInside;
}

struct Seen {
    std::vector<float> density;
    double seconds = 0.0;
};

Result<Seen> look(const NetworkFactory& factory, const Model& model, const std::string& device,
                  Precision precision, const jobs::JobContext& context) {
    NetworkOptions options;
    options.device = device;
    options.precision = precision;
    ORFEAS_TRY(network, factory.open(model.config, model.weights, options));
    const auto start = std::chrono::steady_clock::now();
    ORFEAS_TRY(scene, network->encode(surveyPicture(), nullptr, context));
    Seen seen;
    seen.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    ORFEAS_TRY(density, latticeDensities(*scene, model.config.radius, kSamples));
    seen.density = std::move(density);
    return seen;
}

Result<void> keep(const ModelRecord& model, const std::vector<PrecisionMeasure>& measures) {
    json list = json::array();
    for (const PrecisionMeasure& measure : measures) {
        list.push_back({{"precision", nameOf(measure.precision)},
                        {"density", measure.error.density},
                        {"wrong_side", measure.error.wrongSide},
                        {"level", measure.error.level},
                        {"seconds", measure.seconds}});
    }
    const std::string text = json{{"sha256", model.sha256}, {"precisions", list}}.dump(2) + "\n";
    ORFEAS_TRY(file, io::AtomicFile::create(model.folder / kMeasuresFile));
    ORFEAS_CHECK(file.write(std::as_bytes(std::span(text))));
    return file.commit();
}

std::optional<PrecisionMeasure> parsed(const json& entry) {
    PrecisionMeasure measure;
    if (!entry.is_object()) return std::nullopt;
    for (const char* key : {"density", "wrong_side", "level", "seconds"}) {
        if (!entry.contains(key) || !entry[key].is_number()) return std::nullopt;
    }
    for (const Precision precision : kPrecisions) {
        if (entry.value("precision", json()) != json(std::string(nameOf(precision)))) continue;
        measure.precision = precision;
        measure.error = {entry["density"], entry["wrong_side"], entry["level"]};
        measure.seconds = entry["seconds"];
        return measure;
    }
    return std::nullopt;
}

} // namespace

// A ball with a limb, lit from above left, on grey: something with an inside and thin parts to be right about.
ConditioningImage surveyPicture() {
    ConditioningImage image{kSide, kSide, std::vector<std::uint8_t>(std::size_t{3} * kSide * kSide, 127)};
    for (int y = 0; y < kSide; ++y) {
        for (int x = 0; x < kSide; ++x) {
            const double u = (x + 0.5) / kSide * 2.0 - 1.0, v = 1.0 - (y + 0.5) / kSide * 2.0;
            const double ball = 1.0 - (u * u + (v + 0.25) * (v + 0.25)) / 0.3;
            const double limb = 1.0 - std::pow((u - 0.25 * v) / 0.09, 2.0) - std::pow((v - 0.4) / 0.45, 2.0);
            const double depth = std::max(ball, limb);
            if (depth <= 0.0) continue;
            const double light = 60.0 + 150.0 * std::sqrt(depth) + 25.0 * (v - u);
            std::uint8_t* pixel = &image.rgb[3 * static_cast<std::size_t>(y * kSide + x)];
            pixel[0] = static_cast<std::uint8_t>(std::clamp(light, 0.0, 255.0));
            pixel[1] = static_cast<std::uint8_t>(std::clamp(0.8 * light, 0.0, 255.0));
            pixel[2] = static_cast<std::uint8_t>(std::clamp(ball > limb ? 0.5 * light : light, 0.0, 255.0));
        }
    }
    return image;
}

std::string_view nameOf(Precision precision) {
    switch (precision) {
    case Precision::Float32:
        return "float32";
    case Precision::BFloat16:
        return "bfloat16";
    case Precision::Int8:
        return "int8";
    }
    return "float32";
}

Result<std::vector<PrecisionMeasure>> surveyPrecisions(const Model& model, const std::string& device,
                                                       const jobs::JobContext& context) {
    ORFEAS_TRY(factory, inferenceModule());
    std::vector<PrecisionMeasure> measures;
    std::vector<float> exact;
    double inside = kUsualInside;
    for (std::size_t i = 0; i < kPrecisions.size(); ++i) {
        const double share = 1.0 / static_cast<double>(kPrecisions.size());
        const double from = static_cast<double>(i) * share;
        ORFEAS_TRY(seen, look(*factory, model, device, kPrecisions[i], context.part(from, from + share)));
        if (i == 0) {
            exact = seen.density;
            inside = insideShare(model.config, exact);
        }
        measures.push_back({kPrecisions[i], compareFields(exact, seen.density, inside), seen.seconds});
    }
    return measures;
}

Result<std::vector<PrecisionMeasure>> measureModel(const std::string& name, const std::string& device,
                                                   const jobs::JobContext& context) {
    ORFEAS_TRY(record, findModel(name));
    ORFEAS_TRY(model, openModel(record.folder));
    ORFEAS_TRY(measures, surveyPrecisions(model, device, context));
    ORFEAS_CHECK(keep(record, measures));
    return std::move(measures);
}

std::vector<PrecisionMeasure> keptMeasures(const std::filesystem::path& folder) {
    std::vector<PrecisionMeasure> measures;
    const auto record = findModel(folder.filename().string());
    const auto bytes = io::readFile(folder / kMeasuresFile, kMaxMeasuresBytes);
    if (!record.ok() || record->folder != folder || !bytes.ok()) return measures;
    const char* begin = reinterpret_cast<const char*>(bytes->data());
    const json root = json::parse(begin, begin + bytes->size(), nullptr, false);
    if (!root.is_object() || root.value("sha256", json()) != json(record->sha256)) return measures;
    for (const json& entry : root.value("precisions", json::array())) {
        if (const auto measure = parsed(entry)) measures.push_back(*measure);
    }
    return measures;
}

Precision chooseNetworkPrecision(const std::vector<PrecisionMeasure>& measures, const Machine& machine) {
    const auto isFit = [](const PrecisionMeasure& measure) {
        return measure.precision == Precision::BFloat16 && withinBounds(measure.error);
    };
    const bool fit = std::any_of(measures.begin(), measures.end(), isFit);
    return fit && machine.hasBFloat16 ? Precision::BFloat16 : Precision::Float32;
}

} // namespace orfeas::inference
