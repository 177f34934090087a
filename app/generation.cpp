#include "app/generation.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <glm/gtc/matrix_transform.hpp>

#include "app/batch.h"
#include "app/cached_generation.h"
#include "app/facts_text.h"
#include "app/interrupt.h"
#include "app/kept_output.h"
#include "app/output_plan.h"
#include "app/print_text.h"
#include "app/progress_printer.h"
#include "app/report.h"
#include "core/generate/generate_job.h"
#include "core/generate/machine_budget.h"
#include "core/generate/shared_pass.h"
#include "core/image/resize.h"
#include "core/inference/triposr_generator.h"
#include "core/io/mesh_format.h"
#include "core/project/document.h"
#include "core/project/object_name.h"
#include "core/project/placement.h"
#include "core/vram/machine_memory.h"
#include "core/vram/size_text.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;

constexpr int kThumbnailSide = 256;
// Share of the progress that making a shape takes; the rest is writing it.
constexpr double kMakingShare = 0.9;

// One picture, made.
struct Made {
    fs::path image;
    std::string name;
    generate::Generated generated;
    Json check; ///< whether it prints (print_text.h)
    std::optional<generate::Earlier> earlier;
};

// One file, written.
struct Written {
    std::string text;
    Json json;
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

// What this version cannot do is said, not ignored.
Result<void> checkDevice(const GenerateOptions& options) {
    const bool network = options.generator == kNetwork;
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

/// What one picture is reckoned at, in a figure that can be typed.
constexpr std::uint64_t kLeastLimit = 650'000'000;
static_assert(kLeastLimit >= generate::kMakeBytes);

Result<void> limitMemory(const GenerateOptions& options) {
    if (options.memoryLimit.empty()) return {};
    ORFEAS_TRY(bytes, vram::parseSize(options.memoryLimit));
    // A network is planned to fit; of the other generators fewer run at once, and one takes what it takes.
    if (options.generator != kNetwork && bytes < kLeastLimit) {
        return Error{ErrorCode::BadInput,
                     fmt::format("Making a picture with {} may take {}: give --memory-limit 650MB or more",
                                 options.generator, vram::sizeText(generate::kMakeBytes)),
                     {}};
    }
    vram::MachineMemory::shared().setLimit(bytes);
    return {};
}

// A network is known by its weights, so it becomes a generator once they have been named.
void addNetwork(const GenerateOptions& options) {
    if (options.generator != kNetwork || generate::findGenerator(kNetwork)) return;
    inference::NetworkOptions network;
    network.device = options.device;
    static const inference::TripoSrGenerator generator(options.model, network);
    generate::addGenerator(generator);
}

Result<generate::Settings> chosenSettings(const GenerateOptions& options) {
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

std::string_view nameOf(generate::Source source) {
    switch (source) {
    case generate::Source::Made:
        return "made";
    case generate::Source::Kept:
        return "kept";
    case generate::Source::Shared:
        return "shared";
    }
    return "made";
}

Json earlierJson(const generate::Earlier& earlier) {
    return {{"name", earlier.name},
            {"generator", earlier.generator},
            {"settings", earlier.settings},
            {"created", earlier.createdUnix}};
}

Json objectJson(const Made& made) {
    const generate::Generated& g = made.generated;
    return {{"image", made.image.string()},
            {"name", made.name},
            {"generator", g.generator},
            {"settings", settingsJson(g.settings)},
            {"how", g.how},
            {"source", nameOf(g.source)},
            {"saved_s", g.savedSeconds},
            {"earlier", made.earlier ? earlierJson(*made.earlier) : Json(nullptr)},
            {"cutout",
             {{"method", nameOf(g.cutout->method)},
              {"parts", g.cutout->parts},
              {"explanation", g.cutout->explanation}}},
            {"facts", toJson(g.facts)},
            {"print", made.check}};
}

std::string madeText(const Made& made) {
    const generate::Generated& g = made.generated;
    std::string text = fmt::format("  picture    {}\n  cut-out    {}\n  made by    {}: {}\n",
                                   made.image.string(), g.cutout->explanation, g.generator, g.how);
    if (g.source == generate::Source::Kept)
        text += fmt::format("  from       the cache ({:.1f} s saved)\n", g.savedSeconds);
    if (g.source == generate::Source::Shared) text += "  from       an equal picture of this run\n";
    if (made.earlier) {
        text += fmt::format("  note       looks like {}, made before by {} with {}\n", made.earlier->name,
                            made.earlier->generator,
                            made.earlier->settings.empty() ? "its defaults" : made.earlier->settings);
    }
    return text + fmt::format("  verdict    {}\n", made.check.at("sentence").get<std::string>());
}

// The whole command, picture by picture.
class Generation {
public:
    Generation(GenerateOptions options, ProgressPrinter::Clock::time_point start)
        : m_options(std::move(options)), m_report(m_options.json),
          m_printer(progressStyle(m_options.progress), start) {}

    int run() {
        if (Result<void> ready = prepare(); !ready.ok()) return m_report.fail(ready.error());
        const Interrupt interrupt;
        m_context =
            jobs::JobContext(interrupt.token(), [this](const jobs::Progress& p) { m_printer.report(p); });
        nameAll();
        m_written.resize(m_plan.files.size());
        m_generation = std::make_unique<CachedGeneration>(
            !m_options.noCache, [this](const auto& task, const auto& listener, const auto& context) {
                return makeAnew(task, listener, context);
            });
        m_output = std::make_unique<KeptOutput>(m_generation->store());
        const Result<void> done = m_plan.together ? runTogether() : runEach();
        m_printer.clear();
        std::string text;
        for (Written& written : m_written) {
            if (written.text.empty()) continue; // it failed
            text += written.text;
            m_result["outputs"].push_back(std::move(written.json));
        }
        m_result["total_ms"] = shortened(m_printer.elapsedMs());
        if (m_printer.firstPreviewMs()) m_result["first_preview_ms"] = shortened(*m_printer.firstPreviewMs());
        return done.ok() ? m_report.succeed(text, m_result) : m_report.fail(done.error(), m_result);
    }

private:
    // Everything that can be wrong before work begins.
    Result<void> prepare() {
        ORFEAS_CHECK(checkDevice(m_options));
        ORFEAS_CHECK(limitMemory(m_options));
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

    // Names are given in order, before the pictures are made side by side.
    void nameAll() {
        for (const fs::path& image : m_options.images) {
            Made made;
            made.image = image;
            made.name = m_names.freeName(project::objectNameFor(image));
            auto named = std::make_shared<project::Object>();
            named->id = project::ObjectId{m_made.size() + 1};
            named->name = made.name;
            m_names = m_names.withObject(named);
            m_made.push_back(std::move(made));
        }
    }

    generate::GenerateTask taskOf(std::size_t index) const {
        generate::GenerateTask task;
        task.file = m_made[index].image;
        task.generator = m_options.generator;
        task.settings = m_settings;
        return task;
    }

    // Pictures that wait for the network behind this one may share its pass; they follow one another (runAll), so those
    // behind it have not begun.
    Result<generate::Generated> makeAnew(const generate::GenerateTask& task,
                                         const generate::GenerateListener& listener,
                                         const jobs::JobContext& context) {
        const auto waiting = [&] { return m_generation->unanswered(tasksBehind(task.file), context); };
        return generate::runQueuedTask(task, listener, waiting, context);
    }

    std::vector<generate::GenerateTask> tasksBehind(const fs::path& image) const {
        std::vector<generate::GenerateTask> behind;
        auto at =
            std::find_if(m_made.begin(), m_made.end(), [&](const Made& made) { return made.image == image; });
        while (at != m_made.end() && ++at != m_made.end())
            behind.push_back(taskOf(static_cast<std::size_t>(at - m_made.begin())));
        return behind;
    }

    Result<void> make(std::size_t index, const jobs::JobContext& context) {
        Made& made = m_made[index];
        const std::string shown = m_made.size() > 1 ? made.image.string() : std::string();
        const generate::GenerateTask task = taskOf(index);
        std::optional<Error> previewTrouble;
        int previews = 0;
        generate::GenerateListener listener;
        listener.onPreview = [&](const generate::Preview& preview) {
            m_printer.preview(preview, shown);
            if (m_options.previews.empty() || previewTrouble) return;
            if (Result<void> kept = keepPreview(made, preview, ++previews); !kept.ok())
                previewTrouble = kept.error();
        };
        listener.onEarlier = [&](const generate::Earlier& earlier) { made.earlier = earlier; };
        std::int64_t entry = 0;
        Result<generate::Generated> generated = m_generation->generate(task, listener, context, entry);
        if (!generated.ok()) return about(made.image.string(), std::move(generated).error());
        if (previewTrouble) return std::move(*previewTrouble);
        made.generated = std::move(*generated);
        ORFEAS_TRY(checked, m_output->check(*made.generated.mesh, jobs::JobContext(context.stopToken(), {})));
        made.check = std::move(checked);
        m_generation->keepVerdict(entry, made.check.at("verdict").get<std::string>());
        return {};
    }

    // cat-01-outline.stl, in the format of the output.
    Result<void> keepPreview(const Made& made, const generate::Preview& preview, int number) {
        const fs::path file =
            fs::path(m_options.previews) / fmt::format("{}-{:02}-{}{}", made.image.stem().string(), number,
                                                       preview.stage, m_plan.files[0].extension().string());
        const io::MeshPart part{made.name, preview.mesh, glm::mat4(1.0f)};
        ORFEAS_TRY(written, io::writeMesh(file, {&part, 1}, {}, jobs::JobContext(m_context.stopToken(), {})));
        std::lock_guard lock(m_previewsMutex);
        m_result["previews"].push_back(written.file.string());
        return {};
    }

    Result<void> write(const fs::path& file, std::span<const Made> objects, const jobs::JobContext& context,
                       Written& written) {
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
        if (io::formatForPath(file)->name == "3mf") { // the others have no place for one
            options.thumbnail = std::make_shared<const image::Picture>(
                image::resized(*objects[0].generated.picture, kThumbnailSide));
        }
        context.report("writing", 0.0);
        ORFEAS_TRY(receipt, m_output->write(file, parts, options, context));
        Json output = toJson(receipt);
        output["objects"] = Json::array();
        written.text = receipt.file.string() + "\n";
        for (const Made& made : objects) {
            written.text += madeText(made);
            output["objects"].push_back(objectJson(made));
        }
        written.text += receiptText(receipt);
        written.json = std::move(output);
        return {};
    }

    std::vector<Result<void>> runAll(const BatchWork& work, const BatchOptions& options) {
        std::vector<BatchItem> items;
        for (const Made& made : m_made) {
            BatchItem item;
            if (m_made.size() > 1) item.name = made.image.string();
            if (m_options.generator == kNetwork) {
                item.lane =
                    kNetwork; // one picture has all its cores, and its memory is leased by who runs it
            } else {
                item.memoryBytes = generate::kMakeBytes;
            }
            items.push_back(std::move(item));
        }
        return runBatch(items, work, options, m_printer, m_context.stopToken());
    }

    // One that fails keeps the file from being written, so the others need not be made.
    Result<void> runTogether() {
        BatchOptions options;
        options.stopAtFailure = true;
        options.share = kMakingShare;
        const auto results = runAll(
            [this](std::size_t index, const jobs::JobContext& context) { return make(index, context); },
            options);
        std::optional<Error> failure;
        for (const Result<void>& result : results) {
            if (result.ok()) continue;
            // Those that were cancelled because of it say nothing new.
            if (!failure || failure->code == ErrorCode::Cancelled) failure = result.error();
        }
        if (failure) return std::move(*failure);
        return write(m_plan.files[0], m_made, m_context.part(kMakingShare, 1.0), m_written[0]);
    }

    // A picture that fails does not keep the others from being made. The last failure decides the exit code.
    Result<void> runEach() {
        const auto results = runAll(
            [this](std::size_t index, const jobs::JobContext& context) -> Result<void> {
                ORFEAS_CHECK(make(index, context.part(0.0, kMakingShare)));
                return write(m_plan.files[index], {&m_made[index], 1}, context.part(kMakingShare, 1.0),
                             m_written[index]);
            },
            {});
        std::optional<Error> failure;
        bool interrupted = false;
        for (const Result<void>& result : results) {
            if (result.ok()) continue;
            if (result.error().code == ErrorCode::Cancelled) {
                interrupted = true;
                continue;
            }
            if (failure) m_report.printError(*failure);
            failure = result.error();
        }
        if (interrupted) {
            if (failure) m_report.printError(*failure);
            return jobs::cancelledError();
        }
        if (failure) return std::move(*failure);
        return {};
    }

    GenerateOptions m_options;
    Report m_report;
    ProgressPrinter m_printer;
    jobs::JobContext m_context;
    generate::Settings m_settings;
    OutputPlan m_plan;
    project::Document m_names; ///< only to keep names apart
    std::unique_ptr<CachedGeneration> m_generation;
    std::unique_ptr<KeptOutput> m_output;
    std::vector<Made> m_made;       ///< in the order of the pictures
    std::vector<Written> m_written; ///< in the order of the files
    std::mutex m_previewsMutex;
    Json m_result;
};

} // namespace

int runGeneration(const GenerateOptions& options, std::chrono::steady_clock::time_point start) {
    return Generation(options, start).run();
}

} // namespace orfeas::app
