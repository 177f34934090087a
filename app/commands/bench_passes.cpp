#include "app/commands/bench_passes.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "core/base/parallel.h"
#include "core/inference/density_response.h"
#include "core/inference/field_error.h"
#include "core/inference/inference_module.h"
#include "core/inference/model_folder.h"
#include "core/inference/model_registry.h"
#include "core/inference/network_plan.h"
#include "core/inference/precision_survey.h"
#include "core/vram/size_text.h"
#include "core/vram/system_memory.h"

namespace orfeas::app {
namespace {

using namespace orfeas::inference;
using Scenes = std::vector<std::shared_ptr<const SceneCode>>;

constexpr int kSamples = 24; ///< per axis, to compare what was seen

struct Form {
    Precision precision;
    Residency residency;
};

std::vector<ConditioningImage> noises(int side, int count) {
    std::vector<ConditioningImage> images;
    for (int i = 0; i < count; ++i) {
        ConditioningImage image{side, side, std::vector<std::uint8_t>(std::size_t(side * side * 3))};
        for (std::size_t k = 0; k < image.rgb.size(); ++k)
            image.rgb[k] = static_cast<std::uint8_t>((k + std::size_t(i) * 977) * 2654435761u >> 24);
        images.push_back(std::move(image));
    }
    return images;
}

double secondsOf(const std::function<Result<void>()>& work, Result<void>& result) {
    const auto start = std::chrono::steady_clock::now();
    result = work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Result<bool> sameSeen(const Scenes& a, const Scenes& b, float radius) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        ORFEAS_TRY(one, latticeDensities(*a[i], radius, kSamples));
        ORFEAS_TRY(other, latticeDensities(*b[i], radius, kSamples));
        if (one != other) return false;
    }
    return true;
}

Result<void> benchForm(const Model& model, const Form& form, const std::vector<ConditioningImage>& images,
                       const jobs::JobContext& context, PassesBench& bench) {
    ORFEAS_TRY(factory, inferenceModule());
    NetworkOptions options;
    options.precision = form.precision;
    options.residency = form.residency;
    ORFEAS_TRY(network, factory->open(model.config, model.weights, options));
    ORFEAS_TRY(warm, network->encode(images.front(), nullptr, context)); // code and pages
    static_cast<void>(warm);
    Scenes alone, together;
    Result<void> done;
    vram::resetPeakResident();
    const double oneByOne = secondsOf(
        [&]() -> Result<void> {
            for (const ConditioningImage& image : images) {
                ORFEAS_TRY(scene, network->encode(image, nullptr, context));
                alone.push_back(scene);
            }
            return {};
        },
        done);
    ORFEAS_CHECK(done);
    const std::uint64_t alonePeak = vram::peakResidentBytes();
    vram::resetPeakResident();
    const double onePass = secondsOf(
        [&]() -> Result<void> {
            ORFEAS_TRY(scenes, network->encodeAll(images, context));
            together = std::move(scenes);
            return {};
        },
        done);
    ORFEAS_CHECK(done);
    const std::uint64_t peak = vram::peakResidentBytes();
    ORFEAS_TRY(same, sameSeen(alone, together, model.config.radius));
    const std::string formName = fmt::format("{}, {}", nameOf(form.precision), name(form.residency));
    bench.json.push_back({{"form", formName},
                          {"pictures", images.size()},
                          {"one_by_one_s", oneByOne},
                          {"one_pass_s", onePass},
                          {"throughput_ratio", oneByOne / onePass},
                          {"one_by_one_peak_bytes", alonePeak},
                          {"one_pass_peak_bytes", peak},
                          {"same_bits", same}});
    bench.text += fmt::format("{:<28} {:>10.2f} {:>9.2f} {:>7.3f}  {:>8} {:>8}  {}\n", formName, oneByOne,
                              onePass, oneByOne / onePass, vram::sizeText(alonePeak), vram::sizeText(peak),
                              same ? "the same bits" : "NOT the same");
    return {};
}

} // namespace

Result<PassesBench> benchPasses(const PassesBenchOptions& options, const jobs::JobContext& context) {
    ORFEAS_TRY(folder, resolveModel(options.model));
    ORFEAS_TRY(model, openModel(folder));
    const auto images = noises(model.config.condImageSize, options.pictures);
    PassesBench bench;
    bench.json = Json::array();
    bench.text =
        fmt::format("{} pictures through one pass of a network on {} threads\n"
                    "{:<28} {:>10} {:>9} {:>7}  {:>8} {:>8}\n",
                    options.pictures, parallelThreads(), "", "by one s", "pass s", "ratio", "by one", "pass");
    std::vector<Form> forms{{Precision::Float32, Residency::Stages}, {Precision::Float32, Residency::Blocks}};
    if (thisMachine().hasBFloat16) forms.push_back({Precision::BFloat16, Residency::Blocks});
    forms.push_back({Precision::Int8, Residency::Blocks});
    for (const Form& form : forms)
        ORFEAS_CHECK(benchForm(model, form, images, context, bench));
    return bench;
}

} // namespace orfeas::app
