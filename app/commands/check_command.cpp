#include <algorithm>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command_line.h"
#include "app/facts_text.h"
#include "app/interrupt.h"
#include "app/output_plan.h"
#include "app/print_text.h"
#include "app/progress_printer.h"
#include "app/report.h"
#include "core/io/baked_mesh.h"
#include "core/io/mesh_format.h"
#include "core/mesh/mesh_facts.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::vector<fs::path> files;
    PrintChoice print;
    double longestMm = 0.0;
    bool quick = false;
    std::string progress;
    bool json = false;
};

struct Checked {
    Json json;
    std::string text;
    bool solid = false;
    bool prints = false;
};

Json objectJson(const std::string& name, const mesh::MeshFacts& facts) {
    Json out = {{"name", name}};
    out.update(toJson(facts));
    out["problems"] = Json::array();
    for (const Trouble& trouble : troublesOf(facts)) {
        out["problems"].push_back({{"kind", trouble.kind}, {"count", trouble.count}, {"text", trouble.text}});
    }
    return out;
}

std::string factsLines(const print::Report& report) {
    const mesh::MeshFacts& f = report.facts;
    return fmt::format("  {}, {}, {}\n  {}, volume {}, surface {:.1f} mm²\n",
                       counted(f.triangles, "triangle", "triangles"), counted(f.vertices, "point", "points"),
                       counted(f.parts, "body", "bodies"), sizeText(f.box.size()), volumeText(f.volumeMm3),
                       f.areaMm2);
}

Checked describe(const fs::path& file, const io::ReadMesh& read, const print::Report& report) {
    Checked out;
    out.prints = report.verdict() != print::Verdict::DoesNotPrint;
    out.json = {{"file", file.string()}, {"format", read.format}, {"unit_known", read.unitKnown}};
    out.json.update(toJson(report));
    out.json["warnings"] = read.warnings;
    out.json["objects"] = Json::array();
    out.solid = true;
    for (const io::MeshPart& part : read.parts) {
        const mesh::MeshFacts facts = mesh::measure(*io::bakedMesh(part));
        out.solid = out.solid && facts.solid();
        out.json["objects"].push_back(objectJson(part.name, facts));
    }
    out.json["solid"] = out.solid;
    out.text = fmt::format("{}: {}\n", file.string(), print::verdictSentence(report)) + factsLines(report) +
               findingsText(report, true);
    if (!read.unitKnown) out.text += "  The file states no unit; millimetres were assumed\n";
    for (const std::string& warning : read.warnings)
        out.text += "  ! " + warning + "\n";
    return out;
}

Result<Checked> checkFile(const fs::path& file, const Options& options, print::CheckOptions how,
                          const jobs::JobContext& context) {
    ORFEAS_CHECK(checkInput(file));
    context.report("reading", 0.0);
    ORFEAS_TRY(read, io::readMesh(file, context.part(0.0, 0.2)));
    how.unitKnown = read.unitKnown || options.longestMm > 0.0;
    how.pointsMustBeShared = read.format == "3mf";
    how.quick = options.quick;
    ORFEAS_TRY(report, print::check(*sceneMesh(read, options.longestMm), how, context.part(0.2, 1.0)));
    addFileFindings(report, read.losses);
    return describe(file, read, report);
}

int runCheck(const Options& options, ProgressPrinter::Clock::time_point start) {
    const Report out(options.json);
    const Result<print::CheckOptions> how = checkOptions(options.print);
    if (!how.ok()) return out.fail(how.error());
    const Interrupt interrupt;
    ProgressPrinter printer(progressStyle(options.progress), start);
    const jobs::JobContext context(interrupt.token(), [&](const jobs::Progress& p) { printer.report(p); });
    const double share = 1.0 / static_cast<double>(options.files.size());
    double begun = 0.0;
    Json result = {{"printable", true}, {"solid", true}};
    result["files"] = Json::array();
    std::string text;
    bool allPrint = true;
    bool allSolid = true;
    bool allRead = true;
    for (const fs::path& file : options.files) {
        Result<Checked> checked = checkFile(file, options, *how, context.part(begun, begun + share));
        begun += share;
        if (checked.ok()) {
            allPrint = allPrint && checked->prints;
            allSolid = allSolid && checked->solid;
            text += checked->text;
            result["files"].push_back(std::move(checked->json));
            continue;
        }
        printer.clear();
        if (checked.error().code == ErrorCode::Cancelled) return out.fail(checked.error(), result);
        allRead = false;
        out.printError(checked.error());
        result["files"].push_back({{"file", file.string()}, {"error", toJson(checked.error())}});
        if (!result.contains("error")) result["error"] = toJson(checked.error());
    }
    printer.clear();
    result["printable"] = allPrint && allRead;
    result["solid"] = allSolid && allRead;
    if (const int printed = out.succeed(text, result); printed != kExitDone) return printed;
    if (!allRead) return kExitBadUsage;
    return allPrint ? kExitDone : kExitFailed;
}

} // namespace

void addCheckCommand(CLI::App& app, CommandSlot& slot) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("check", "Say whether meshes print, and what is wrong when not");
    command->add_option("MESH", options->files, "Mesh files")->required()->type_name("...");
    addPrintOptions(*command, options->print);
    command->add_option("--size-mm", options->longestMm, "Check it as if its longest side were this long")
        ->check(CLI::Range(0.001, 100000.0))
        ->type_name("MM");
    command->add_flag("--quick", options->quick, "As while editing: walls along rays instead of by spheres");
    command->add_option("--progress", options->progress, "bar, json or none, on standard error")
        ->check(CLI::IsMember({"bar", "json", "none"}))
        ->type_name("STYLE");
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->footer("Exit codes: 0 all print; 1 at least one does not; 2 at least one could not be read.");
    command->callback(
        [&slot, options] { slot.run = [&slot, options] { return runCheck(*options, slot.start); }; });
}

} // namespace orfeas::app
