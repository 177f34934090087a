#include "core/inference/triposr_generator.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "core/generate/detail.h"
#include "core/generate/placement.h"
#include "core/inference/inference_module.h"
#include "core/inference/model_folder.h"
#include "core/inference/model_registry.h"
#include "core/inference/scene_mesh.h"

namespace orfeas::inference {
namespace {

using generate::SettingSpec;

constexpr std::array<int, 4> kPreviews{64, 96, 128, 256};
constexpr double kEncodeShare = 0.75; ///< of the progress, on a machine without an accelerator

SettingSpec resolutionSetting() {
    SettingSpec spec;
    spec.name = "resolution";
    spec.label = "Resolution";
    spec.help = "Samples along each side of the reconstruction; 0 takes it from the detail";
    spec.type = generate::SettingType::Integer;
    spec.minimum = 0;
    spec.maximum = 1024;
    spec.step = 32;
    spec.standard = 0.0;
    return spec;
}

const std::vector<SettingSpec>& specs() {
    static const std::vector<SettingSpec> list = {
        generate::sizeSetting(),
        generate::detailSetting(),
        resolutionSetting(),
        generate::realSetting("threshold", "Threshold",
                              "Density the surface is taken at: lower makes thin parts thicker", 1, 200, 1,
                              25, ""),
        generate::flagSetting("colors", "Colours", "Colours the surface as the network imagines it", true),
        generate::flagSetting("keep-crumbs", "Keep crumbs",
                              "Keeps small parts that float apart from the object", false),
    };
    return list;
}

int resolutionOf(const generate::Settings& settings) {
    const int wanted = static_cast<int>(settings.number("resolution"));
    if (wanted >= 16) return wanted;
    const std::string& detail = settings.choice("detail");
    return detail == "draft" ? 128 : detail == "fine" ? 384 : 256;
}

Result<generate::MeshPtr> finished(const SceneCode& scene, const TripoSrConfig& config,
                                   const generate::Settings& settings, int resolution,
                                   const jobs::JobContext& context) {
    SceneMeshSettings scenes;
    scenes.resolution = resolution;
    scenes.threshold = settings.number("threshold");
    scenes.colors = settings.flag("colors");
    scenes.keepCrumbs = settings.flag("keep-crumbs");
    ORFEAS_TRY(mesh, meshScene(scene, config, scenes, context));
    generate::placeOnBed(mesh, generate::Pose::Standing, settings.number("size"));
    return std::make_shared<const mesh::Mesh>(std::move(mesh));
}

} // namespace

struct TripoSrGenerator::Opened {
    std::string name;
    TripoSrConfig config;
    std::unique_ptr<ShapeNetwork> network;
    std::mutex running;
};

TripoSrGenerator::TripoSrGenerator(std::string model, NetworkOptions options)
    : m_model(std::move(model)), m_options(std::move(options)) {}

TripoSrGenerator::~TripoSrGenerator() = default;

std::span<const SettingSpec> TripoSrGenerator::settings() const {
    return specs();
}

Result<generate::MeshPtr> TripoSrGenerator::firstShape(const generate::Request& request,
                                                       const jobs::JobContext& context) const {
    const generate::Generator* inflate = generate::findGenerator("inflate");
    ORFEAS_ASSERT(inflate != nullptr);
    generate::Settings size;
    size.set("size", request.settings.number("size"));
    ORFEAS_TRY(settings, generate::completeSettings(inflate->settings(), size));
    generate::Request outline = request;
    outline.settings = settings;
    return inflate->firstShape(outline, context);
}

Result<generate::Outcome> TripoSrGenerator::run(const generate::Request& request,
                                                const generate::PreviewSink& previews,
                                                const jobs::JobContext& context) const {
    ORFEAS_TRY(image, makeConditioningImage(*request.picture, *request.cutout));
    context.report("opening the weights", 0.0);
    ORFEAS_TRY(opened, open());
    std::lock_guard running(opened->running);
    auto encoded = opened->network->encode(image, nullptr, context.part(0.01, kEncodeShare));
    if (!encoded.ok() && encoded.error().code != ErrorCode::Cancelled) forget(opened);
    ORFEAS_TRY(scene, std::move(encoded));
    const int resolution = resolutionOf(request.settings);
    double from = kEncodeShare;
    for (const int side : kPreviews) {
        if (side >= resolution) break;
        const double to = from + 0.2 * (1.0 - from);
        ORFEAS_TRY(mesh, finished(*scene, opened->config, request.settings, side, context.part(from, to)));
        previews({mesh, std::to_string(side) + "³"});
        from = to;
    }
    ORFEAS_TRY(mesh, finished(*scene, opened->config, request.settings, resolution, context.part(from, 1.0)));
    return generate::Outcome{mesh, "Reconstructed by the network TripoSR (" + opened->name +
                                       "): what the picture does not show is its guess"};
}

// Weights that failed are opened anew next time.
void TripoSrGenerator::forget(const std::shared_ptr<Opened>& opened) const {
    std::lock_guard lock(m_mutex);
    if (m_opened == opened) m_opened.reset();
}

Result<std::shared_ptr<TripoSrGenerator::Opened>> TripoSrGenerator::open() const {
    std::lock_guard lock(m_mutex);
    if (m_opened) return m_opened;
    ORFEAS_TRY(folder, resolveModel(m_model));
    ORFEAS_TRY(model, openModel(folder));
    ORFEAS_TRY(factory, inferenceModule());
    ORFEAS_TRY(network, factory->open(model.config, model.weights, m_options));
    auto opened = std::make_shared<Opened>();
    opened->name = folder.filename().string();
    opened->config = model.config;
    opened->network = std::move(network);
    m_opened = opened;
    return opened;
}

} // namespace orfeas::inference
