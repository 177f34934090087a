#include "app/commands/bench_batch.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "app/bench_pictures.h"
#include "app/commands/bench_passes.h"
#include "app/commands/bench_repeat.h"
#include "app/interrupt.h"
#include "app/report.h"
#include "core/base/parallel.h"
#include "core/cache/result_cache.h"
#include "core/generate/machine_budget.h"
#include "core/jobs/engine.h"

namespace orfeas::app {
namespace {

using Clock = std::chrono::steady_clock;
using generate::GenerateTask;

struct Options {
    int requests = 16;
    std::string generator = "inflate";
    std::string detail = "draft";
    PassesBenchOptions passes;
    bool json = false;
};

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// `distinct` different pictures of equal cost, over and over, until there are `count` requests.
std::vector<GenerateTask> requests(const Options& options, int distinct) {
    std::vector<GenerateTask> all;
    for (int i = 0; i < options.requests; ++i) {
        const int which = i % distinct;
        GenerateTask task;
        if (i < distinct) {
            const auto base = benchPictures()[static_cast<std::size_t>(which) % 2].picture;
            auto picture = std::make_shared<image::Picture>(*base);
            picture->rgba[4 * static_cast<std::size_t>(which)] ^= 1; // another content that looks the same
            task.picture = std::move(picture);
        } else {
            task.picture = all[static_cast<std::size_t>(which)].picture;
        }
        task.generator = options.generator;
        task.settings.set("detail", options.detail);
        all.push_back(std::move(task));
    }
    return all;
}

// A folder that goes when the bench is over.
struct Folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / fmt::format("orfeas-bench-cache-{}", ::getpid());
    ~Folder() {
        std::error_code ignored; // a temporary folder that stays is no failure of the bench
        std::filesystem::remove_all(path, ignored);
    }
};

Result<double> oneByOne(const std::vector<GenerateTask>& tasks, const jobs::JobContext& context) {
    const auto start = Clock::now();
    for (const GenerateTask& task : tasks) {
        if (const auto made = generate::runGenerateTask(task, {}, context); !made.ok()) return made.error();
    }
    return secondsSince(start);
}

struct EngineRun {
    double seconds = 0.0;
    int made = 0;
    int kept = 0;
    int shared = 0;
    std::size_t atOnce = 0;
    std::vector<double> keptMs; ///< how long each answer from the disk took
};

Result<EngineRun> throughEngine(const std::vector<GenerateTask>& tasks, cache::ResultCache& cache,
                                const jobs::JobContext& context) {
    EngineRun run;
    std::mutex mutex;
    std::optional<Error> failure;
    const auto start = Clock::now();
    jobs::EngineOptions options;
    options.atOnce = 8;
    options.budget = generate::machineBudget();
    const std::uint64_t most = options.budget->most();
    jobs::Engine engine(std::move(options));
    for (const GenerateTask& request : tasks) {
        jobs::Task task;
        task.memoryBytes = std::min(generate::kMakeBytes, most);
        task.work = [&, request](const jobs::JobContext& own) -> Result<void> {
            const auto began = Clock::now();
            ORFEAS_TRY(made, cache.generate(request, {}, own));
            const double ms = 1000.0 * secondsSince(began);
            std::lock_guard lock(mutex);
            if (made.source == generate::Source::Made) ++run.made;
            if (made.source == generate::Source::Shared) ++run.shared;
            if (made.source == generate::Source::Kept) {
                ++run.kept;
                run.keptMs.push_back(ms);
            }
            return {};
        };
        task.onEnded = [&](const Result<void>& result) {
            std::lock_guard lock(mutex);
            if (!result.ok()) failure = result.error();
        };
        engine.submit(std::move(task));
    }
    const std::stop_callback onStop(context.stopToken(), [&] { engine.close(); });
    engine.waitUntilIdle();
    if (context.stopToken().stop_requested()) return jobs::cancelledError();
    if (failure) return std::move(*failure);
    run.seconds = secondsSince(start);
    run.atOnce = engine.mostAtOnce();
    return run;
}

struct Case {
    Json json;
    std::string text;
};

Case described(const std::string& name, const EngineRun& run, double baseline, std::size_t count) {
    Case out;
    std::vector<double> ms = run.keptMs;
    std::sort(ms.begin(), ms.end());
    const double ratio = baseline / run.seconds;
    out.json = {{"case", name},
                {"requests", count},
                {"one_by_one_s", baseline},
                {"engine_s", run.seconds},
                {"throughput_ratio", ratio},
                {"generator_runs", run.made},
                {"from_disk", run.kept},
                {"shared", run.shared},
                {"most_at_once", run.atOnce}};
    if (!ms.empty()) out.json["from_disk_ms"] = {{"median", ms[ms.size() / 2]}, {"longest", ms.back()}};
    out.text = fmt::format("{:<28} {:>10.2f} {:>9.2f} {:>7.2f} {:>5} {:>5} {:>7} {:>8}\n", name, baseline,
                           run.seconds, ratio, run.made, run.kept, run.shared, run.atOnce);
    if (!ms.empty())
        out.text +=
            fmt::format("{:<28} answered from the disk in {:.1f} ms (median), {:.1f} ms at the most\n", "",
                        ms[ms.size() / 2], ms.back());
    return out;
}

Result<Case> benchCase(const std::string& name, const std::vector<GenerateTask>& tasks,
                       cache::ResultCache& cache, double baseline, const jobs::JobContext& context) {
    ORFEAS_TRY(run, throughEngine(tasks, cache, context));
    return described(name, run, baseline, tasks.size());
}

Result<std::vector<Case>> benchAll(const Options& options, const Folder& folder,
                                   const jobs::JobContext& context) {
    std::vector<Case> cases;
    const auto half = requests(options, std::max(1, options.requests / 2));
    const auto all = requests(options, options.requests);
    ORFEAS_TRY(warm, oneByOne({half.front()}, context)); // code and pages
    ORFEAS_TRY(halfSeconds, oneByOne(half, context));
    ORFEAS_TRY(allSeconds, oneByOne(all, context));
    (void)warm;
    const auto fresh = [&](const char* name) -> Result<std::unique_ptr<cache::ResultCache>> {
        ORFEAS_TRY(store, cache::CacheStore::open(folder.path / name));
        return std::make_unique<cache::ResultCache>(std::move(store));
    };
    ORFEAS_TRY(first, fresh("half"));
    ORFEAS_TRY(one, benchCase("half of them repeated", half, *first, halfSeconds, context));
    cases.push_back(std::move(one));
    ORFEAS_TRY(two, benchCase("the same once more", half, *first, halfSeconds, context));
    cases.push_back(std::move(two));
    ORFEAS_TRY(second, fresh("all"));
    ORFEAS_TRY(three, benchCase("all different", all, *second, allSeconds, context));
    cases.push_back(std::move(three));
    return cases;
}

int runPasses(const Options& options) {
    const Report report(options.json);
    const Interrupt interrupt;
    Json result{{"bench", "batch"},
                {"baseline", "the same pictures one by one through the same opened network"},
                {"threads", parallelThreads()},
                {"model", options.passes.model}};
    const auto bench = benchPasses(options.passes, jobs::JobContext(interrupt.token(), {}));
    if (!bench.ok()) return report.fail(bench.error(), result);
    result["results"] = bench->json;
    return report.succeed(bench->text, result);
}

int run(const Options& options) {
    if (!options.passes.model.empty()) return runPasses(options);
    const Report report(options.json);
    const Interrupt interrupt;
    Json result{
        {"bench", "batch"},
        {"baseline", "the same requests one by one, each with all cores, nothing kept"},
        {"threads", parallelThreads()},
        {"generator", options.generator},
        {"detail", options.detail},
        {"note", "where every request is different the gain is what one request alone leaves of the cores"}};
    const Folder folder;
    Result<std::vector<Case>> cases = benchAll(options, folder, jobs::JobContext(interrupt.token(), {}));
    if (!cases.ok()) return report.fail(cases.error(), result);
    Result<RepeatBench> repeats = benchRepeats(folder.path, options.generator);
    if (!repeats.ok()) return report.fail(repeats.error(), result);
    std::string text =
        fmt::format("{} requests of {} ({}) on {} threads; ratio: times the throughput of one by one\n"
                    "{:<28} {:>10} {:>9} {:>7} {:>5} {:>5} {:>7} {:>8}\n",
                    options.requests, options.generator, options.detail, parallelThreads(), "", "by one s",
                    "engine s", "ratio", "made", "disk", "shared", "at once");
    result["results"] = Json::array();
    for (Case& one : *cases) {
        text += one.text;
        result["results"].push_back(std::move(one.json));
    }
    text += repeats->text;
    result["repeated_process"] = std::move(repeats->json);
    return report.succeed(text, result);
}

} // namespace

void addBatchBench(CLI::App* bench, CommandSlot& slot) {
    auto options = std::make_shared<Options>();
    CLI::App* command = bench->add_subcommand("batch", kBatchBench);
    command->add_option("--requests", options->requests, "How many")
        ->check(CLI::Range(2, 1000))
        ->capture_default_str();
    command->add_option("--generator", options->generator, "Which")->capture_default_str();
    command->add_option("--detail", options->detail, "Its detail")
        ->check(CLI::IsMember({"draft", "normal", "fine"}))
        ->capture_default_str();
    command
        ->add_option("--model", options->passes.model, "Instead: pictures that share a pass of this network")
        ->type_name("NAME|DIR");
    command->add_option("--pictures", options->passes.pictures, "With --model: how many")
        ->check(CLI::Range(1, 8))
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([&slot, options] { slot.run = [options] { return run(*options); }; });
}

} // namespace orfeas::app
