#include <filesystem>

#include <CLI/CLI.hpp>

#include "app/command_line.h"
#include "app/facts_text.h"
#include "app/interrupt.h"
#include "app/output_plan.h"
#include "app/progress_printer.h"
#include "app/report.h"
#include "core/io/mesh_format.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;

struct Options {
    fs::path input;
    fs::path output;
    std::string progress;
    bool json = false;
};

struct Converted {
    Json json;
    std::string text;
};

Result<Converted> convert(const Options& options, const jobs::JobContext& context) {
    context.report("reading", 0.0);
    Result<io::ReadMesh> read = io::readMesh(options.input, context.part(0.0, 0.5));
    if (!read.ok()) return std::move(read).error();
    context.report("writing", 0.5);
    ORFEAS_TRY(receipt, io::writeMesh(options.output, read->parts, {}, context.part(0.5, 1.0)));
    Converted out{toJson(receipt), receipt.file.string() + "\n" + receiptText(receipt)};
    out.json["input"] = options.input.string();
    out.json["objects"] = read->parts.size();
    out.json["unit_known"] = read->unitKnown;
    out.json["warnings"] = read->warnings;
    if (!read->unitKnown) out.text += "  The input states no unit; millimetres were assumed\n";
    for (const std::string& warning : read->warnings)
        out.text += "  ! " + warning + "\n";
    return out;
}

int runConvert(const Options& options, ProgressPrinter::Clock::time_point start) {
    const Report report(options.json);
    if (Result<void> input = checkInput(options.input); !input.ok()) return report.fail(input.error());
    if (Result<void> output = checkOutput(options.output, {options.input}); !output.ok()) {
        return report.fail(output.error());
    }
    const Interrupt interrupt;
    ProgressPrinter printer(progressStyle(options.progress), start);
    const jobs::JobContext context(interrupt.token(), [&](const jobs::Progress& p) { printer.report(p); });
    const Result<Converted> converted = convert(options, context);
    printer.clear();
    return converted.ok() ? report.succeed(converted->text, converted->json) : report.fail(converted.error());
}

} // namespace

void addConvertCommand(CLI::App& app, CommandSlot& slot) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("convert", "Write a mesh in another format");
    command->add_option("IN", options->input, "Mesh to read")->required();
    command->add_option("OUT", options->output, "File to write: .stl, .obj, .3mf, .ply, .glb")->required();
    command->add_option("--progress", options->progress, "bar, json or none, on standard error")
        ->check(CLI::IsMember({"bar", "json", "none"}))
        ->type_name("STYLE");
    command->add_flag("--json", options->json, "Print the receipt as one JSON object");
    command->callback(
        [&slot, options] { slot.run = [&slot, options] { return runConvert(*options, slot.start); }; });
}

} // namespace orfeas::app
