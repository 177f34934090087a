#include <filesystem>
#include <optional>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <glm/gtc/matrix_transform.hpp>

#include "app/command_line.h"
#include "app/facts_text.h"
#include "app/interrupt.h"
#include "app/output_plan.h"
#include "app/print_text.h"
#include "app/progress_printer.h"
#include "app/report.h"
#include "core/generate/generate_job.h"
#include "core/image/resize.h"
#include "core/inference/triposr_generator.h"
#include "core/io/mesh_format.h"
#include "core/project/document.h"
#include "core/project/object_name.h"
#include "core/project/placement.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;

constexpr int kThumbnailSide = 256;
// Share of the progress that making a shape takes; the rest is writing it.
constexpr double kMakingShare = 0.9;

struct Options {
    std::vector<fs::path> images;
    std::string output;
    std::string generator = "auto";
    std::vector<std::string> assignments;
    std::string sizeMm;
    std::string model;
    std::string device = "auto";
    std::string memoryLimit;
    std::string previews;
    std::string progress;
    bool noCache = false;
    bool json = false;
};

// One picture, made.
struct Made {
    fs::path image;
    std::string name;
    generate::Generated generated;
    print::Report verdict; ///< whether it prints
};

std::string_view nameOf(image::CutoutMethod method) {
    switch (method) {
    case image::CutoutMethod::Alpha:
        return "alpha";
    case image::CutoutMethod::Automatic:
        return "automatic";
    case image::CutoutMethod::Whole:
        return "whole";
    case image::CutoutMethod::User:
        return "user";
    }
    return "whole";
}

constexpr const char* kNetwork = "triposr";

// What this version cannot do is said, not ignored.
Result<void> checkDevice(const Options& options) {
    const bool network = options.generator == kNetwork;
    if (!options.memoryLimit.empty()) {
        return Error{
            ErrorCode::Unsupported, "--memory-limit cannot be kept by this version yet; leave it out", {}};
    }
    if (!network && !options.model.empty()) {
        return Error{ErrorCode::Unsupported, "--model is for --generator triposr; leave it out", {}};
    }
    const bool cuda = options.device.starts_with("cuda:");
    if (options.device == "auto" || options.device == "cpu" || (network && cuda)) return {};
    return Error{ErrorCode::Unsupported,
                 cuda ? "Only --generator triposr runs on CUDA; use --device cpu"
                      : "There is no device \"" + options.device + "\"; use auto, cpu or cuda:N",
                 {}};
}

// A network is known by its weights, so it becomes a generator once they have been named.
void addNetwork(const Options& options) {
    if (options.generator != kNetwork || generate::findGenerator(kNetwork)) return;
    inference::NetworkOptions network;
    network.device = options.device;
    static const inference::TripoSrGenerator generator(options.model, network);
    generate::addGenerator(generator);
}

Result<generate::Settings> chosenSettings(const Options& options) {
    ORFEAS_TRY(generator, generate::generatorNamed(options.generator));
    std::vector<std::string> assignments = options.assignments;
    if (!options.sizeMm.empty()) {
        for (const std::string& assignment : assignments) {
            if (!assignment.starts_with("size=")) continue;
            return Error{ErrorCode::BadInput, "The size is given twice: by --size-mm and by --set size", {}};
        }
        assignments.push_back("size=" + options.sizeMm);
    }
    return generate::parseSettings(generator->settings(), assignments);
}

Json settingsJson(const generate::Settings& settings) {
    Json out = Json::object();
    for (const auto& [name, value] : settings.values()) {
        std::visit([&, key = name](const auto& one) { out[key] = one; }, value);
    }
    return out;
}

Json objectJson(const Made& made) {
    const generate::Generated& g = made.generated;
    return {{"image", made.image.string()},
            {"name", made.name},
            {"generator", g.generator},
            {"settings", settingsJson(g.settings)},
            {"how", g.how},
            {"cutout",
             {{"method", nameOf(g.cutout->method)},
              {"parts", g.cutout->parts},
              {"explanation", g.cutout->explanation}}},
            {"facts", toJson(g.facts)},
            {"print", toJson(made.verdict)}};
}

std::string madeText(const Made& made) {
    const generate::Generated& g = made.generated;
    return fmt::format("  picture    {}\n  cut-out    {}\n  made by    {}: {}\n  verdict    {}\n",
                       made.image.string(), g.cutout->explanation, g.generator, g.how,
                       print::verdictSentence(made.verdict));
}

// The whole command, picture by picture.
class Generation {
public:
    Generation(Options options, ProgressPrinter::Clock::time_point start)
        : m_options(std::move(options)), m_report(m_options.json),
          m_printer(progressStyle(m_options.progress), start) {}

