#include "core/inference/triposr_generator.h"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/generate/detail.h"
#include "core/generate/placement.h"
#include "core/inference/model_folder.h"
#include "core/inference/model_registry.h"
#include "core/inference/network_runner.h"
#include "core/inference/precision_survey.h"
#include "core/inference/scene_mesh.h"
#include "core/inference/sha256.h"
#include "core/vram/machine_memory.h"

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
    spec.help =
        "Samples along each side of the reconstruction; draft detail takes half as many, fine half as "
        "many again";
    spec.type = generate::SettingType::Integer;
    spec.minimum = 16;
    spec.maximum = 1024;
    spec.step = 16;
    spec.standard = 256.0;
    return spec;
}

SettingSpec precisionSetting() {
    SettingSpec spec;
    spec.name = "precision";
    spec.label = "Precision";
    spec.help =
        "Of the network's matrix products: float32 is exact; bfloat16 is twice as fast on processors "
        "that have it; int8 keeps the weights in a quarter of the memory; automatic takes bfloat16 where "
        "the processor has it and the model was measured to lose nothing that shows, else float32";
    spec.type = generate::SettingType::Choice;
    spec.choices = {{"auto", "Automatic"},
                    {"float32", "float32 · exact"},
                    {"bfloat16", "bfloat16 · fast"},
                    {"int8", "int8 · small"}};
    spec.standard = std::string("auto");
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

Precision precisionOf(const generate::Settings& settings, const std::filesystem::path& model) {
    const std::string& name = settings.choice("precision");
    if (name == "auto") return chooseNetworkPrecision(keptMeasures(model), thisMachine());
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
    const std::string& detail = settings.choice("detail");
    return detail == "draft" ? std::max(16, wanted / 2) : detail == "fine" ? wanted + wanted / 2 : wanted;
}

Result<generate::MeshPtr> finished(const SceneCode& scene, const TripoSrConfig& config,
                                   const generate::Settings& settings, int resolution, std::uint64_t maxBytes,
                                   const jobs::JobContext& context) {
    SceneMeshSettings scenes;
    scenes.maxBytes = maxBytes;
    scenes.resolution = resolution;
    scenes.threshold = settings.number("threshold");
    scenes.colors = settings.flag("colors");
    scenes.keepCrumbs = settings.flag("keep-crumbs");
    ORFEAS_TRY(mesh, meshScene(scene, config, scenes, context));
    generate::placeOnBed(mesh, generate::Pose::Standing, settings.number("size"));
    return std::make_shared<const mesh::Mesh>(std::move(mesh));
}

// What was seen in a picture, and how.
struct Seen {
    std::string picture; ///< its fingerprint
    std::shared_ptr<const SceneCode> scene;
    RunPlan plan;
    bool asAsked = true; ///< nothing had to give way to memory
};

// Results are equal up to rounding whatever the pieces, but not in another precision or after steps on the ladder.
bool ranAsAsked(const RunReport& report, Precision asked) {
    return report.steps.empty() && report.plan.precision == asked;
}

} // namespace

// One folder's weights in one precision, and what was seen in the last pictures: a few MB each.
struct TripoSrGenerator::Opened {
    std::filesystem::path folder;
    std::string name;
    TripoSrConfig config;
    Precision precision = Precision::Float32;
    std::shared_ptr<const MappedFile> file;
    std::unique_ptr<NetworkRunner> runner;
    std::mutex running;
    std::deque<Seen> scenes;

    const Seen* kept(const std::string& picture) const {
        const auto at = std::find_if(scenes.begin(), scenes.end(),
                                     [&](const Seen& seen) { return seen.picture == picture; });
        return at == scenes.end() ? nullptr : &*at;
    }
    void keep(Seen seen) {
        if (scenes.size() == kKeptScenes) scenes.pop_front();
        scenes.push_back(std::move(seen));
    }
};

TripoSrGenerator::TripoSrGenerator(std::string model, NetworkOptions options)
    : m_model(std::move(model)), m_options(std::move(options)) {}

TripoSrGenerator::~TripoSrGenerator() = default;

std::span<const SettingSpec> TripoSrGenerator::settings() const {
    return specs();
}

