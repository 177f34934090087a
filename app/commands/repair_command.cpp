#include <algorithm>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command_line.h"
#include "app/facts_text.h"
#include "app/interrupt.h"
#include "app/output_plan.h"
#include "app/print_text.h"
#include "app/progress_printer.h"
#include "app/repaired_scene.h"
#include "app/report.h"
#include "core/io/mesh_format.h"
#include "core/print/profile.h"
#include "core/print/repair.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;

struct Options {
    fs::path input;
    fs::path output;
    print::RepairSettings settings;
    std::string profile = "fdm-0.4";
    bool thicken = false;
    bool keepThin = false;
    bool noRemesh = false;
    bool keepFloating = false;
    bool noFlatBase = false;
    std::string progress;
    bool json = false;
};

struct Repaired {
    Json json;
    std::string text;
};

Json regionJson(const print::RepairRegion& region) {
    Json out = {{"kind", print::nameOf(region.kind)},
                {"text", region.text},
                {"faces", region.faces.size()},
                {"of_input", region.ofInput},
                {"max_deviation_mm", shortened(region.maxDeviationMm)}};
    if (!region.box.empty()) out["center_mm"] = toJson(region.box.center());
    if (region.optional()) out["key"] = region.key;
    return out;
}

Json repairJson(const print::Repair& repair) {
    Json out = {{"changed", repair.changed},
                {"solid", repair.solid},
                {"steps", repair.steps},
                {"max_deviation_mm", shortened(repair.maxDeviationMm)},
                {"mean_deviation_mm", shortened(repair.meanDeviationMm)},
                {"volume_before_mm3", shortened(repair.volumeBeforeMm3)},
                {"volume_after_mm3", shortened(repair.volumeAfterMm3)}};
    out["regions"] = Json::array();
    for (const print::RepairRegion& region : repair.regions)
        out["regions"].push_back(regionJson(region));
    return out;
}

std::string repairText(const print::Repair& repair) {
    if (!repair.changed) return "  Sound as it is: nothing was changed\n";
    std::string text;
    for (const std::string& step : repair.steps)
        text += "  - " + step + "\n";
    text += fmt::format("  Moved by {:.4g} mm at most, {:.4g} mm on average; volume {} -> {}\n",
                        repair.maxDeviationMm, repair.meanDeviationMm, volumeText(repair.volumeBeforeMm3),
                        volumeText(repair.volumeAfterMm3));
    if (!repair.solid) text += "  ! Not a solid: changes it needs were turned down\n";
    return text;
}

Result<print::RepairSettings> settingsOf(const Options& options) {
    ORFEAS_TRY(profiles, print::readProfiles(print::profileFile()));
    ORFEAS_TRY(profile, print::profileNamed(options.profile, profiles));
    print::RepairSettings settings = options.settings;
    settings.thinMm = profile.failWallMm;
    settings.thickenToMm = profile.goodWallMm;
    settings.lineMm = profile.lineMm;
    settings.thin = options.thicken    ? print::ThinParts::Thicken
                    : options.keepThin ? print::ThinParts::Protect
                                       : print::ThinParts::WhenUnprintable;
    settings.allowRemesh = !options.noRemesh;
    settings.removeFloating = !options.keepFloating;
    settings.flatBase = !options.noFlatBase;
    return settings;
}

// A file without a unit that would be as small as this in millimetres is likely in another one: how thin its walls are
// is judged at a usual size.
constexpr double kDoubtfulMm = 20.0;
constexpr double kUsualMm = 80.0;

double longestOf(const std::vector<io::MeshPart>& parts) {
    const glm::vec3 size = mesh::boundingBox(*mergedParts(parts)).size();
    return double(std::max({size.x, size.y, size.z}));
}

// What the result is like: size and place on the printer are not for a repair to change.
Result<print::Report> checkResult(const Options& options, const io::ReadMesh& read,
                                  const RepairedScene& scene, const jobs::JobContext& context) {
    PrintChoice choice;
    choice.profile = options.profile;
    ORFEAS_TRY(how, checkOptions(choice));
    how.unitKnown = read.unitKnown;
    return print::check(*mergedParts(scene.parts), how, context);
}

