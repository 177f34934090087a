#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command_line.h"
#include "app/interrupt.h"
#include "app/output_plan.h"
#include "app/report.h"
#include "core/image/picture_file.h"
#include "core/io/atomic_file.h"
#include "core/io/mesh_format.h"
#include "core/shapes/contact_sheet.h"
#include "core/shapes/example.h"
#include "core/shapes/shape_mesh.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;

struct SheetCommand {
    fs::path output;
    std::string family;
    shapes::SheetOptions sheet;
    bool json = false;
};

struct MeshCommand {
    fs::path output;
    std::string family;
    std::uint64_t seed = 1;
    int samples = 192;
    bool asPictured = false;
    bool json = false;
};

std::vector<std::string> familyNames() {
    std::vector<std::string> names;
    for (const shapes::Family& family : shapes::families())
        names.emplace_back(family.name);
    return names;
}

Result<Json> drawSheet(const SheetCommand& options, const jobs::JobContext& context) {
    shapes::SheetOptions sheet = options.sheet;
    sheet.family = shapes::findFamily(options.family);
    const shapes::ContactSheet drawn = shapes::makeContactSheet(sheet, context);
    if (context.cancelled()) return jobs::cancelledError();
    ORFEAS_TRY(png, image::encodePng(drawn.picture));
    ORFEAS_TRY(file, io::AtomicFile::create(options.output));
    ORFEAS_CHECK(file.write(png));
    ORFEAS_CHECK(file.commit());
    return Json{{"file", options.output.string()},
                {"width", drawn.picture.width},
                {"height", drawn.picture.height},
                {"first_seed", sheet.seed},
                {"families", drawn.families}};
}

int runSheet(const SheetCommand& options) {
    const Report report(options.json);
    if (Result<void> place = checkPlace(options.output, {}); !place.ok()) return report.fail(place.error());
    const Interrupt interrupt;
    const Result<Json> drawn = drawSheet(options, jobs::JobContext(interrupt.token(), {}));
    if (!drawn.ok()) return report.fail(drawn.error());
    return report.succeed(fmt::format("{}\n  {} shapes, each as pictured, from behind and from its left\n",
                                      options.output.string(), options.sheet.count),
                          *drawn);
}

Result<Json> writeShape(const MeshCommand& options, const jobs::JobContext& context) {
    constexpr float kEdge = 100.0f; // millimetres of the cube
    const shapes::Example pictured = shapes::makeExample(options.seed, shapes::findFamily(options.family));
    const shapes::Example upright = shapes::seenFrom(pictured, 0.0f, 0.0f);
    const shapes::ShapeView& shape = (options.asPictured ? pictured : upright).placed.view();
    ORFEAS_TRY(mesh, shapes::meshOf(shape, options.samples, kEdge, context));
    const io::MeshPart part{std::string(pictured.family->name),
                            std::make_shared<const mesh::Mesh>(std::move(mesh))};
    ORFEAS_TRY(receipt, io::writeMesh(options.output, {&part, 1}, {}, context));
    return Json{{"file", options.output.string()},
                {"seed", options.seed},
                {"family", pictured.family->name},
                {"triangles", receipt.triangles},
                {"closed", receipt.closed},
                {"camera_distance", pictured.view.cameraDistance},
                {"elevation", pictured.view.elevation},
                {"azimuth", pictured.view.azimuth}};
}

int runMesh(const MeshCommand& options) {
    const Report report(options.json);
    if (Result<void> place = checkOutput(options.output, {}); !place.ok()) return report.fail(place.error());
    const Interrupt interrupt;
    const Result<Json> written = writeShape(options, jobs::JobContext(interrupt.token(), {}));
    if (!written.ok()) return report.fail(written.error());
    return report.succeed(fmt::format("{}\n  {}, {} triangles\n", options.output.string(),
                                      (*written)["family"].get<std::string>(),
                                      (*written)["triangles"].get<std::uint64_t>()),
                          *written);
}

void addFamilyOption(CLI::App* command, std::string& family) {
    command->add_option("--family", family, "Only shapes of this family")
        ->check(CLI::IsMember(familyNames()))
        ->type_name("NAME");
}

void addSheet(CLI::App* shapes, CommandSlot& slot) {
    auto options = std::make_shared<SheetCommand>();
    CLI::App* command =
        shapes->add_subcommand("sheet", "Draw many of them on one PNG picture, from three sides");
    command->add_option("-o,--output", options->output, "PNG file to write")->required()->type_name("PNG");
    command->add_option("--seed", options->sheet.seed, "Of the first shape")->capture_default_str();
    command->add_option("--count", options->sheet.count, "How many shapes")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_option("--side", options->sheet.side, "Pixels of one picture")
        ->check(CLI::Range(16, 1024))
        ->capture_default_str();
    addFamilyOption(command, options->family);
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([&slot, options] { slot.run = [options] { return runSheet(*options); }; });
}

void addMesh(CLI::App* shapes, CommandSlot& slot) {
    auto options = std::make_shared<MeshCommand>();
    CLI::App* command = shapes->add_subcommand("mesh", "Write one of them as a mesh, 100 mm large");
    command->add_option("SEED", options->seed, "Which")->required();
    command->add_option("-o,--output", options->output, "Mesh file to write")->required()->type_name("FILE");
    command->add_option("--samples", options->samples, "Distances asked along each axis")
        ->check(CLI::Range(16, 1024))
        ->capture_default_str();
    command->add_flag("--as-pictured", options->asPictured, "Turned as in its picture instead of upright");
    addFamilyOption(command, options->family);
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([&slot, options] { slot.run = [options] { return runMesh(*options); }; });
}

} // namespace

void addShapesCommand(CLI::App& app, CommandSlot& slot) {
    CLI::App* command =
        app.add_subcommand("shapes", "The made-up shapes that the reconstruction network learns from");
    command->require_subcommand(1);
    addSheet(command, slot);
    addMesh(command, slot);
}

} // namespace orfeas::app