std::optional<std::string> TripoSrGenerator::weightsName() const {
    const auto folder = resolveModel(m_model);
    if (!folder.ok()) return std::nullopt;
    const std::optional<std::string> hash = registeredHash(*folder);
    if (!hash) return std::nullopt;
    return folder->filename().string() + " " + *hash + " " + deviceNow() + " " +
           std::string(nameOf(chooseNetworkPrecision(keptMeasures(*folder), thisMachine())));
}

// Without loading LibTorch, which takes longer than an answer may.
std::string TripoSrGenerator::deviceNow() const {
    if (m_options.device != "auto") return m_options.device;
    return vram::MachineMemory::shared().of("cuda:0") ? "cuda:0" : "cpu";
}

Result<generate::Forecast> TripoSrGenerator::forecast(const generate::Settings& settings, int waiting) const {
    ORFEAS_TRY(folder, resolveModel(m_model));
    ORFEAS_TRY(config, readTripoSrConfig(folder));
    const Precision asked = precisionOf(settings, folder);
    ORFEAS_TRY(request, requestNow(vram::MachineMemory::shared(), deviceNow(), asked, resolutionOf(settings),
                                   waiting));
    ORFEAS_TRY(plan, bestPlan(config, request, thisMachine()));
    std::string form = planText(plan);
    if (plan.precision != asked) form += " (" + std::string(nameOf(asked)) + " does not fit)";
    return generate::Forecast{plan.peakBytes, request.limitBytes, secondsPerPicture(plan),
                              plan.measured,  plan.batch,         std::move(form),
                              plan.device};
}

Result<void> TripoSrGenerator::lookAt(const generate::Request& first, int count, const NextRequest& next,
                                      const jobs::JobContext& context) const {
    ORFEAS_TRY(image, makeConditioningImage(*first.picture, *first.cutout));
    context.report("opening the weights", 0.0);
    ORFEAS_TRY(opened, open(first.settings));
    std::lock_guard running(opened->running);
    std::vector<std::string> pictures{fingerprint(image)};
    if (opened->kept(pictures.front())) return {};
    std::vector<ConditioningImage> images{std::move(image)};
    count = std::min(count, static_cast<int>(kKeptScenes));
    while (static_cast<int>(images.size()) < count) {
        const std::optional<generate::Request> other = next();
        if (!other) break;
        auto more = makeConditioningImage(*other->picture, *other->cutout);
        if (!more.ok()) continue;
        const std::string name = fingerprint(*more);
        if (opened->kept(name) || std::find(pictures.begin(), pictures.end(), name) != pictures.end())
            continue;
        pictures.push_back(name);
        images.push_back(std::move(*more));
    }
    auto encoded = opened->runner->encodeAll(images, opened->precision, resolutionOf(first.settings),
                                             context.part(0.01, 1.0));
    if (!encoded.ok() && encoded.error().code != ErrorCode::Cancelled) forget(opened);
    ORFEAS_TRY(scenes, std::move(encoded));
    const RunReport& report = opened->runner->report();
    for (std::size_t i = 0; i < scenes.size(); ++i)
        opened->keep({pictures[i], scenes[i], report.plan, ranAsAsked(report, opened->precision)});
    opened->runner->rest();
    return {};
}

Result<generate::MeshPtr> TripoSrGenerator::firstShape(const generate::Request& request,
                                                       const jobs::JobContext& context) const {
    // Of a picture that was seen before, the object itself is nearly as quick as its outline.
    if (auto known = fromKeptScene(request, context)) return std::move(*known);
    const generate::Generator* inflate = generate::findGenerator("inflate");
    ORFEAS_ASSERT(inflate != nullptr);
    generate::Settings size;
    size.set("size", request.settings.number("size"));
    ORFEAS_TRY(settings, generate::completeSettings(inflate->settings(), size));
    generate::Request outline = request;
    outline.settings = settings;
    return inflate->firstShape(outline, context);
}

// The coarsest mesh of what was seen of this picture; nothing when it was not, or when a run is under way.
std::optional<Result<generate::MeshPtr>>
TripoSrGenerator::fromKeptScene(const generate::Request& request, const jobs::JobContext& context) const {
    const std::shared_ptr<Opened> opened = alreadyOpen(request.settings);
    const auto image = makeConditioningImage(*request.picture, *request.cutout);
    if (!opened || !image.ok()) return std::nullopt;
    const std::unique_lock running(opened->running, std::try_to_lock);
    if (!running.owns_lock()) return std::nullopt;
    const Seen* seen = opened->kept(fingerprint(*image));
    if (!seen) return std::nullopt;
    const int side = std::min(kPreviews[0], resolutionOf(request.settings));
    return finished(*seen->scene, opened->config, request.settings, side, opened->runner->roomForMesh(side),
                    context);
}

