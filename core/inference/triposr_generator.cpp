#include "core/inference/triposr_generator.h"

#include <algorithm>
#include <array>
#include <deque>
#include <string>
#include <utility>

#include "core/generate/detail.h"
#include "core/generate/placement.h"
#include "core/inference/inference_module.h"
#include "core/inference/model_folder.h"
#include "core/inference/model_registry.h"
#include "core/inference/scene_mesh.h"
#include "core/inference/sha256.h"

namespace orfeas::inference {
namespace {

using generate::SettingSpec;

constexpr std::array<int, 4> kPreviews{64, 96, 128, 256};
constexpr std::size_t kKeptScenes = 8;
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

SettingSpec precisionSetting() {
    SettingSpec spec;
    spec.name = "precision";
    spec.label = "Precision";
    spec.help = "Of the network's matrix products: float32 is exact; bfloat16 is twice as fast on processors "
                "that have "
                "it; int8 keeps the weights in a quarter of the memory";
    spec.type = generate::SettingType::Choice;
    spec.choices = {
        {"float32", "float32 · exact"}, {"bfloat16", "bfloat16 · fast"}, {"int8", "int8 · small"}};
    spec.standard = std::string("float32");
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
        precisionSetting(),
    };
    return list;
}

Precision precisionOf(const generate::Settings& settings) {
    const std::string& name = settings.choice("precision");
    return name == "bfloat16" ? Precision::BFloat16 : name == "int8" ? Precision::Int8 : Precision::Float32;
}

// What the network will see, in 32 bytes.
std::string fingerprint(const ConditioningImage& image) {
    Sha256 sum;
    const std::array<int, 2> size{image.width, image.height};
    sum.add(std::as_bytes(std::span(size)));
    sum.add(std::as_bytes(std::span(image.rgb)));
    return sum.hex();
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

// One folder's weights in one precision, and what was seen in the last pictures: a few MB each.
struct TripoSrGenerator::Opened {
    std::filesystem::path folder;
    std::string name;
    TripoSrConfig config;
    Precision precision = Precision::Float32;
    std::shared_ptr<const MappedFile> file;
    std::unique_ptr<ShapeNetwork> network;
    std::mutex running;
    std::deque<std::pair<std::string, std::shared_ptr<const SceneCode>>> scenes;

    std::shared_ptr<const SceneCode> kept(const std::string& picture) const {
        for (const auto& [of, scene] : scenes) {
            if (of == picture) return scene;
        }
        return nullptr;
    }
    void keep(const std::string& picture, std::shared_ptr<const SceneCode> scene) {
        if (scenes.size() == kKeptScenes) scenes.pop_front();
        scenes.emplace_back(picture, std::move(scene));
    }
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
    ORFEAS_TRY(opened, open(precisionOf(request.settings)));
    std::lock_guard running(opened->running);
    if (const Result<void> same = opened->file->checkUnchanged(); !same.ok()) {
        forget(opened);
        return same.error();
    }
    // Another resolution or threshold needs the network's answer, but not the network again.
    const std::string picture = fingerprint(image);
    std::shared_ptr<const SceneCode> scene = opened->kept(picture);
    const double seen = scene ? 0.02 : kEncodeShare;
    if (!scene) {
        auto encoded = opened->network->encode(image, nullptr, context.part(0.01, seen));
        if (!encoded.ok() && encoded.error().code != ErrorCode::Cancelled) forget(opened);
        ORFEAS_TRY(fresh, std::move(encoded));
        scene = std::move(fresh);
        opened->keep(picture, scene);
    }
    const int resolution = resolutionOf(request.settings);
    double from = seen;
    for (const int side : kPreviews) {
        if (side >= resolution) break;
        const double to = from + 0.2 * (1.0 - from);
        ORFEAS_TRY(mesh, finished(*scene, opened->config, request.settings, side, context.part(from, to)));
        previews({mesh, std::to_string(side) + "³"});
        from = to;
    }
    ORFEAS_TRY(mesh, finished(*scene, opened->config, request.settings, resolution, context.part(from, 1.0)));
    return generate::Outcome{mesh, "Reconstructed by the network TripoSR (" + opened->name + ", " +
                                       request.settings.choice("precision") +
                                       "): what the picture does not show is its guess"};
}

// Weights that failed are opened anew next time.
void TripoSrGenerator::forget(const std::shared_ptr<Opened>& opened) const {
    std::lock_guard lock(m_mutex);
    if (m_opened == opened) m_opened.reset();
}

Result<std::shared_ptr<TripoSrGenerator::Opened>> TripoSrGenerator::open(Precision precision) const {
    std::lock_guard lock(m_mutex);
    ORFEAS_TRY(folder, resolveModel(m_model));
    if (m_opened && m_opened->precision == precision && m_opened->folder == folder) return m_opened;
    m_opened.reset(); // before its successor takes memory
    ORFEAS_TRY(model, openModel(folder));
    ORFEAS_TRY(factory, inferenceModule());
    NetworkOptions options = m_options;
    options.precision = precision;
    ORFEAS_TRY(network, factory->open(model.config, model.weights, options));
    auto opened = std::make_shared<Opened>();
    opened->folder = folder;
    opened->name = folder.filename().string();
    opened->config = model.config;
    opened->precision = precision;
    opened->file = model.weights.file;
    opened->network = std::move(network);
    m_opened = opened;
    return opened;
}

} // namespace orfeas::inference