    int run() {
        if (Result<void> ready = prepare(); !ready.ok()) return m_report.fail(ready.error());
        const Interrupt interrupt;
        m_context =
            jobs::JobContext(interrupt.token(), [this](const jobs::Progress& p) { m_printer.report(p); });
        const Result<void> done = m_plan.together ? runTogether() : runEach();
        m_printer.clear();
        m_result["total_ms"] = shortened(m_printer.elapsedMs());
        if (m_printer.firstPreviewMs()) m_result["first_preview_ms"] = shortened(*m_printer.firstPreviewMs());
        return done.ok() ? m_report.succeed(m_text, m_result) : m_report.fail(done.error(), m_result);
    }

private:
    // Everything that can be wrong before work begins.
    Result<void> prepare() {
        ORFEAS_CHECK(checkDevice(m_options));
        addNetwork(m_options);
        ORFEAS_TRY(settings, chosenSettings(m_options));
        m_settings = settings;
        for (const fs::path& image : m_options.images)
            ORFEAS_CHECK(checkInput(image));
        ORFEAS_TRY(plan, planOutputs(m_options.images, m_options.output));
        m_plan = plan;
        m_result["outputs"] = Json::array();
        if (m_options.previews.empty()) return {};
        std::error_code error;
        fs::create_directories(m_options.previews, error);
        return checkPlace(fs::path(m_options.previews) / "preview", {});
    }

    Result<Made> make(std::size_t index, const jobs::JobContext& context) {
        Made made;
        made.image = m_options.images[index];
        made.name = m_names.freeName(project::objectNameFor(made.image));
        auto named = std::make_shared<project::Object>();
        named->id = project::ObjectId{index + 1};
        named->name = made.name;
        m_names = m_names.withObject(named);
        if (m_options.images.size() > 1) m_printer.setImage(made.image.string());
        generate::GenerateTask task;
        task.file = made.image;
        task.generator = m_options.generator;
        task.settings = m_settings;
        std::optional<Error> previewTrouble;
        int previews = 0;
        generate::GenerateListener listener;
        listener.onPreview = [&](const generate::Preview& preview) {
            m_printer.preview(preview);
            if (m_options.previews.empty() || previewTrouble) return;
            if (Result<void> kept = keepPreview(made, preview, ++previews); !kept.ok())
                previewTrouble = kept.error();
        };
        Result<generate::Generated> generated = generate::runGenerateTask(task, listener, context);
        if (!generated.ok()) return about(made.image.string(), std::move(generated).error());
        if (previewTrouble) return std::move(*previewTrouble);
        made.generated = std::move(*generated);
        print::CheckOptions options;
        options.unitKnown = true;
        ORFEAS_TRY(report,
                   print::check(*made.generated.mesh, options, jobs::JobContext(context.stopToken(), {})));
        made.verdict = std::move(report);
        return made;
    }

    // cat-01-outline.stl, in the format of the output.
    Result<void> keepPreview(const Made& made, const generate::Preview& preview, int number) {
        const fs::path file =
            fs::path(m_options.previews) / fmt::format("{}-{:02}-{}{}", made.image.stem().string(), number,
                                                       preview.stage, m_plan.files[0].extension().string());
        const io::MeshPart part{made.name, preview.mesh, glm::mat4(1.0f)};
        ORFEAS_TRY(written, io::writeMesh(file, {&part, 1}, {}, jobs::JobContext(m_context.stopToken(), {})));
        m_result["previews"].push_back(written.file.string());
        return {};
    }

    Result<void> write(const fs::path& file, std::span<const Made> objects, const jobs::JobContext& context) {
        std::vector<io::MeshPart> parts;
        std::vector<project::Footprint> taken;
        for (const Made& made : objects) {
            const project::Footprint here = project::footprintOf(made.generated.facts.box, glm::mat4(1.0f));
            const glm::vec2 by = project::findPlace(here, taken);
            taken.push_back(project::moved(here, by));
            parts.push_back(
                {made.name, made.generated.mesh, glm::translate(glm::mat4(1.0f), glm::vec3(by, 0.0f))});
        }
        io::WriteOptions options;
        options.title = objects.size() == 1 ? objects[0].name : std::string();
        options.thumbnail = std::make_shared<const image::Picture>(
            image::resized(*objects[0].generated.picture, kThumbnailSide));
        context.report("writing", 0.0);
        ORFEAS_TRY(receipt, io::writeMesh(file, parts, options, context));
        Json output = toJson(receipt);
        output["objects"] = Json::array();
        m_text += receipt.file.string() + "\n";
        for (const Made& made : objects) {
            m_text += madeText(made);
            output["objects"].push_back(objectJson(made));
        }
        m_text += receiptText(receipt);
        m_result["outputs"].push_back(std::move(output));
        return {};
    }

