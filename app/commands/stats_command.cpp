#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command_line.h"
#include "app/output_plan.h"
#include "app/report.h"
#include "core/analytics/job_log.h"
#include "core/io/atomic_file.h"

namespace orfeas::app {
namespace {

constexpr double kMegabyte = 1024.0 * 1024.0;

struct Options {
    int days = 30;
    std::string csv;
    bool on = false;
    bool off = false;
    bool clear = false;
    bool json = false;
};

Json toJson(const analytics::DaySummary& day) {
    Json json = {{"jobs", day.jobs},
                 {"made", day.made},
                 {"answered", day.answered},
                 {"failed", day.failed},
                 {"cancelled", day.cancelled},
                 {"seconds", day.seconds},
                 {"saved_s", day.savedSeconds},
                 {"peak_bytes", day.peakBytes}};
    json["verdicts"] = Json::object();
    for (const auto& [name, count] : day.verdicts)
        json["verdicts"][name] = count;
    if (!day.day.empty()) json["day"] = day.day;
    return json;
}

Json toJson(const analytics::Summary& summary) {
    Json json = {{"hit_rate", summary.hitRate()}, {"total", toJson(summary.total)}};
    json["days"] = Json::array();
    for (const analytics::DaySummary& day : summary.days)
        json["days"].push_back(toJson(day));
    json["generators"] = Json::array();
    for (const analytics::GeneratorSummary& one : summary.generators) {
        Json stages = Json::array();
        for (const jobs::StageTime& stage : one.stages)
            stages.push_back(Json{{"stage", stage.stage}, {"mean_s", stage.seconds}});
        json["generators"].push_back(Json{{"generator", one.generator},
                                          {"detail", one.detail},
                                          {"jobs", one.jobs},
                                          {"median_s", one.medianSeconds},
                                          {"longest_s", one.longestSeconds},
                                          {"stages", std::move(stages)}});
    }
    return json;
}

std::string textOf(const analytics::Summary& summary) {
    const analytics::DaySummary& all = summary.total;
    std::string text =
        fmt::format("{} jobs: {} made, {} answered without making ({:.0f} %), {} failed, {} cancelled\n"
                    "{:.1f} s of work, {:.1f} s saved, {:.0f} MB at the most\n",
                    all.jobs, all.made, all.answered, 100.0 * summary.hitRate(), all.failed, all.cancelled,
                    all.seconds, all.savedSeconds, static_cast<double>(all.peakBytes) / kMegabyte);
    for (const auto& [verdict, count] : all.verdicts)
        text += fmt::format("  {:<18} {}\n", verdict, count);
    for (const analytics::GeneratorSummary& one : summary.generators) {
        text += fmt::format("{:<10} {:<7} {:>5} jobs  median {:.2f} s, longest {:.2f} s\n", one.generator,
                            one.detail, one.jobs, one.medianSeconds, one.longestSeconds);
        for (const jobs::StageTime& stage : one.stages)
            text += fmt::format("    {:<24} {:>8.3f} s\n", stage.stage, stage.seconds);
    }
    return text;
}

Result<void> writeCsv(const analytics::JobLog& log, const std::string& file) {
    ORFEAS_CHECK(checkPlace(file, {}));
    ORFEAS_TRY(text, log.csv());
    ORFEAS_TRY(out, io::AtomicFile::create(file));
    ORFEAS_CHECK(out.write(std::as_bytes(std::span(text))));
    return out.commit();
}

int run(const Options& options) {
    const Report report(options.json);
    const auto log = analytics::JobLog::open(analytics::statisticsFolder());
    if (!log.ok()) return report.fail(log.error());
    if (options.on || options.off) {
        if (const auto set = (*log)->setEnabled(options.on); !set.ok()) return report.fail(set.error());
    }
    if (options.clear) {
        if (const auto cleared = (*log)->clear(); !cleared.ok()) return report.fail(cleared.error());
    }
    if (!options.csv.empty()) {
        if (const auto written = writeCsv(**log, options.csv); !written.ok())
            return report.fail(written.error());
    }
    const Result<analytics::Summary> summary = (*log)->summary(options.days);
    if (!summary.ok()) return report.fail(summary.error());
    const bool on = (*log)->enabled() && !analytics::JobLog::offByEnvironment();
    Json json = {{"file", (*log)->file().string()}, {"enabled", on}, {"last_days", options.days}};
    json.update(toJson(*summary));
    const std::string head = fmt::format("{} ({}; nothing of it leaves this machine)\n",
                                         (*log)->file().string(), on ? "on" : "off");
    return report.succeed(head + textOf(*summary), json);
}

} // namespace

void addStatsCommand(CLI::App& app, CommandSlot& slot) {
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("stats", "What jobs took and how they ended, on this machine only");
    command->add_option("--days", options->days, "How far back, today included; 0: everything")
        ->check(CLI::Range(0, 3650))
        ->capture_default_str();
    command->add_option("--csv", options->csv, "Also write every job to this file, as comma-separated values")
        ->type_name("FILE");
    CLI::Option* off = command->add_flag("--off", options->off,
                                         "Keep no account; ORFEAS_STATISTICS=off does it for one run");
    command->add_flag("--on", options->on, "Keep account again")->excludes(off);
    command->add_flag("--clear", options->clear, "Forget all jobs");
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([&slot, options] { slot.run = [options] { return run(*options); }; });
}

} // namespace orfeas::app
