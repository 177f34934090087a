#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <mutex>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command_line.h"
#include "app/facts_text.h"
#include "app/interrupt.h"
#include "app/output_plan.h"
#include "app/progress_printer.h"
#include "app/report.h"
#include "core/generate/setting.h"
#include "core/image/picture_file.h"
#include "core/image/resize.h"
#include "core/io/atomic_file.h"
#include "core/io/mesh_format.h"
#include "core/project/print_verdict.h"
#include "core/project/project_history.h"
#include "core/project/project_service.h"
#include "core/project/thumbnail.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;
using history::ProjectFile;
using project::ProjectHistory;

struct Options {
    fs::path project;
    std::vector<fs::path> files;
    std::string generator = "auto";
    std::string progress;
    fs::path output;
    int size = 256;
    bool json = false;
};

// Collects what the service tells until every row of its queue has ended.
class Collector {
public:
    explicit Collector(ProgressPrinter& printer) : m_printer(printer) {}

    void take(const project::CoreEvent& event) {
        std::lock_guard lock(m_mutex);
        if (const auto* changed = std::get_if<project::DocumentChanged>(&event))
            m_document = changed->document;
        if (const auto* notice = std::get_if<project::Notice>(&event)) m_errors.push_back(notice->error);
        if (const auto* job = std::get_if<project::JobChanged>(&event)) takeRow(job->status);
        m_changed.notify_all();
    }

    /// Returns when `rows` rows have ended or `stop` is asked for.
    void wait(std::size_t rows, const std::stop_token& stop) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, stop, [&] { return m_ended >= rows; });
    }

    const project::DocumentPtr& document() const { return m_document; }
    const std::vector<Error>& errors() const { return m_errors; }

private:
    void takeRow(const project::JobStatus& row) {
        using project::JobState;
        if (row.state == JobState::Running) {
            m_printer.report({row.stage, row.fraction}, row.name);
            return;
        }
        if (row.state == JobState::Waiting) return;
        ++m_ended;
        if (row.state == JobState::Failed && row.error) m_errors.push_back(about(row.name, *row.error));
    }

    ProgressPrinter& m_printer;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    project::DocumentPtr m_document;
    std::vector<Error> m_errors;
    std::size_t m_ended = 0;
};

Json documentJson(const project::Document& document) {
    Json objects = Json::array();
    for (const project::ObjectPtr& object : document.objects) {
        objects.push_back({{"name", object->name},
                           {"visible", object->visible},
                           {"triangles", object->facts.triangles},
                           {"size_mm", toJson(object->facts.box.size())},
                           {"solid", object->facts.solid()}});
        if (object->provenance) objects.back()["made_from"] = object->provenance->sourceName;
    }
    return objects;
}

std::string documentText(const project::Document& document) {
    std::string text;
    for (const project::ObjectPtr& object : document.objects) {
        text += fmt::format(
            "  {}: {}, {}, {}\n", object->name, counted(object->facts.triangles, "triangle", "triangles"),
            sizeText(object->facts.box.size()), object->facts.solid() ? "solid" : "not solid");
    }
    return text.empty() ? "  no objects yet\n" : text;
}

int runNew(const Options& options) {
    const Report report(options.json);
    const Result<ProjectHistory> made = ProjectHistory::create(options.project);
    if (!made.ok()) return report.fail(about(options.project.string(), made.error()));
    return report.succeed(options.project.string() + "\n", {{"project", options.project.string()}});
}

// Meshes are told by their extension, everything else is taken for a picture (which is told by its content).
bool isMesh(const fs::path& file) {
    const io::MeshFormat* format = io::formatForPath(file);
    return format && format->canRead;
}

std::string addMessage(const std::vector<fs::path>& files) {
    if (files.size() == 1) return "Add " + files.front().filename().string();
    return "Add " + std::to_string(files.size()) + " files";
}

Result<project::DocumentPtr> addFiles(ProjectHistory& project, const Options& options,
                                      ProgressPrinter& printer, std::vector<Error>& errors,
                                      const std::stop_token& stop) {
    ORFEAS_TRY(document, project.current({stop, {}}));
    Collector collector(printer);
    {
        project::ProjectService service([&](const project::CoreEvent& event) { collector.take(event); });
        service.openDocument(document);
        for (const fs::path& file : options.files) {
            if (isMesh(file))
                service.importMeshes({file});
            else
                service.makeFromFiles({file}, {options.generator, {}});
        }
        collector.wait(options.files.size(), stop);
    }
    if (stop.stop_requested()) return jobs::cancelledError();
    errors = collector.errors();
    return collector.document();
}

int runAdd(const Options& options, ProgressPrinter::Clock::time_point start) {
    const Report report(options.json);
    for (const fs::path& file : options.files) {
        if (Result<void> input = checkInput(file); !input.ok()) return report.fail(input.error());
    }
    const Interrupt interrupt;
    ProgressPrinter printer(progressStyle(options.progress), start);
    Result<ProjectHistory> opened = ProjectHistory::open(options.project, ProjectFile::Access::ReadWrite);
    if (!opened.ok()) return report.fail(about(options.project.string(), opened.error()));
    std::vector<Error> errors;
    const Result<project::DocumentPtr> document =
        addFiles(*opened, options, printer, errors, interrupt.token());
    printer.clear();
    if (!document.ok()) return report.fail(document.error());
    project::SaveRequest request;
    request.message = addMessage(options.files);
    request.reason = std::ranges::all_of(options.files, isMesh) ? project::SnapshotReason::Imported
                                                                : project::SnapshotReason::Generated;
    request.verdict = project::PrintVerdict().of(**document, {interrupt.token(), {}});
    const Result<history::ObjectId> version = opened->save(**document, request, {interrupt.token(), {}});
    if (!version.ok()) return report.fail(about(options.project.string(), version.error()));
    const Json result{{"project", options.project.string()},
                      {"version", version->hex()},
                      {"objects", documentJson(**document)}};
    for (std::size_t i = 0; i + 1 < errors.size(); ++i)
        report.printError(errors[i]);
    if (!errors.empty()) return report.fail(errors.back(), result);
    return report.succeed(fmt::format("{}: version {}\n{}", options.project.string(), version->shortHex(),
                                      documentText(**document)),
                          result);
}

