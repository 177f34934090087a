#include <cmath>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command_line.h"
#include "app/facts_text.h"
#include "app/interrupt.h"
#include "app/output_plan.h"
#include "app/progress_printer.h"
#include "app/repaired_scene.h"
#include "app/report.h"
#include "core/io/mesh_format.h"
#include "core/mesh/mesh_facts.h"
#include "core/print/reshape.h"
#include "core/print/thicken.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;

struct Options {
    fs::path input;
    fs::path output;
    fs::path unite, subtract, intersect;
    std::string mirror;
    std::string split;
    double heightMm = 0.0;
    double longestMm = 0.0;
    double factor = 1.0;
    double voxelMm = 0.0;
    double thickenMm = 0.0;
    double flatBaseMm = 0.0;
    std::vector<double> cut; ///< normal x, y, z and the height along it as a share of the object
    print::Pegs pegs;
    print::HollowSettings hollow{0.0, 0, 4.0, 200'000};
    int smooth = 0;
    std::size_t simplify = 0;
    double maxErrorMm = 0.0;
    bool keepBroken = false;
    std::string progress;
    bool json = false;
};

struct Prepared {
    std::vector<mesh::Mesh> pieces;
    std::vector<std::string> steps;
};

Result<mesh::Mesh> readWhole(const fs::path& file, const jobs::JobContext& context) {
    ORFEAS_CHECK(checkInput(file));
    Result<io::ReadMesh> read = io::readMesh(file, context);
    if (!read.ok()) return std::move(read).error();
    return *mergedParts(read->parts);
}

// Runs the steps in the order in which they make sense, each on every piece there is by then.
class Preparation {
public:
    Preparation(const Options& options, const jobs::JobContext& context)
        : m_options(options), m_context(context) {}

    Result<Prepared> run(mesh::Mesh mesh) {
        m_out.pieces.push_back(std::move(mesh));
        ORFEAS_CHECK(makeSound());
        ORFEAS_CHECK(size());
        ORFEAS_CHECK(combine());
        ORFEAS_CHECK(surface());
        ORFEAS_CHECK(cut());
        ORFEAS_CHECK(inside());
        for (mesh::Mesh& piece : m_out.pieces)
            piece = print::droppedToBed(piece);
        return std::move(m_out);
    }

private:
    using Step = std::function<Result<mesh::Mesh>(const mesh::Mesh&, const jobs::JobContext&)>;

    Result<void> each(const std::string& words, const Step& step) {
        m_done = m_done + 0.6 * (1.0 - m_done) * 0.3;
        for (mesh::Mesh& piece : m_out.pieces) {
            Result<mesh::Mesh> made = step(piece, m_context.part(m_done, m_done + 0.1 * (1.0 - m_done)));
            if (!made.ok()) return std::move(made).error();
            piece = std::move(*made);
        }
        m_out.steps.push_back(words);
        return {};
    }

    Result<void> makeSound() {
        if (m_options.keepBroken) return {};
        ORFEAS_TRY(repaired, print::repair(std::make_shared<const mesh::Mesh>(m_out.pieces[0]), {},
                                           m_context.part(0.0, 0.3)));
        if (!repaired.changed) return {};
        m_out.pieces[0] = *repaired.mesh;
        for (const std::string& step : repaired.steps)
            m_out.steps.push_back("repair: " + step);
        return {};
    }

    Result<void> size() {
        const Options& o = m_options;
        if (o.factor != 1.0)
            ORFEAS_CHECK(each(
                fmt::format("scaled by {:g}", o.factor),
                [&](const mesh::Mesh& m, const jobs::JobContext&) { return print::scaled(m, o.factor); }));
        if (o.longestMm > 0.0)
            ORFEAS_CHECK(each(fmt::format("scaled to {:g} mm along its longest side", o.longestMm),
                              [&](const mesh::Mesh& m, const jobs::JobContext&) {
                                  return print::scaledToLongest(m, o.longestMm);
                              }));
        if (o.heightMm > 0.0)
            ORFEAS_CHECK(each(fmt::format("scaled to a height of {:g} mm", o.heightMm),
                              [&](const mesh::Mesh& m, const jobs::JobContext&) {
                                  return print::scaledToHeight(m, o.heightMm);
                              }));
        if (!o.mirror.empty())
            ORFEAS_CHECK(
                each("mirrored along " + o.mirror, [&](const mesh::Mesh& m, const jobs::JobContext&) {
                    return print::mirrored(m, o.mirror[0] - 'x');
                }));
        return {};
    }

