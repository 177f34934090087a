#include <memory>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command_line.h"
#include "app/generation.h"
#include "core/generate/generator.h"
#include "core/inference/triposr_generator.h"

namespace orfeas::app {
namespace {

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
    auto options = std::make_shared<GenerateOptions>();
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
    command
        ->add_option("--memory-limit", options->memoryLimit,
                     "Such as 6GB: triposr runs in the best form that fits, of the others fewer at once")
        ->type_name("SIZE");
    command->add_flag("--no-cache", options->noCache, "Make it anew, and keep nothing");
    command->add_option("--previews", options->previews, "Also write every preview into this folder")
        ->type_name("DIR");
    command->add_option("--progress", options->progress, "bar, json or none, on standard error")
        ->check(CLI::IsMember({"bar", "json", "none"}))
        ->type_name("STYLE");
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->footer(settingsHelp);
    command->callback(
        [&slot, options] { slot.run = [&slot, options] { return runGeneration(*options, slot.start); }; });
}

} // namespace orfeas::app
