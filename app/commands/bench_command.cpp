#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/bench_pictures.h"
#include "app/command_line.h"
#include "app/commands/bench_batch.h"
#include "app/commands/bench_extract.h"
#include "app/commands/bench_history.h"
#include "app/commands/bench_memory.h"
#include "app/commands/bench_networks.h"
#include "app/commands/bench_print.h"
#include "app/commands/bench_repair.h"
#include "app/commands/bench_shapes.h"
#include "app/commands/bench_viewport.h"
#include "app/facts_text.h"
#include "app/interrupt.h"
#include "app/report.h"
#include "core/base/assert.h"
#include "core/base/parallel.h"
#include "core/generate/generate_job.h"
#include "core/vram/system_memory.h"

namespace orfeas::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kBaseline = "100 Jacobi sweeps over 512 x 512 floats on one thread";

struct Options {
    int repeat = 3;
    bool json = false;
};

double milliseconds(Clock::duration time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

// Work of the kind the generators do, to compare machines by: figures are given as multiples of it.
double baselineOnce() {
    constexpr std::size_t kSide = 512;
    std::vector<float> now(kSide * kSide, 0.0f);
    std::vector<float> next = now;
    const auto start = Clock::now();
    for (int sweep = 0; sweep < 100; ++sweep) {
        for (std::size_t y = 1; y + 1 < kSide; ++y) {
            for (std::size_t x = 1; x + 1 < kSide; ++x) {
                const std::size_t i = y * kSide + x;
                next[i] = 0.25f * (now[i - 1] + now[i + 1] + now[i - kSide] + now[i + kSide]) + 1.0f;
            }
        }
        std::swap(now, next);
    }
    const double taken = milliseconds(Clock::now() - start);
    // Reading the result keeps the work from being left out.
    return now[kSide * kSide / 2 + kSide / 2] > 0.0f ? taken : 0.0;
}

double baselineMs(int repeat) {
    std::vector<double> times;
    for (int i = 0; i < repeat; ++i)
        times.push_back(baselineOnce());
    return median(times);
}

struct Run {
    double firstMs = 0.0;  ///< the first shape
    double secondMs = 0.0; ///< the first that the generator itself shows on its way; 0: none
    double totalMs = 0.0;
    std::size_t triangles = 0;
};

Result<Run> runOnce(const generate::Generator& generator, const std::string& detail,
                    const BenchPicture& picture, const jobs::JobContext& context) {
    Run run;
    generate::GenerateTask task;
    task.picture = picture.picture;
    task.generator = generator.name();
    task.settings.set("detail", detail);
    const auto start = Clock::now();
    generate::GenerateListener listener;
    listener.onPreview = [&](const generate::Preview&) {
        double& shown = run.firstMs == 0.0 ? run.firstMs : run.secondMs;
        if (shown == 0.0) shown = milliseconds(Clock::now() - start);
    };
    ORFEAS_TRY(made, generate::runGenerateTask(task, listener, context));
    run.totalMs = milliseconds(Clock::now() - start);
    run.triangles = made.facts.triangles;
    return run;
}

struct Row {
    Json json;
    std::string text;
};

Result<Row> benchRow(const generate::Generator& generator, const std::string& detail,
                     const BenchPicture& picture, int repeat, double baseline,
                     const jobs::JobContext& context) {
    std::vector<double> first, second, total;
    std::size_t triangles = 0;
    for (int i = 0; i < repeat; ++i) {
        ORFEAS_TRY(run, runOnce(generator, detail, picture, context));
        first.push_back(run.firstMs);
        second.push_back(run.secondMs);
        total.push_back(run.totalMs);
        triangles = run.triangles;
    }
    const double firstMs = median(first);
    const double totalMs = median(total);
    const double perSecond = static_cast<double>(triangles) / (totalMs / 1000.0);
    Row row;
    row.json = {{"generator", generator.name()},
                {"detail", detail},
                {"picture", picture.name},
                {"first_preview_ms", shortened(firstMs)},
                {"second_preview_ms", shortened(median(second))},
                {"result_ms", shortened(totalMs)},
                {"triangles", triangles},
                {"triangles_per_second", std::round(perSecond)},
                {"first_preview_ratio", shortened(firstMs / baseline)},
                {"result_ratio", shortened(totalMs / baseline)}};
    row.text = fmt::format("{:<10} {:<7} {:<7} {:>10.1f} {:>10.1f} {:>10} {:>10.0f} {:>8.2f} {:>8.2f}\n",
                           generator.name(), detail, picture.name, firstMs, totalMs, triangles, perSecond,
                           firstMs / baseline, totalMs / baseline);
    return row;
}

int runBenchGenerate(const Options& options) {
    const Report report(options.json);
    const Interrupt interrupt;
    const jobs::JobContext context(interrupt.token(), {});
    const double baseline = baselineMs(5);
    Json result{{"bench", "generate"},
                {"baseline", {{"what", kBaseline}, {"ms", shortened(baseline)}}},
                {"threads", parallelThreads()},
                {"repeat", options.repeat}};
    result["results"] = Json::array();
    std::string text = fmt::format("baseline: {}: {:.1f} ms; ratios are multiples of it; medians of {}\n",
                                   kBaseline, baseline, options.repeat);
    text += fmt::format("{:<10} {:<7} {:<7} {:>10} {:>10} {:>10} {:>10} {:>8} {:>8}\n", "generator", "detail",
                        "picture", "first ms", "result ms", "triangles", "per s", "first", "result");
    for (const generate::Generator* generator : generate::generators()) {
        for (const char* detail : {"draft", "normal", "fine"}) {
            for (const BenchPicture& picture : benchPictures()) {
                Result<Row> row = benchRow(*generator, detail, picture, options.repeat, baseline, context);
                if (!row.ok()) {
                    return report.fail(
                        about(std::string(generator->name()) + " of " + picture.name, row.error()), result);
                }
                text += row->text;
                result["results"].push_back(std::move(row->json));
            }
        }
    }
    result["peak_rss_bytes"] = vram::peakResidentBytes();
    text += fmt::format("largest resident size: {:.0f} MB\n", double(vram::peakResidentBytes()) / 1e6);
    return report.succeed(text, result);
}

struct Bench {
    const char* name;
    const char* what;
};

constexpr Bench kBenches[] = {
    {"generate", "time to the first preview and to the result, per generator and detail"},
    {"triposr", "time and memory of the network TripoSR per stage, from picture to meshes"},
    {"load", "opening weights by mapping them, against reading them in"},
    {"extract", "taking a surface from a field by searching for it, against sampling everywhere"},
    {"repair", "repairing a mesh with small holes, beside admesh and an alpha wrap"},
    {"print", "checking whether a mesh prints, live and in full, beside admesh"},
    {"viewport", kViewportBench},
    {"upload", kUploadBench},
    {"shapes", kShapesBench},
    {"memory", kMemoryBench},
#ifdef ORFEAS_HAS_HISTORY
    {"history", "project files, beside the git program with the same data"},
    {"batch", kBatchBench},
#endif
};

const Bench& benchNamed(std::string_view name) {
    const auto* found = std::find_if(std::begin(kBenches), std::end(kBenches),
                                     [&](const Bench& bench) { return bench.name == name; });
    ORFEAS_ASSERT(found != std::end(kBenches));
    return *found;
}

int listBenches(bool json) {
    Json list = Json::array();
    std::string text;
    for (const Bench& bench : kBenches) {
        list.push_back(Json{{"name", bench.name}, {"what", bench.what}});
        text += fmt::format("{:<10} {}\n", bench.name, bench.what);
    }
    return Report(json).succeed(text, {{"benches", std::move(list)}});
}

void addNetworkBench(CLI::App* bench, CommandSlot& slot, const Bench& declared,
                     int (*run)(const NetworkBenchOptions&)) {
    auto options = std::make_shared<NetworkBenchOptions>();
    CLI::App* command = bench->add_subcommand(declared.name, declared.what);
    command->add_option("--model", options->model, "A registered model or a folder")->type_name("NAME|DIR");
    command
        ->add_option_function<std::string>(
            "--random-weights", [options](const std::string&) { options->randomWeights = true; },
            "full: the published sizes, without published weights; so too where no model was added")
        ->check(CLI::IsMember({"full"}));
    command->add_option("--device", options->device, "cpu or cuda:N")->capture_default_str();
    command->add_option("--precision", options->precision, "float32, bfloat16, or int8 for the weights")
        ->check(CLI::IsMember({"float32", "bfloat16", "int8"}))
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([&slot, options, run] { slot.run = [options, run] { return run(*options); }; });
}

void addExtractBench(CLI::App* bench, CommandSlot& slot, const Bench& declared) {
    auto options = std::make_shared<ExtractBenchOptions>();
    CLI::App* command = bench->add_subcommand(declared.name, declared.what);
    command->add_option("--largest", options->largest, "Samples per axis, from 64 in doublings")
        ->check(CLI::Range(64, 1024))
        ->capture_default_str();
    command->add_option("--random-fields", options->randomFields, "How many small fields of noise to check")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    command
        ->add_option("--model", options->models,
                     "Also the field of this network: a registered name or a folder")
        ->type_name("NAME|DIR")
        ->allow_extra_args(false);
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([&slot, options] { slot.run = [options] { return runBenchExtract(*options); }; });
}

void addRepairBench(CLI::App* bench, CommandSlot& slot, const Bench& declared) {
    auto options = std::make_shared<RepairBenchOptions>();
    CLI::App* command = bench->add_subcommand(declared.name, declared.what);
    command
        ->add_option("--largest", options->largest,
                     "Triangles: 100 000, 300 000, 1 000 000, 3 000 000 up to this")
        ->check(CLI::Range(100'000, 3'000'000))
        ->capture_default_str();
    command->add_flag("--wrap,!--no-wrap", options->wrap, "Also the alpha wrap, which takes longest");
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([&slot, options] { slot.run = [options] { return runBenchRepair(*options); }; });
}

#ifdef ORFEAS_HAS_HISTORY
void addHistoryBench(CLI::App* bench, CommandSlot& slot, const char* what) {
    auto options = std::make_shared<HistoryBenchOptions>();
    CLI::App* command = bench->add_subcommand("history", what);
    command->add_option("--repeat", options->repeat, "Runs of each; the median counts")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    command->add_option("--edits", options->edits, "Small edits of the large scene")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    command->add_option("--versions", options->versions, "Versions of the log")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    command->add_option("--scene-mb", options->sceneMegabytes, "Size of the large scene's arrays")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([&slot, options] { slot.run = [options] { return runBenchHistory(*options); }; });
}
#endif

void addPrintBench(CLI::App* bench, CommandSlot& slot, const Bench& declared) {
    auto options = std::make_shared<PrintBenchOptions>();
    CLI::App* command = bench->add_subcommand(declared.name, declared.what);
    command->add_option("--thousands", options->thousands, "Sizes of the meshes in thousands of triangles")
        ->check(CLI::Range(1, 20000))
        ->delimiter(',')
        ->capture_default_str();
    command->add_option("--repeat", options->repeat, "Runs of each; the least counts")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    command->add_flag("!--no-repair", options->repair, "Leave repairing out");
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([&slot, options] { slot.run = [options] { return runBenchPrint(*options); }; });
}

} // namespace

void addBenchCommand(CLI::App& app, CommandSlot& slot) {
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("bench", "Measure on this machine; alone it lists what can be measured");
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    CLI::App* generate =
        command->add_subcommand("generate", "Pictures drawn in memory, every generator and detail");
    generate->add_option("--repeat", options->repeat, "Runs of each; the median counts")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    generate->add_flag("--json", options->json, "Print the result as one JSON object");
    addNetworkBench(command, slot, benchNamed("triposr"), runBenchTripoSr);
    addNetworkBench(command, slot, benchNamed("load"), runBenchLoad);
    addExtractBench(command, slot, benchNamed("extract"));
    addRepairBench(command, slot, benchNamed("repair"));
    addViewportBench(command, slot);
    addUploadBench(command, slot);
    addShapesBench(command, slot);
#ifdef ORFEAS_HAS_HISTORY
    addHistoryBench(command, slot, benchNamed("history").what);
    addBatchBench(command, slot);
#endif
    addMemoryBench(command, slot);
    addPrintBench(command, slot, benchNamed("print"));
    command->callback([&slot, options, generate] {
        if (slot.run) return; // another bench was chosen
        slot.run = [options, all = generate->parsed()] {
            return all ? runBenchGenerate(*options) : listBenches(options->json);
        };
    });
}

} // namespace orfeas::app
