#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command_line.h"
#include "app/facts_text.h"
#include "app/interrupt.h"
#include "app/output_plan.h"
#include "app/preparation.h"
#include "app/print_text.h"
#include "app/progress_printer.h"
#include "app/repaired_scene.h"
#include "app/report.h"
#include "core/io/mesh_format.h"
#include "core/mesh/mesh_facts.h"
#include "core/project/scene_transform.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::vector<fs::path> inputs;
    fs::path output;
    PrepareSteps steps;
    PrintChoice print;
    int copies = 1;
    bool arrange = false;
    double gapMm = 5.0;
    std::string unit;
    std::string split;
    std::string side = "front";
    std::vector<double> shift;
    bool keepBroken = false;
    std::string progress;
    bool json = false;
};

struct Written {
    Json json;
    std::string text;
};

// Everything that is to be written, as a scene: copies share their mesh.
struct Plate {
    project::Document scene;
    std::vector<std::string> steps;
    std::vector<std::string> warnings;
    std::uint64_t last = 0;

    void add(const std::string& name, mesh::Mesh piece, int copies) {
        const auto shared = std::make_shared<const mesh::Mesh>(std::move(piece));
        const mesh::MeshFacts facts = mesh::measure(*shared);
        for (int i = 0; i < copies; ++i) {
            auto object = std::make_shared<project::Object>();
            object->id = project::ObjectId{++last};
            object->name = copies > 1 ? fmt::format("{} {}", name, i + 1) : name;
            object->mesh = shared;
            object->facts = facts;
            scene = scene.withObject(std::move(object));
        }
    }

    // Side by side, 5 mm apart, in one row; a single object stays where it was.
    void lineUp(double gapMm) {
        if (scene.objects.size() < 2) return;
        float x = 0.0f;
        project::Document next = scene;
        for (const project::ObjectPtr& object : scene.objects) {
            auto moved = std::make_shared<project::Object>(*object);
            moved->transform[3].x = x - object->facts.box.lower.x;
            x += object->facts.box.size().x + static_cast<float>(gapMm);
            next = next.withObject(std::move(moved));
        }
        scene = next;
    }

    Result<void> pack(const print::Printer& printer, double gapMm) {
        std::vector<project::ObjectId> all;
        for (const project::ObjectPtr& object : scene.objects)
            all.push_back(object->id);
        ORFEAS_TRY(packed, project::packedOnBed(scene, all, glm::vec2(printer.volumeMm), float(gapMm)));
        scene = packed;
        steps.push_back(fmt::format("arranged on the bed of the {}", printer.title));
        return {};
    }

    std::vector<io::MeshPart> parts() const {
        std::vector<io::MeshPart> out;
        for (const project::ObjectPtr& object : scene.objects)
            out.push_back({object->name, object->mesh, object->transform});
        return out;
    }
};

Result<void> prepareFile(const fs::path& file, const Options& options, const print::Profile& profile,
                         Plate& plate, const jobs::JobContext& context) {
    context.report("reading", 0.0);
    Result<io::ReadMesh> read = io::readMesh(file, context.part(0.0, 0.1));
    if (!read.ok()) return std::move(read).error();
    PrepareSteps steps = options.steps;
    if (read->unitKnown) steps.unitMm = 1.0;
    Result<Prepared> made = prepare(*mergedParts(read->parts), steps, profile, context.part(0.1, 1.0));
    if (!made.ok()) return about(file.string(), std::move(made).error());
    for (std::size_t i = 0; i < made->pieces.size(); ++i) {
        std::string name = read->parts.front().name;
        if (name.empty()) name = file.stem().string();
        if (made->pieces.size() > 1) name += fmt::format(" {}", i + 1);
        plate.add(name, std::move(made->pieces[i]), options.copies);
    }
    plate.steps.insert(plate.steps.end(), made->steps.begin(), made->steps.end());
    plate.warnings.insert(plate.warnings.end(), read->warnings.begin(), read->warnings.end());
    return {};
}

