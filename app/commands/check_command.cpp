#include <algorithm>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command_line.h"
#include "app/facts_text.h"
#include "app/interrupt.h"
#include "app/output_plan.h"
#include "app/report.h"
#include "core/io/baked_mesh.h"
#include "core/io/mesh_format.h"
#include "core/mesh/mesh_facts.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::vector<fs::path> files;
    std::string profile;
    bool json = false;
};

struct Checked {
    Json json;
    std::string text;
    bool solid = false;
};

struct CheckedObject {
    std::string name;
    mesh::MeshFacts facts;
};

Json objectJson(const CheckedObject& object) {
    Json out = {{"name", object.name}};
    out.update(toJson(object.facts));
    out["problems"] = Json::array();
    for (const Trouble& trouble : troublesOf(object.facts)) {
        out["problems"].push_back({{"kind", trouble.kind}, {"count", trouble.count}, {"text", trouble.text}});
    }
    return out;
}

std::string objectText(const CheckedObject& object, bool named) {
    const mesh::MeshFacts& f = object.facts;
    std::string text;
    if (named) text += fmt::format("  {}: {}\n", object.name, f.solid() ? "solid" : "not solid");
    text += fmt::format("  {}, {}, {}\n  {}, volume {}, surface {:.1f} mm²\n",
                        counted(f.triangles, "triangle", "triangles"), counted(f.vertices, "point", "points"),
                        counted(f.parts, "connected part", "connected parts"), sizeText(f.box.size()),
                        volumeText(f.volumeMm3), f.areaMm2);
    for (const Trouble& trouble : troublesOf(f))
        text += "  ! " + trouble.text + "\n";
    return text;
}

Checked describe(const fs::path& file, const io::ReadMesh& read, const std::vector<CheckedObject>& objects) {
    Checked out;
    out.solid =
        std::all_of(objects.begin(), objects.end(), [](const CheckedObject& o) { return o.facts.solid(); });
    out.text = fmt::format("{}: {}\n", file.string(), out.solid ? "solid" : "not solid");
    out.json = {{"file", file.string()},
                {"format", read.format},
                {"solid", out.solid},
                {"unit_known", read.unitKnown},
                {"warnings", read.warnings}};
    out.json["objects"] = Json::array();
    for (const CheckedObject& object : objects) {
        out.text += objectText(object, objects.size() > 1);
        out.json["objects"].push_back(objectJson(object));
    }
    if (!read.unitKnown) out.text += "  The file states no unit; millimetres were assumed\n";
    for (const std::string& warning : read.warnings)
        out.text += "  ! " + warning + "\n";
    return out;
}

Result<Checked> checkFile(const fs::path& file, const jobs::JobContext& context) {
    ORFEAS_CHECK(checkInput(file));
    Result<io::ReadMesh> read = io::readMesh(file, context);
    if (!read.ok()) return std::move(read).error();
    std::vector<CheckedObject> objects;
    for (const io::MeshPart& part : read->parts) {
        if (context.cancelled()) return jobs::cancelledError();
        objects.push_back({part.name, mesh::measure(*io::bakedMesh(part))});
    }
    return describe(file, *read, objects);
}

int runCheck(const Options& options) {
    const Report report(options.json);
    if (!options.profile.empty()) {
        return report.fail({ErrorCode::Unsupported,
                            "--profile needs print checks, and this version only checks whether a mesh is "
                            "solid; leave it out",
                            {}});
    }
    const Interrupt interrupt;
    const jobs::JobContext context(interrupt.token(), {});
    Json result;
    result["solid"] = true;
    result["files"] = Json::array();
    std::string text;
    bool allSolid = true;
    bool allRead = true;
    for (const fs::path& file : options.files) {
        Result<Checked> checked = checkFile(file, context);
        if (checked.ok()) {
            allSolid = allSolid && checked->solid;
            text += checked->text;
            result["files"].push_back(std::move(checked->json));
            continue;
        }
        if (checked.error().code == ErrorCode::Cancelled) return report.fail(checked.error(), result);
        allRead = false;
        report.printError(checked.error());
        result["files"].push_back({{"file", file.string()}, {"error", toJson(checked.error())}});
        if (!result.contains("error")) result["error"] = toJson(checked.error());
    }
    result["solid"] = allSolid && allRead;
    if (const int printed = report.succeed(text, result); printed != kExitDone) return printed;
    if (!allRead) return kExitBadUsage;
    return allSolid ? kExitDone : kExitFailed;
}

} // namespace

void addCheckCommand(CLI::App& app, CommandSlot& slot) {
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("check", "Say whether meshes are solid, and what is wrong when not");
    command->add_option("MESH", options->files, "Mesh files")->required()->type_name("...");
    command->add_option("--profile", options->profile, "A printer to check for")->type_name("NAME");
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->footer("Exit codes: 0 all are solid; 1 at least one is not; 2 at least one could not be read.");
    command->callback([&slot, options] { slot.run = [options] { return runCheck(*options); }; });
}

} // namespace orfeas::app