Result<Json> projectJson(const ProjectHistory& project, std::string& text) {
    ORFEAS_TRY(document, project.current({}));
    ORFEAS_TRY(variants, project.variants());
    ORFEAS_TRY(versions, project.log({}, std::size_t(-1)));
    ORFEAS_TRY(head, project.file().refs().head());
    std::error_code ignored;
    const auto bytes = fs::file_size(project.file().path(), ignored);
    text = fmt::format("{}: variant {}, {}, {}\n{}", project.file().path().string(), head,
                       counted(versions.size(), "version", "versions"),
                       counted(document->objects.size(), "object", "objects"), documentText(*document));
    Json names = Json::array();
    for (const project::Variant& variant : variants)
        names.push_back(variant.name);
    return Json{{"project", project.file().path().string()},
                {"bytes", bytes},
                {"variant", head},
                {"variants", names},
                {"versions", versions.size()},
                {"objects", documentJson(*document)}};
}

int runInfo(const Options& options) {
    const Report report(options.json);
    const Result<ProjectHistory> opened =
        ProjectHistory::open(options.project, ProjectFile::Access::ReadOnly);
    if (!opened.ok()) return report.fail(about(options.project.string(), opened.error()));
    std::string text;
    const Result<Json> json = projectJson(*opened, text);
    if (!json.ok()) return report.fail(about(options.project.string(), json.error()));
    return report.succeed(text, *json);
}

// The stored picture; drawn when the newest version has none. Needs no graphics card: file managers call this.
Result<image::Picture> thumbnailOf(const ProjectHistory& project, int side) {
    ORFEAS_TRY(png, project.thumbnail({}));
    if (!png.empty()) {
        ORFEAS_TRY(stored, image::decodePicture(png, {}));
        if (std::max(stored.width, stored.height) >= side) return image::resized(stored, side);
    }
    ORFEAS_TRY(document, project.current({}));
    return project::drawThumbnail(*document, side, {});
}

int runThumbnail(const Options& options) {
    const Report report(options.json);
    const auto write = [&]() -> Result<void> {
        ORFEAS_CHECK(checkPlace(options.output, {options.project}));
        ORFEAS_TRY(opened, ProjectHistory::open(options.project, ProjectFile::Access::ReadOnly));
        ORFEAS_TRY(picture, thumbnailOf(opened, options.size));
        ORFEAS_TRY(png, image::encodePng(picture));
        ORFEAS_TRY(file, io::AtomicFile::create(options.output));
        ORFEAS_CHECK(file.write(png));
        return file.commit();
    };
    const Result<void> done = write();
    if (!done.ok()) return report.fail(about(options.project.string(), done.error()));
    return report.succeed(options.output.string() + "\n", {{"thumbnail", options.output.string()}});
}

void addCommon(CLI::App* command, const std::shared_ptr<Options>& options) {
    command->add_option("PROJECT", options->project, "Project file, name.orfeas")->required();
    command->add_flag("--json", options->json, "Print the result as one JSON object");
}

} // namespace

void addProjectCommand(CLI::App& app, CommandSlot& slot) {
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("project", "Make a project, add pictures and meshes to it, look at it");
    command->require_subcommand(1);
    CLI::App* make = command->add_subcommand("new", "Make an empty project; never overwrites a file");
    addCommon(make, options);
    make->callback([&slot, options] { slot.run = [options] { return runNew(*options); }; });
    CLI::App* add =
        command->add_subcommand("add", "Make objects from pictures, take in meshes, keep it as a version");
    addCommon(add, options);
    add->add_option("FILE", options->files, "Pictures and meshes")->required()->type_name("...");
    add->add_option("--generator", options->generator, "auto, inflate, relief or extrude")->type_name("NAME");
    add->add_option("--progress", options->progress, "bar, json or none, on standard error")
        ->check(CLI::IsMember({"bar", "json", "none"}))
        ->type_name("STYLE");
    add->callback([&slot, options] { slot.run = [&slot, options] { return runAdd(*options, slot.start); }; });
    CLI::App* info = command->add_subcommand("info", "What is in a project");
    addCommon(info, options);
    info->callback([&slot, options] { slot.run = [options] { return runInfo(*options); }; });
    CLI::App* thumbnail =
        command->add_subcommand("thumbnail", "A small picture of the newest version, as PNG");
    addCommon(thumbnail, options);
    thumbnail->add_option("-o,--output", options->output, "PNG file")->required();
    thumbnail->add_option("--size", options->size, "Longer side in pixels")
        ->check(CLI::Range(16, 1024))
        ->capture_default_str();
    thumbnail->callback([&slot, options] { slot.run = [options] { return runThumbnail(*options); }; });
}

} // namespace orfeas::app
