#include "app/commands/models_compress.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/interrupt.h"
#include "app/progress_printer.h"
#include "app/report.h"
#include "core/image/picture_file.h"
#include "core/inference/compress_model.h"
#include "core/vram/size_text.h"

namespace orfeas::app {
namespace {

using namespace orfeas::inference;

struct Options {
    std::string model;
    std::string name;
    std::vector<std::filesystem::path> pictures;
    CompressSettings settings;
    std::string progress;
    bool json = false;
};

Result<std::vector<ConditioningImage>> looked(const Options& options, const jobs::JobContext& context) {
    std::vector<ConditioningImage> images;
    for (const std::filesystem::path& file : options.pictures) {
        auto picture = image::loadPicture(file, context);
        if (!picture.ok()) return about(file.string(), picture.error());
        ORFEAS_TRY(cutout, image::cutOut(*picture, image::CutoutEffort::Full, context));
        ORFEAS_TRY(image, makeConditioningImage(*picture, cutout));
        images.push_back(std::move(image));
    }
    return images;
}

Json toJson(const CompressError& error) {
    Json one{{"density_error", error.field.density},
             {"density_bound", kDensityBound},
             {"wrong_side", error.field.wrongSide},
             {"wrong_side_bound", kWrongSideBound},
             {"within_bounds", withinBounds(error.field)}};
    if (error.hasSurface) {
        one["surface_mean"] = error.surfaceMean;
        one["surface_largest"] = error.surfaceLargest;
    }
    return one;
}

std::string text(const CompressReport& report) {
    std::string out =
        fmt::format("{} ({}) became {} ({})\n", report.before.name, vram::sizeText(report.before.bytes),
                    report.after.name, vram::sizeText(report.after.bytes));
    for (const CompressError& error : report.errors) {
        out += fmt::format("density off by {:.2f} % of its spread, {:.3f} % of the box on the wrong side{}\n",
                           100 * error.field.density, 100 * error.field.wrongSide,
                           withinBounds(error.field) ? "" : ": more than the bounds allow");
        if (error.hasSurface)
            out += fmt::format("surfaces {:.3f} % of the box apart on average, {:.2f} % at most\n",
                               100 * error.surfaceMean, 100 * error.surfaceLargest);
    }
    return out;
}

int run(const Options& options, ProgressPrinter::Clock::time_point start) {
    const Report report(options.json);
    ProgressPrinter printer(progressStyle(options.progress), start);
    const Interrupt interrupt;
    const jobs::JobContext context(interrupt.token(), [&](const jobs::Progress& p) { printer.report(p); });
    auto images = looked(options, jobs::JobContext(interrupt.token(), {}));
    auto done = images.ok() ? compressModel(options.model, options.name, options.settings, std::move(*images),
                                            context)
                            : Result<CompressReport>(images.error());
    printer.clear();
    if (!done.ok()) return report.fail(done.error());
    Json object{{"model", done->after.name},          {"folder", done->after.folder.string()},
                {"sha256", done->after.sha256},       {"bytes", done->after.bytes},
                {"bytes_before", done->before.bytes}, {"parameters", done->after.parameters},
                {"pruned", options.settings.prune},   {"int8", options.settings.int8}};
    object["errors"] = Json::array();
    for (const CompressError& error : done->errors)
        object["errors"].push_back(toJson(error));
    return report.succeed(text(*done), object);
}

} // namespace

void addModelsCompress(CLI::App* models, CommandSlot& slot) {
    auto options = std::make_shared<Options>();
    CLI::App* compress =
        models->add_subcommand("compress", "Make a smaller model of one, and say how far it sees otherwise");
    compress->add_option("MODEL", options->model, "A name, or a folder")->required();
    compress->add_option("--name", options->name, "What to call the new one")->required()->type_name("NAME");
    compress->add_option("--prune", options->settings.prune, "Share of the feed-forwards' channels that goes")
        ->check(CLI::Range(0.0, 0.9))
        ->capture_default_str();
    compress->add_flag("--int8,!--no-int8", options->settings.int8,
                       "Weights as int8, one scale per output channel (default)");
    compress
        ->add_option("--picture", options->pictures,
                     "Compare on this picture; may be repeated; else on one drawn here")
        ->type_name("FILE")
        ->allow_extra_args(false);
    compress->add_option("--progress", options->progress, "bar, json or none, on standard error")
        ->check(CLI::IsMember({"bar", "json", "none"}))
        ->type_name("STYLE");
    compress->add_flag("--json", options->json, "Print the result as one JSON object");
    compress->callback(
        [&slot, options] { slot.run = [&slot, options] { return run(*options, slot.start); }; });
}

} // namespace orfeas::app