    Result<void> combine() {
        const std::pair<const fs::path*, print::BooleanOperation> operations[] = {
            {&m_options.unite, print::BooleanOperation::Union},
            {&m_options.subtract, print::BooleanOperation::Difference},
            {&m_options.intersect, print::BooleanOperation::Intersection}};
        const char* words[] = {"united with ", "cut out ", "kept what is also in "};
        for (const auto& [file, operation] : operations) {
            if (file->empty()) continue;
            ORFEAS_TRY(other, readWhole(*file, m_context));
            ORFEAS_CHECK(each(words[static_cast<int>(operation)] + file->filename().string(),
                              [&, kind = operation](const mesh::Mesh& m, const jobs::JobContext& context) {
                                  return print::combined(m, other, kind, context);
                              }));
        }
        return {};
    }

    Result<void> surface() {
        const Options& o = m_options;
        if (o.voxelMm > 0.0)
            ORFEAS_CHECK(each(fmt::format("made anew from voxels of {:g} mm", o.voxelMm),
                              [&](const mesh::Mesh& m, const jobs::JobContext& context) {
                                  return print::voxelRemeshed(m, o.voxelMm, context);
                              }));
        if (o.smooth > 0)
            ORFEAS_CHECK(each("smoothed", [&](const mesh::Mesh& m, const jobs::JobContext&) {
                return print::smoothed(m, o.smooth);
            }));
        if (o.thickenMm > 0.0)
            ORFEAS_CHECK(
                each(fmt::format("walls at least {:g} mm thick", o.thickenMm),
                     [&](const mesh::Mesh& m, const jobs::JobContext& context) -> Result<mesh::Mesh> {
                         ORFEAS_TRY(thick, print::thickened(m, o.thickenMm, o.thickenMm, 400'000, context));
                         if (!thick) return m;
                         return std::move(*thick);
                     }));
        if (o.flatBaseMm > 0.0)
            ORFEAS_CHECK(each(fmt::format("underside cut flat by {:g} mm", o.flatBaseMm),
                              [&](const mesh::Mesh& m, const jobs::JobContext& context) {
                                  return print::withFlatBase(m, o.flatBaseMm, context);
                              }));
        if (o.simplify > 0 || o.maxErrorMm > 0.0)
            ORFEAS_CHECK(each("simplified", [&](const mesh::Mesh& m, const jobs::JobContext& context) {
                return print::simplified(m, o.simplify, o.maxErrorMm, context);
            }));
        return {};
    }

    Result<void> cut() {
        if (!m_options.cut.empty()) {
            std::vector<mesh::Mesh> pieces;
            int pegs = 0;
            for (const mesh::Mesh& piece : m_out.pieces) {
                ORFEAS_TRY(two, print::cutByPlane(piece, planeFor(piece), m_options.pegs, m_context));
                pegs += two.pegs;
                if (!two.below.empty()) pieces.push_back(std::move(two.below));
                if (!two.above.empty()) pieces.push_back(std::move(two.above));
            }
            m_out.pieces = std::move(pieces);
            m_out.steps.push_back(pegs > 0 ? fmt::format("cut in two, with {} pegs", pegs)
                                           : std::string("cut in two"));
        }
        if (m_options.split == "parts") {
            std::vector<mesh::Mesh> pieces;
            for (const mesh::Mesh& piece : m_out.pieces) {
                for (mesh::Mesh& part : print::splitToParts(piece))
                    pieces.push_back(std::move(part));
            }
            m_out.steps.push_back(fmt::format("split into {} parts", pieces.size()));
            m_out.pieces = std::move(pieces);
        }
        return {};
    }

    // The share runs from one side of the object to the other along the normal.
    print::CutPlane planeFor(const mesh::Mesh& mesh) const {
        const glm::dvec3 normal(m_options.cut[0], m_options.cut[1], m_options.cut[2]);
        const double length = std::sqrt(normal.x * normal.x + normal.y * normal.y + normal.z * normal.z);
        double low = 1e300, high = -1e300;
        for (const glm::vec3& p : mesh.positions) {
            const double d = (normal.x * double(p.x) + normal.y * double(p.y) + normal.z * double(p.z)) /
                             (length > 0.0 ? length : 1.0);
            low = std::min(low, d);
            high = std::max(high, d);
        }
        return {normal, low + m_options.cut[3] * (high - low)};
    }

    Result<void> inside() {
        if (m_options.hollow.wallMm <= 0.0) return {};
        return each(fmt::format("hollowed, walls {:g} mm thick", m_options.hollow.wallMm),
                    [&](const mesh::Mesh& m, const jobs::JobContext& context) {
                        return print::hollowed(m, m_options.hollow, context);
                    });
    }

    const Options& m_options;
    const jobs::JobContext& m_context;
    Prepared m_out;
    double m_done = 0.3;
};

struct Written {
    Json json;
    std::string text;
};

Result<Written> prepareFile(const Options& options, const jobs::JobContext& context) {
    context.report("reading", 0.0);
    Result<io::ReadMesh> read = io::readMesh(options.input, context.part(0.0, 0.1));
    if (!read.ok()) return std::move(read).error();
    Result<Prepared> prepared = Preparation(options, context.part(0.1, 0.9)).run(*mergedParts(read->parts));
    if (!prepared.ok()) return about(options.input.string(), std::move(prepared).error());
    std::vector<io::MeshPart> parts;
    float x = 0.0f;
    for (std::size_t i = 0; i < prepared->pieces.size(); ++i) {
        const mesh::Mesh& piece = prepared->pieces[i];
        const mesh::Box box = mesh::boundingBox(piece);
        glm::mat4 place(1.0f);
        // Pieces stand side by side, 5 mm apart.
        if (prepared->pieces.size() > 1) place[3].x = x - box.lower.x;
        x += box.size().x + 5.0f;
        std::string name = read->parts.front().name;
        if (prepared->pieces.size() > 1) name += fmt::format(" {}", i + 1);
        parts.push_back({std::move(name), std::make_shared<const mesh::Mesh>(piece), place});
    }
    context.report("writing", 0.9);
    ORFEAS_TRY(receipt, io::writeMesh(options.output, parts, {}, context.part(0.9, 1.0)));
    Written out{toJson(receipt), receipt.file.string() + "\n"};
    for (const std::string& step : prepared->steps)
        out.text += "  - " + step + "\n";
    out.text += receiptText(receipt);
    out.json["input"] = options.input.string();
    out.json["steps"] = prepared->steps;
    out.json["pieces"] = parts.size();
    out.json["warnings"] = read->warnings;
    return out;
}

int runPrepare(const Options& options, ProgressPrinter::Clock::time_point start) {
    const Report report(options.json);
    if (Result<void> input = checkInput(options.input); !input.ok()) return report.fail(input.error());
    if (Result<void> output = checkOutput(options.output, {options.input}); !output.ok())
        return report.fail(output.error());
    const Interrupt interrupt;
    ProgressPrinter printer(progressStyle(options.progress), start);
    const jobs::JobContext context(interrupt.token(), [&](const jobs::Progress& p) { printer.report(p); });
    const Result<Written> written = prepareFile(options, context);
    printer.clear();
    return written.ok() ? report.succeed(written->text, written->json) : report.fail(written.error());
}

void addSizeOptions(CLI::App& command, Options& o) {
    command.add_option("--scale", o.factor, "Times this")->check(CLI::PositiveNumber);
    command.add_option("--longest-mm", o.longestMm, "Longest side")
        ->type_name("MM")
        ->check(CLI::PositiveNumber);
    command.add_option("--height-mm", o.heightMm, "Height")->type_name("MM")->check(CLI::PositiveNumber);
    command.add_option("--mirror", o.mirror, "Left to right along x, y or z")
        ->check(CLI::IsMember({"x", "y", "z"}));
    command.add_option("--unite", o.unite, "A solid to add")->type_name("MESH");
    command.add_option("--subtract", o.subtract, "A solid to take away")->type_name("MESH");
    command.add_option("--intersect", o.intersect, "Keep only what is in this solid too")->type_name("MESH");
}

void addShapeOptions(CLI::App& command, Options& o) {
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
    command.add_option("--split", o.split, "parts: every connected part by itself")
        ->check(CLI::IsMember({"parts"}));
    command.add_option("--hollow", o.hollow.wallMm, "Hollow with walls this thick")
        ->type_name("MM")
        ->check(CLI::PositiveNumber);
    command.add_option("--drain-holes", o.hollow.drainHoles, "Holes through the underside")
        ->check(CLI::Range(0, 8));
    command.add_option("--drain-mm", o.hollow.drainMm, "Their diameter")
        ->type_name("MM")
        ->check(CLI::PositiveNumber);
    command.add_flag("--as-is", o.keepBroken, "Do not repair first");
}

} // namespace

void addPrepareCommand(CLI::App& app, CommandSlot& slot) {
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("prepare", "Size, cut, hollow and simplify a mesh for the printer");
    command->add_option("MESH", options->input, "Mesh to prepare")->required();
    command->add_option("-o,--output", options->output, "File to write: .stl, .obj, .3mf, .ply, .glb")
        ->required();
    addSizeOptions(*command, *options);
    addShapeOptions(*command, *options);
    command->add_option("--progress", options->progress, "bar, json or none, on standard error")
        ->check(CLI::IsMember({"bar", "json", "none"}))
        ->type_name("STYLE");
    command->add_flag("--json", options->json, "Print what was done as one JSON object");
    command->footer(
        "The mesh is repaired first, then sized, combined, reworked, cut and hollowed, in that order.");
    command->callback([&slot, options, command] {
        if (command->count("--flat-base") > 0 && options->flatBaseMm <= 0.0) options->flatBaseMm = 0.3;
        slot.run = [&slot, options] { return runPrepare(*options, slot.start); };
    });
}

} // namespace orfeas::app