Result<Repaired> repairFile(const Options& options, const jobs::JobContext& context) {
    ORFEAS_TRY(settings, settingsOf(options));
    context.report("reading", 0.0);
    Result<io::ReadMesh> read = io::readMesh(options.input, context.part(0.0, 0.1));
    if (!read.ok()) return std::move(read).error();
    if (!read->unitKnown && settings.longestMm <= 0.0 && longestOf(read->parts) < kDoubtfulMm)
        settings.longestMm = kUsualMm;
    Result<RepairedScene> scene = repairScene(read->parts, settings, context.part(0.1, 0.9));
    if (!scene.ok()) return about(options.input.string(), std::move(scene).error());
    ORFEAS_TRY(after, checkResult(options, *read, *scene, context.part(0.9, 0.95)));
    context.report("writing", 0.95);
    ORFEAS_TRY(receipt, io::writeMesh(options.output, scene->parts, {}, context.part(0.95, 1.0)));
    Repaired out{toJson(receipt), receipt.file.string() + "\n" + repairText(scene->repair) +
                                      receiptText(receipt) + "  " + print::verdictSentence(after) + "\n" +
                                      findingsText(after, false)};
    out.json["input"] = options.input.string();
    out.json["warnings"] = read->warnings;
    out.json["repair"] = repairJson(scene->repair);
    out.json["check"] = toJson(after);
    for (const std::string& warning : read->warnings)
        out.text += "  ! " + warning + "\n";
    return out;
}

int runRepair(const Options& options, ProgressPrinter::Clock::time_point start) {
    const Report report(options.json);
    if (Result<void> input = checkInput(options.input); !input.ok()) return report.fail(input.error());
    if (Result<void> output = checkOutput(options.output, {options.input}); !output.ok())
        return report.fail(output.error());
    const Interrupt interrupt;
    ProgressPrinter printer(progressStyle(options.progress), start);
    const jobs::JobContext context(interrupt.token(), [&](const jobs::Progress& p) { printer.report(p); });
    const Result<Repaired> repaired = repairFile(options, context);
    printer.clear();
    return repaired.ok() ? report.succeed(repaired->text, repaired->json) : report.fail(repaired.error());
}

void addOptions(CLI::App& command, Options& options) {
    command.add_option("MESH", options.input, "Mesh to repair")->required();
    command.add_option("-o,--output", options.output, "File to write: .stl, .obj, .3mf, .ply, .glb")
        ->required();
    command
        .add_option("--profile", options.profile,
                    "The way of printing that says what is thin (default fdm-0.4)")
        ->type_name("NAME");
    auto* thicken = command.add_flag("--thicken", options.thicken,
                                     "Thicken every wall that is too thin, also where most are not");
    command
        .add_flag("--keep-thin", options.keepThin, "Leave thin walls even where the object would not print")
        ->excludes(thicken);
    command
        .add_option("--printed-mm", options.settings.longestMm,
                    "Longest side at which a mesh without a unit will be printed; it keeps its own size")
        ->type_name("MM")
        ->check(CLI::PositiveNumber);
    command
        .add_option("--voxels", options.settings.voxels, "Voxels along the longest side, if it comes to that")
        ->check(CLI::Range(32, 1000));
    command.add_flag("--no-remesh", options.noRemesh, "Fail rather than make the whole surface anew");
    command.add_flag("--keep-floating", options.keepFloating, "Leave parts in the air where they are");
    command.add_flag("--no-flat-base", options.noFlatBase, "Leave an underside that stands on a point");
    command
        .add_option("--reject", options.settings.rejected, "Keys of changes that are not wanted (see --json)")
        ->type_name("KEY");
    command.add_option("--progress", options.progress, "bar, json or none, on standard error")
        ->check(CLI::IsMember({"bar", "json", "none"}))
        ->type_name("STYLE");
    command.add_flag("--json", options.json, "Print what was done as one JSON object");
}

} // namespace

void addRepairCommand(CLI::App& app, CommandSlot& slot) {
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("repair", "Make a mesh a solid that prints, changing as little as possible");
    addOptions(*command, *options);
    command->footer(
        "A sound mesh is written as it was. Exit codes: 0 a solid was written; 1 it could not be made one; "
        "2 the file could not be read.");
    command->callback(
        [&slot, options] { slot.run = [&slot, options] { return runRepair(*options, slot.start); }; });
}

} // namespace orfeas::app