    Result<void> runTogether() {
        std::vector<Made> objects;
        const std::size_t count = m_options.images.size();
        for (std::size_t i = 0; i < count; ++i) {
            const double share = kMakingShare / static_cast<double>(count);
            ORFEAS_TRY(made, make(i, m_context.part(share * static_cast<double>(i),
                                                    share * static_cast<double>(i + 1))));
            objects.push_back(std::move(made));
        }
        return write(m_plan.files[0], objects, m_context.part(kMakingShare, 1.0));
    }

    // A picture that fails does not keep the others from being made. The last failure decides the exit code.
    Result<void> runEach() {
        std::optional<Error> failure;
        const std::size_t count = m_options.images.size();
        for (std::size_t i = 0; i < count; ++i) {
            const double from = static_cast<double>(i) / static_cast<double>(count);
            const jobs::JobContext one = m_context.part(from, from + 1.0 / static_cast<double>(count));
            if (Result<void> done = runOne(i, one); !done.ok()) {
                if (failure) m_report.printError(*failure);
                failure = done.error();
                if (failure->code == ErrorCode::Cancelled) break;
            }
        }
        if (failure) return std::move(*failure);
        return {};
    }

    Result<void> runOne(std::size_t index, const jobs::JobContext& context) {
        ORFEAS_TRY(made, make(index, context.part(0.0, kMakingShare)));
        return write(m_plan.files[index], {&made, 1}, context.part(kMakingShare, 1.0));
    }

    Options m_options;
    Report m_report;
    ProgressPrinter m_printer;
    jobs::JobContext m_context;
    generate::Settings m_settings;
    OutputPlan m_plan;
    project::Document m_names; ///< only to keep names apart
    Json m_result;
    std::string m_text;
};

// Generators and their settings as declared, for --help.
std::string settingsHelp() {
    std::string text =
        R"(OUT is a file (.stl, .obj, .3mf, .ply, .glb): several pictures become objects of one file where the format
holds several (3MF, OBJ, GLB). Or a pattern with {name}, such as 'prints/{name}.stl', for one file per picture;
or a folder, which means FOLDER/{name}.3mf.

Generators and their settings (--set name=value):
)";
    const inference::TripoSrGenerator network;
    std::vector<const generate::Generator*> all(generate::generators().begin(), generate::generators().end());
    all.push_back(&network);
    for (const generate::Generator* generator : all) {
        text += fmt::format("\n  {}: {}\n", generator->name(), generator->summary());
        for (const generate::SettingSpec& spec : generator->settings()) {
            std::string values;
            if (spec.type == generate::SettingType::Boolean) values = "true or false";
            for (const generate::SettingChoice& choice : spec.choices) {
                values += (values.empty() ? "" : ", ") + choice.name;
            }
            if (values.empty()) {
                values = generate::formatValue(spec.minimum) + " to " + generate::formatValue(spec.maximum) +
                         (spec.unit.empty() ? "" : " " + spec.unit);
            }
            text += fmt::format("    {:<18} {} ({}; {})\n", spec.name, spec.help, values,
                                generate::formatValue(spec.standard));
        }
    }
    return text;
}

} // namespace

void addGenerateCommand(CLI::App& app, CommandSlot& slot) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("generate", "Make 3D objects from pictures");
    command->add_option("IMAGE", options->images, "Pictures: PNG, JPEG, WebP, TIFF, BMP")
        ->required()
        ->type_name("...");
    command->add_option("-o,--output", options->output, "Where the result goes")
        ->required()
        ->type_name("OUT");
    command->add_option("--generator", options->generator, "How to make it; see below")->type_name("NAME");
    command->add_option("--set", options->assignments, "A setting of the generator; may be repeated")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    command->add_option("--size-mm", options->sizeMm, "Longest side, in millimetres")->type_name("MM");
    command->add_option("--device", options->device, "auto, cpu or cuda:N")->type_name("DEVICE");
    command
        ->add_option("--model", options->model,
                     "The network's weights, for triposr: a registered name or a folder")
        ->type_name("NAME|DIR");
    command->add_option("--memory-limit", options->memoryLimit, "For generators that run a network")
        ->type_name("SIZE");
    command->add_flag("--no-cache", options->noCache, "Make it anew (results are not cached yet, so always)");
    command->add_option("--previews", options->previews, "Also write every preview into this folder")
        ->type_name("DIR");
    command->add_option("--progress", options->progress, "bar, json or none, on standard error")
        ->check(CLI::IsMember({"bar", "json", "none"}))
        ->type_name("STYLE");
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->footer(settingsHelp);
    command->callback(
        [&slot, options] { slot.run = [&slot, options] { return Generation(*options, slot.start).run(); }; });
}

} // namespace orfeas::app