Result<generate::Outcome> TripoSrGenerator::run(const generate::Request& request,
                                                const generate::PreviewSink& previews,
                                                const jobs::JobContext& context) const {
    ORFEAS_TRY(image, makeConditioningImage(*request.picture, *request.cutout));
    context.report("opening the weights", 0.0);
    ORFEAS_TRY(opened, open(request.settings));
    std::lock_guard running(opened->running);
    if (const Result<void> same = opened->file->checkUnchanged(); !same.ok()) {
        forget(opened);
        return same.error();
    }
    // Another resolution or threshold needs the network's answer, but not the network again.
    const std::string picture = fingerprint(image);
    const bool wasSeen =
        opened->kept(picture) != nullptr; // then the first shape was its coarsest mesh already
    const double thought = wasSeen ? 0.02 : kEncodeShare;
    if (!wasSeen) {
        auto encoded = opened->runner->encode(image, opened->precision, resolutionOf(request.settings),
                                              context.part(0.01, thought));
        if (!encoded.ok() && encoded.error().code != ErrorCode::Cancelled) forget(opened);
        ORFEAS_TRY(fresh, std::move(encoded));
        const RunReport& report = opened->runner->report();
        opened->keep({picture, fresh, report.plan, ranAsAsked(report, opened->precision)});
    }
    const Seen seen = *opened->kept(picture);
    // The lease covers the meshes too.
    const std::unique_ptr<NetworkRunner, void (*)(NetworkRunner*)> resting(
        opened->runner.get(), [](NetworkRunner* r) { r->rest(); });
    const int resolution = resolutionOf(request.settings);
    double from = thought;
    for (const int side : kPreviews) {
        if (side >= resolution) break;
        if (wasSeen && side == kPreviews[0]) continue;
        const double to = from + 0.2 * (1.0 - from);
        ORFEAS_TRY(mesh, finished(*seen.scene, opened->config, request.settings, side,
                                  opened->runner->roomForMesh(side), context.part(from, to)));
        previews({mesh, std::to_string(side) + "³"});
        from = to;
    }
    ORFEAS_TRY(mesh, finished(*seen.scene, opened->config, request.settings, resolution,
                              opened->runner->roomForMesh(resolution), context.part(from, 1.0)));
    return generate::Outcome{mesh,
                             "Reconstructed by the network TripoSR (" + opened->name + ", " +
                                 std::string(nameOf(seen.plan.precision)) + ", " + seen.plan.device +
                                 "): what the picture does not show is its guess",
                             seen.asAsked};
}

// Weights that failed are opened anew next time.
void TripoSrGenerator::forget(const std::shared_ptr<Opened>& opened) const {
    std::lock_guard lock(m_mutex);
    if (m_opened == opened) m_opened.reset();
}

std::shared_ptr<TripoSrGenerator::Opened>
TripoSrGenerator::alreadyOpen(const generate::Settings& settings) const {
    std::lock_guard lock(m_mutex);
    if (!m_opened) return nullptr;
    const auto folder = resolveModel(m_model);
    const bool same = folder.ok() && m_opened->folder == *folder &&
                      m_opened->precision == precisionOf(settings, *folder) &&
                      m_opened->file->checkUnchanged().ok();
    return same ? m_opened : nullptr;
}

Result<std::shared_ptr<TripoSrGenerator::Opened>>
TripoSrGenerator::open(const generate::Settings& settings) const {
    std::lock_guard lock(m_mutex);
    ORFEAS_TRY(folder, resolveModel(m_model));
    const Precision precision = precisionOf(settings, folder);
    if (m_opened && m_opened->precision == precision && m_opened->folder == folder) return m_opened;
    m_opened.reset(); // before its successor takes memory
    ORFEAS_TRY(model, openModel(folder));
    auto opened = std::make_shared<Opened>();
    opened->folder = folder;
    opened->name = folder.filename().string();
    opened->config = model.config;
    opened->precision = precision;
    opened->file = model.weights.file;
    opened->runner =
        std::make_unique<NetworkRunner>(std::make_shared<const Model>(std::move(model)), m_options);
    m_opened = opened;
    return opened;
}

} // namespace orfeas::inference