Result<Written> prepareAll(const Options& options, const jobs::JobContext& context) {
    ORFEAS_TRY(how, checkOptions(options.print));
    Plate plate;
    const auto count = static_cast<double>(options.inputs.size());
    for (std::size_t i = 0; i < options.inputs.size(); ++i) {
        const jobs::JobContext part = context.part(0.9 * double(i) / count, 0.9 * double(i + 1) / count);
        ORFEAS_CHECK(prepareFile(options.inputs[i], options, how.profile, plate, part));
    }
    if (!options.arrange) plate.lineUp(options.gapMm);
    if (options.arrange) ORFEAS_CHECK(plate.pack(how.printer, options.gapMm));
    context.report("writing", 0.9);
    const std::vector<io::MeshPart> parts = plate.parts();
    ORFEAS_TRY(receipt, io::writeMesh(options.output, parts, {}, context.part(0.9, 1.0)));
    Written out{toJson(receipt), receipt.file.string() + "\n"};
    for (const std::string& step : plate.steps)
        out.text += "  - " + step + "\n";
    out.text += receiptText(receipt);
    out.json["inputs"] = Json::array();
    for (const fs::path& file : options.inputs)
        out.json["inputs"].push_back(file.string());
    out.json["input"] = options.inputs.front().string();
    out.json["steps"] = plate.steps;
    out.json["pieces"] = parts.size();
    out.json["warnings"] = plate.warnings;
    return out;
}

int runPrepare(const Options& options, ProgressPrinter::Clock::time_point start) {
    const Report report(options.json);
    for (const fs::path& file : options.inputs) {
        if (Result<void> input = checkInput(file); !input.ok()) return report.fail(input.error());
    }
    if (Result<void> output = checkOutput(options.output, options.inputs); !output.ok())
        return report.fail(output.error());
    const Interrupt interrupt;
    ProgressPrinter printer(progressStyle(options.progress), start);
    const jobs::JobContext context(interrupt.token(), [&](const jobs::Progress& p) { printer.report(p); });
    const Result<Written> written = prepareAll(options, context);
    printer.clear();
    return written.ok() ? report.succeed(written->text, written->json) : report.fail(written.error());
}

const std::map<std::string, print::Side>& sides() {
    static const std::map<std::string, print::Side> names{
        {"front", print::Side::Front}, {"back", print::Side::Back}, {"left", print::Side::Left},
        {"right", print::Side::Right}, {"top", print::Side::Top},   {"bottom", print::Side::Bottom}};
    return names;
}

const std::map<std::string, double>& units() {
    static const std::map<std::string, double> names{{"mm", 1.0}, {"cm", 10.0}, {"m", 1000.0}, {"in", 25.4}};
    return names;
}

void addSizeOptions(CLI::App& command, Options& options) {
    PrepareSteps& o = options.steps;
    command.add_option("--unit", options.unit, "What a file that states no unit is in: mm, cm, m or in")
        ->check(CLI::IsMember({"mm", "cm", "m", "in"}));
    command.add_option("--scale", o.factor, "Times this")->check(CLI::PositiveNumber);
    command.add_option("--longest-mm", o.longestMm, "Longest side")
        ->type_name("MM")
        ->check(CLI::PositiveNumber);
    command.add_option("--height-mm", o.heightMm, "Height")->type_name("MM")->check(CLI::PositiveNumber);
    command.add_option("--mirror", o.mirror, "Left to right along x, y or z")
        ->check(CLI::IsMember({"x", "y", "z"}));
    command.add_option("--orient", o.orient, "Lay it the best way, or the so-maniest best")
        ->type_name("N")
        ->expected(0, 1)
        ->check(CLI::Range(1, 100));
    command.add_option("--down", o.down, "Lay it with the side that looks this way on the bed")
        ->expected(3)
        ->type_name("X Y Z");
    command.add_option("--unite", o.unite, "A solid to add")->type_name("MESH");
    command.add_option("--subtract", o.subtract, "A solid to take away")->type_name("MESH");
    command.add_option("--intersect", o.intersect, "Keep only what is in this solid too")->type_name("MESH");
}

