#include <chrono>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command_line.h"
#include "app/report.h"
#include "core/cache/cache_store.h"

namespace orfeas::app {
namespace {

constexpr double kMegabyte = 1024.0 * 1024.0;
constexpr std::int64_t kDay = 24 * 3600;

struct Options {
    bool json = false;
    std::optional<std::uint64_t> megabytes;
    std::optional<std::int64_t> days;
    bool on = false;
    bool off = false;
};

double share(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

int showStats(cache::CacheStore& store, const Report& report) {
    const Result<cache::CacheStats> stats = store.stats();
    if (!stats.ok()) return report.fail(stats.error());
    const cache::Limits limits = store.limits();
    const std::uint64_t asked = stats->hits + stats->coalesced + stats->misses;
    const double answered = share(stats->hits + stats->coalesced, asked);
    const std::string text = fmt::format(
        "{}\n"
        "  {}, {:.1f} of {:.0f} MB in {} results, kept for {} days after their last use\n"
        "  {} requests: {} from the cache, {} shared with an equal one, {} made ({:.0f} % answered, {:.1f} s "
        "saved)\n"
        "  {} kept, {} left for want of room or age, {} found damaged\n",
        store.file().string(), limits.enabled ? "on" : "off", static_cast<double>(stats->bytes) / kMegabyte,
        static_cast<double>(limits.maxBytes) / kMegabyte, stats->entries, limits.maxAge.count() / kDay, asked,
        stats->hits, stats->coalesced, stats->misses, 100.0 * answered, stats->savedSeconds, stats->stored,
        stats->evicted, stats->damaged);
    return report.succeed(text, {{"file", store.file().string()},
                                 {"enabled", limits.enabled},
                                 {"max_bytes", limits.maxBytes},
                                 {"max_age_s", limits.maxAge.count()},
                                 {"entries", stats->entries},
                                 {"bytes", stats->bytes},
                                 {"requests", asked},
                                 {"hits", stats->hits},
                                 {"coalesced", stats->coalesced},
                                 {"misses", stats->misses},
                                 {"answered", answered},
                                 {"stored", stats->stored},
                                 {"evicted", stats->evicted},
                                 {"damaged", stats->damaged},
                                 {"saved_s", stats->savedSeconds}});
}

int clear(cache::CacheStore& store, const Report& report) {
    const Result<std::uint64_t> freed = store.clear();
    if (!freed.ok()) return report.fail(freed.error());
    return report.succeed(fmt::format("{:.1f} MB given back\n", static_cast<double>(*freed) / kMegabyte),
                          {{"freed_bytes", *freed}});
}

int set(cache::CacheStore& store, const Options& options, const Report& report) {
    cache::Limits limits = store.limits();
    if (options.megabytes) limits.maxBytes = *options.megabytes << 20;
    if (options.days) limits.maxAge = std::chrono::seconds(*options.days * kDay);
    if (options.on || options.off) limits.enabled = options.on;
    if (const Result<void> done = store.setLimits(limits); !done.ok()) return report.fail(done.error());
    return showStats(store, report);
}

template <typename Action>
void runWith(CLI::App* command, CommandSlot& slot, const std::shared_ptr<Options>& options, Action action) {
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([&slot, options, action] {
        slot.run = [options, action] {
            const Report report(options->json);
            const auto store = cache::CacheStore::open(cache::cacheFolder());
            if (!store.ok()) return report.fail(store.error());
            return action(**store, *options, report);
        };
    });
}

} // namespace

void addCacheCommand(CLI::App& app, CommandSlot& slot) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("cache", "Results that are kept, so that nothing is made twice");
    command->require_subcommand(1);
    runWith(command->add_subcommand("stats", "What it holds and what it saved"), slot, options,
            [](auto& store, const Options&, const Report& report) { return showStats(store, report); });
    runWith(command->add_subcommand("clear", "Give everything back to the disk"), slot, options,
            [](auto& store, const Options&, const Report& report) { return clear(store, report); });
    CLI::App* setting = command->add_subcommand("set", "How much may be kept, and for how long");
    setting->add_option("--max-mb", options->megabytes, "Size of all kept results, in megabytes")
        ->check(CLI::Range(1, 1 << 20))
        ->type_name("MB");
    setting->add_option("--max-days", options->days, "Days after its last use that a result is kept")
        ->check(CLI::Range(1, 3650))
        ->type_name("DAYS");
    CLI::Option* off = setting->add_flag("--off", options->off, "Keep no results");
    setting->add_flag("--on", options->on, "Keep results again")->excludes(off);
    runWith(setting, slot, options,
            [](auto& store, const Options& wish, const Report& report) { return set(store, wish, report); });
}

} // namespace orfeas::app
