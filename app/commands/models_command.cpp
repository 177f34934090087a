#include <cstdio>
#include <memory>
#include <sstream>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command_line.h"
#include "app/commands/models_compress.h"
#include "app/commands/models_fit.h"
#include "app/interrupt.h"
#include "app/progress_printer.h"
#include "app/report.h"
#include "core/inference/machine_fit.h"
#include "core/inference/model_registry.h"
#include "core/inference/precision_survey.h"

namespace orfeas::app {
namespace {

struct Options {
    std::string folder;
    std::string name;
    std::string device = "auto";
    std::string progress;
    bool json = false;
};

using Measures = std::vector<inference::PrecisionMeasure>;

Json toJson(const Measures& measures) {
    Json list = Json::array();
    for (const inference::PrecisionMeasure& measure : measures) {
        list.push_back({{"precision", nameOf(measure.precision)},
                        {"seconds", measure.seconds},
                        {"density_error", measure.error.density},
                        {"wrong_side", measure.error.wrongSide},
                        {"within_bounds", withinBounds(measure.error)}});
    }
    return list;
}

Json toJson(const inference::ModelRecord& model) {
    return {{"name", model.name},
            {"kind", model.kind},
            {"folder", model.folder.string()},
            {"sha256", model.sha256},
            {"bytes", model.bytes},
            {"parameters", model.parameters},
            {"precisions", toJson(inference::keptMeasures(model.folder))}};
}

std::string line(const inference::ModelRecord& model) {
    return fmt::format("{:<16} {:<8} {:>8.1f} M parameters {:>8.2f} GB  {}\n", model.name, model.kind,
                       static_cast<double>(model.parameters) / 1e6, static_cast<double>(model.bytes) / 1e9,
                       model.folder.string());
}

// The sentence, and below it all there is to say: each tensor that is missing, unknown or of another shape.
int failInFull(const Report& report, const Error& error) {
    Json details = Json::array();
    std::istringstream lines(error.detail);
    for (std::string each; std::getline(lines, each);)
        details.push_back(each);
    Json object = Json::object();
    if (!details.empty()) object["details"] = details;
    const int code = report.fail(error, object);
    for (const auto& each : details)
        fmt::print(stderr, "  {}\n", each.get<std::string>());
    return code;
}

// Runs `work` with a way to stop it and a sink for its progress, and hands its result to `succeed`.
template <typename Work, typename Succeed>
int watched(const Options& options, ProgressPrinter::Clock::time_point start, const Work& work,
            const Succeed& succeed) {
    const Report report(options.json);
    ProgressPrinter printer(progressStyle(options.progress), start);
    const Interrupt interrupt;
    const jobs::JobContext context(interrupt.token(), [&](const jobs::Progress& p) { printer.report(p); });
    const auto done = work(context);
    printer.clear();
    return done.ok() ? succeed(report, *done) : failInFull(report, done.error());
}

int tellModel(const Report& report, const inference::ModelRecord& model) {
    return report.succeed(line(model) + "sha256 " + model.sha256 + "\n", toJson(model));
}

int tellMeasures(const Report& report, const Measures& measures) {
    const inference::Machine machine = inference::thisMachine();
    const auto chosen = nameOf(inference::chooseNetworkPrecision(measures, machine));
    std::string text;
    for (const inference::PrecisionMeasure& measure : measures) {
        text +=
            fmt::format("{:<10} {:>7.2f} s   density off by {:.2f} % of its spread (at most {:.0f}), {:.3f} "
                        "% of the box on "
                        "the wrong side (at most {:.1f}){}\n",
                        nameOf(measure.precision), measure.seconds, 100 * measure.error.density,
                        100 * inference::kDensityBound, 100 * measure.error.wrongSide,
                        100 * inference::kWrongSideBound, withinBounds(measure.error) ? "" : ": too much");
    }
    text += fmt::format("automatic takes {}\n", chosen);
    return report.succeed(text, {{"precisions", toJson(measures)}, {"automatic", chosen}});
}

int runList(const Options& options) {
    const Report report(options.json);
    const auto models = inference::listModels();
    if (!models.ok()) return report.fail(models.error());
    Json list = Json::array();
    std::string text;
    for (const inference::ModelRecord& model : *models) {
        list.push_back(toJson(model));
        text += line(model);
    }
    if (text.empty()) text = fmt::format("No models yet: {}\n", inference::whereToGetWeights());
    return report.succeed(text, {{"folder", inference::modelsFolder().string()},
                                 {"chosen", inference::chosenModel()},
                                 {"models", std::move(list)}});
}

int runRemove(const Options& options) {
    const Report report(options.json);
    const Result<void> removed = inference::removeModel(options.name);
    if (!removed.ok()) return report.fail(removed.error());
    return report.succeed(fmt::format("{} removed\n", options.name), {{"removed", options.name}});
}

int runUse(const Options& options) {
    const Report report(options.json);
    const Result<void> chosen = inference::chooseModel(options.name);
    if (!chosen.ok()) return report.fail(chosen.error());
    return report.succeed(fmt::format("{} is used where no model is named\n", options.name),
                          {{"chosen", options.name}});
}

void addProgress(CLI::App* command, Options& options) {
    command->add_option("--progress", options.progress, "bar, json or none, on standard error")
        ->check(CLI::IsMember({"bar", "json", "none"}))
        ->type_name("STYLE");
}

} // namespace

void addModelsCommand(CLI::App& app, CommandSlot& slot) {
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("models", "Networks you have added, for `generate --generator triposr`");
    command->require_subcommand(1);
    command->footer([] {
        return fmt::format(
            "Orfeas opens no network connection: {}.\nModels are kept in {} (ORFEAS_MODELS overrides).\n",
            inference::whereToGetWeights(), inference::modelsFolder().string());
    });
    CLI::App* list = command->add_subcommand("list", "Those there are");
    CLI::App* add = command->add_subcommand("add", "Check a folder's weights and keep them, as safetensors");
    CLI::App* check = command->add_subcommand("check", "Read every value, and compare with what was added");
    CLI::App* measure = command->add_subcommand(
        "measure", "Run it in every precision; `precision=auto` then takes the fastest that is exact enough");
    CLI::App* use = command->add_subcommand("use", "Choose the one that is used where none is named");
    CLI::App* remove = command->add_subcommand("remove", "Delete a model's files");
    add->add_option("DIR", options->folder, "Holds config.yaml and model.ckpt or weights.safetensors")
        ->required();
    add->add_option("--name", options->name, "What to call it")->type_name("NAME")->default_str("triposr");
    check->add_option("MODEL", options->name, "A name, or a folder")->required();
    measure->add_option("NAME", options->name, "As `orfeas models list` shows it")->required();
    measure->add_option("--device", options->device, "auto, cpu or cuda:N")->type_name("DEVICE");
    use->add_option("NAME", options->name, "As `orfeas models list` shows it")->required();
    remove->add_option("NAME", options->name, "As `orfeas models list` shows it")->required();
    for (CLI::App* one : {list, add, check, measure, use, remove}) {
        one->add_flag("--json", options->json, "Print the result as one JSON object");
    }
    addModelsFit(command, slot);
    addModelsCompress(command, slot);
    for (CLI::App* one : {add, check, measure})
        addProgress(one, *options);
    list->callback([&slot, options] { slot.run = [options] { return runList(*options); }; });
    use->callback([&slot, options] { slot.run = [options] { return runUse(*options); }; });
    remove->callback([&slot, options] { slot.run = [options] { return runRemove(*options); }; });
    add->callback([&slot, options] {
        slot.run = [&slot, options] {
            const std::string name = options->name.empty() ? "triposr" : options->name;
            const auto work = [&](const jobs::JobContext& context) {
                return inference::addModel(options->folder, name, context);
            };
            return watched(*options, slot.start, work, tellModel);
        };
    });
    check->callback([&slot, options] {
        slot.run = [&slot, options] {
            const auto work = [&](const jobs::JobContext& context) {
                return inference::checkModel(options->name, context);
            };
            return watched(*options, slot.start, work, tellModel);
        };
    });
    measure->callback([&slot, options] {
        slot.run = [&slot, options] {
            const auto work = [&](const jobs::JobContext& context) {
                return inference::measureModel(options->name, options->device, context);
            };
            return watched(*options, slot.start, work, tellMeasures);
        };
    });
}

} // namespace orfeas::app