void addShapeOptions(CLI::App& command, Options& options) {
    PrepareSteps& o = options.steps;
    command.add_option("--voxel-remesh", o.voxelMm, "Make the surface anew from voxels of this size")
        ->type_name("MM");
    command.add_option("--smooth", o.smooth, "Rounds of smoothing that keep the volume")
        ->check(CLI::Range(1, 200));
    command.add_option("--thicken", o.thickenMm, "Least thickness of walls")->type_name("MM");
    command.add_option("--flat-base", o.flatBaseMm, "Cut this much off the underside")
        ->type_name("MM")
        ->expected(0, 1)
        ->default_str("0.3");
    command.add_option("--simplify", o.simplify, "Fewer triangles: about so many")->type_name("N");
    command.add_option("--max-error", o.maxErrorMm, "How far simplifying may move the surface")
        ->type_name("MM");
    command.add_option("--cut", o.cut, "Cut in two: normal X Y Z and where along it, 0 to 1")
        ->expected(4)
        ->type_name("X Y Z AT");
    command.add_option("--pegs", o.pegs.count, "Pegs across the cut")->check(CLI::Range(1, 8));
    command.add_option("--peg-mm", o.pegs.diameterMm, "Their diameter")
        ->type_name("MM")
        ->check(CLI::PositiveNumber);
    command.add_option("--split", options.split, "parts: every connected part by itself")
        ->check(CLI::IsMember({"parts"}));
    command.add_option("--hollow", o.hollow.wallMm, "Hollow with walls this thick")
        ->type_name("MM")
        ->check(CLI::PositiveNumber);
    command.add_option("--drain-holes", o.hollow.drainHoles, "Holes through the underside")
        ->check(CLI::Range(0, 8));
    command.add_option("--drain-mm", o.hollow.drainMm, "Their diameter")
        ->type_name("MM")
        ->check(CLI::PositiveNumber);
    command.add_flag("--as-is", options.keepBroken, "Do not repair first");
}

void addTextOptions(CLI::App& command, Options& options) {
    print::EmbossSettings& o = options.steps.emboss;
    command.add_option("--emboss", o.text, "Text that stands out of the surface")->type_name("TEXT");
    command.add_flag("--engrave", o.engraved, "Cut the text in instead");
    command
        .add_option("--text-side", options.side, "front, back, left, right, top or bottom (default front)")
        ->check(CLI::IsMember({"front", "back", "left", "right", "top", "bottom"}));
    command.add_option("--text-mm", o.style.heightMm, "Height of a capital letter (default 8)")
        ->type_name("MM")
        ->check(CLI::PositiveNumber);
    command.add_option("--text-depth", o.depthMm, "How far it stands out or is cut in (default 0.8)")
        ->type_name("MM")
        ->check(CLI::PositiveNumber);
    command.add_option("--text-at", options.shift, "From the middle of the side, to its right and up")
        ->expected(2)
        ->type_name("MM MM");
    command.add_option("--font", o.style.family, "Family of the letters (default Inter)")->type_name("NAME");
}

void addPlateOptions(CLI::App& command, Options& options) {
    command.add_option("--copies", options.copies, "So many of each; in a 3MF they share their shape")
        ->check(CLI::Range(1, 1000));
    command.add_flag("--arrange", options.arrange, "Arrange everything on the bed of the printer");
    command.add_option("--gap-mm", options.gapMm, "Room between objects (default 5)")
        ->type_name("MM")
        ->check(CLI::NonNegativeNumber);
    addPrintOptions(command, options.print);
}

void complete(Options& options, const CLI::App& command) {
    PrepareSteps& steps = options.steps;
    if (command.count("--flat-base") > 0 && steps.flatBaseMm <= 0.0) steps.flatBaseMm = 0.3;
    if (command.count("--orient") > 0 && steps.orient <= 0) steps.orient = 1;
    if (!options.unit.empty()) steps.unitMm = units().at(options.unit);
    steps.emboss.side = sides().at(options.side);
    if (options.shift.size() == 2) steps.emboss.shiftMm = {options.shift[0], options.shift[1]};
    steps.splitParts = options.split == "parts";
    steps.repair = !options.keepBroken;
}

} // namespace

void addPrepareCommand(CLI::App& app, CommandSlot& slot) {
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("prepare", "Size, lay, cut, hollow, simplify, write on and arrange meshes");
    command->add_option("MESH", options->inputs, "Meshes to prepare")->required()->type_name("...");
    command->add_option("-o,--output", options->output, "File to write: .stl, .obj, .3mf, .ply, .glb")
        ->required();
    addSizeOptions(*command, *options);
    addShapeOptions(*command, *options);
    addTextOptions(*command, *options);
    addPlateOptions(*command, *options);
    command->add_option("--progress", options->progress, "bar, json or none, on standard error")
        ->check(CLI::IsMember({"bar", "json", "none"}))
        ->type_name("STYLE");
    command->add_flag("--json", options->json, "Print what was done as one JSON object");
    command->footer(
        "Each mesh is repaired first, then sized, laid, combined, reworked, written on, cut and hollowed, "
        "in that order.");
    command->callback([&slot, options, command] {
        complete(*options, *command);
        slot.run = [&slot, options] { return runPrepare(*options, slot.start); };
    });
}

} // namespace orfeas::app
