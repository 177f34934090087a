#include "app/commands/bench_viewport.h"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/facts_text.h"
#include "app/interrupt.h"
#include "app/report.h"
#include "render/viewport_bench.h"

namespace orfeas::app {
namespace {

double perSecond(double milliseconds) {
    return milliseconds > 0.0 ? 1000.0 / milliseconds : 0.0;
}

int runViewport(const render::ViewportBenchOptions& options, bool json) {
    const Report report(json);
    const Interrupt interrupt;
    const auto measured = render::benchViewport(options, [&] { return interrupt.token().stop_requested(); });
    if (!measured.ok()) return report.fail(measured.error());
    const render::DrawFigures& baseline = measured->ways.front();
    Json ways = Json::array();
    std::string text = fmt::format("{} objects of {} meshes, {} triangles, {} x {} pixels, on {}\n",
                                   options.objects, options.meshes, measured->sceneTriangles, options.width,
                                   options.height, measured->rendererName);
    text += fmt::format("{:<24} {:>10} {:>10} {:>11} {:>12} {:>8} {:>8}\n", "way", "frame ms", "fps",
                        "record ms", "triangles", "draws", "ratio");
    for (const render::DrawFigures& way : measured->ways) {
        const double ratio = baseline.frameMs / way.frameMs;
        ways.push_back({{"way", way.way},
                        {"frame_ms", shortened(way.frameMs)},
                        {"frames_per_second", shortened(perSecond(way.frameMs))},
                        {"record_ms", shortened(way.recordMs)},
                        {"triangles", way.triangles},
                        {"draws", way.drawCalls},
                        {"ratio", shortened(ratio)}});
        text +=
            fmt::format("{:<24} {:>10.2f} {:>10.2f} {:>11.3f} {:>12} {:>8} {:>8.2f}\n", way.way, way.frameMs,
                        perSecond(way.frameMs), way.recordMs, way.triangles, way.drawCalls, ratio);
    }
    text += fmt::format("one object moved in every frame: {:.3f} ms to record, {} record sent\n",
                        measured->moveRecordMs, measured->recordsSentPerMove);
    return report.succeed(text, {{"bench", "viewport"},
                                 {"renderer", measured->rendererName},
                                 {"objects", options.objects},
                                 {"meshes", options.meshes},
                                 {"width", options.width},
                                 {"height", options.height},
                                 {"scene_triangles", measured->sceneTriangles},
                                 {"move_record_ms", shortened(measured->moveRecordMs)},
                                 {"records_sent_per_move", measured->recordsSentPerMove},
                                 {"results", std::move(ways)}});
}

/// How both grow with the number of objects.
int runGrowth(render::ViewportBenchOptions options, bool json) {
    const Report report(json);
    const Interrupt interrupt;
    Json steps = Json::array();
    std::string text;
    for (const int objects : {100, 1'000, 10'000, 100'000}) {
        options.objects = objects;
        const auto measured =
            render::benchViewport(options, [&] { return interrupt.token().stop_requested(); });
        if (!measured.ok()) return report.fail(measured.error());
        const render::DrawFigures &single = measured->ways[0], &card = measured->ways[3];
        if (text.empty())
            text = fmt::format("{} meshes, {} x {} pixels, on {}\n{:>8} {:>14} {:>14} {:>12} {:>12} {:>8}\n",
                               options.meshes, options.width, options.height, measured->rendererName,
                               "objects", "one by one ms", "card ms", "record ms", "triangles", "ratio");
        const double ratio = single.frameMs / card.frameMs;
        text += fmt::format("{:>8} {:>14.2f} {:>14.2f} {:>12.3f} {:>12} {:>8.2f}\n", objects, single.frameMs,
                            card.frameMs, card.recordMs, card.triangles, ratio);
        steps.push_back({{"objects", objects},
                         {"scene_triangles", measured->sceneTriangles},
                         {"one_by_one_ms", shortened(single.frameMs)},
                         {"one_by_one_record_ms", shortened(single.recordMs)},
                         {"card_ms", shortened(card.frameMs)},
                         {"card_record_ms", shortened(card.recordMs)},
                         {"card_triangles", card.triangles},
                         {"ratio", shortened(ratio)}});
    }
    return report.succeed(text,
                          {{"bench", "viewport"}, {"meshes", options.meshes}, {"growth", std::move(steps)}});
}

int runUpload(const render::UploadBenchOptions& options, bool json) {
    const Report report(json);
    const Interrupt interrupt;
    const auto measured = render::benchUpload(options, [&] { return interrupt.token().stop_requested(); });
    if (!measured.ok()) return report.fail(measured.error());
    const double ratio = measured->uploadMedianMs / measured->quietMedianMs;
    const std::string text =
        fmt::format("{} triangles replaced {} times, {} frames meanwhile, {}, on {}\n"
                    "{:<10} {:>10} {:>10}\n{:<10} {:>10.2f} {:>10.2f}\n{:<10} {:>10.2f} {:>10.2f}\n"
                    "ratio of the medians {:.2f}; until shown {:.1f} ms; longest recording {:.2f} ms\n",
                    measured->triangles, options.replacements, measured->frames,
                    measured->direct ? "written in place" : "copied by the transfer queue",
                    measured->rendererName, "frames", "median ms", "p99 ms", "quiet", measured->quietMedianMs,
                    measured->quietP99Ms, "uploading", measured->uploadMedianMs, measured->uploadP99Ms, ratio,
                    measured->untilShownMs, measured->longestRecordMs);
    return report.succeed(text, {{"bench", "upload"},
                                 {"renderer", measured->rendererName},
                                 {"triangles", measured->triangles},
                                 {"replacements", options.replacements},
                                 {"frames", measured->frames},
                                 {"written_in_place", measured->direct},
                                 {"quiet_median_ms", shortened(measured->quietMedianMs)},
                                 {"quiet_p99_ms", shortened(measured->quietP99Ms)},
                                 {"upload_median_ms", shortened(measured->uploadMedianMs)},
                                 {"upload_p99_ms", shortened(measured->uploadP99Ms)},
                                 {"ratio", shortened(ratio)},
                                 {"until_shown_ms", shortened(measured->untilShownMs)},
                                 {"longest_record_ms", shortened(measured->longestRecordMs)}});
}

} // namespace

void addViewportBench(CLI::App* bench, CommandSlot& slot) {
    auto options = std::make_shared<render::ViewportBenchOptions>();
    auto json = std::make_shared<bool>(false);
    auto growth = std::make_shared<bool>(false);
    CLI::App* command = bench->add_subcommand("viewport", kViewportBench);
    command->add_option("--objects", options->objects, "How many")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command->add_option("--meshes", options->meshes, "That they share")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    command->add_flag("--heap", options->heap, "Piled up, so that most are hidden by others");
    command->add_flag("--growth", *growth, "From 100 to 100 000 objects");
    command->add_option("--frames", options->frames, "Of each way")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_option("--width", options->width, "Pixels")
        ->check(CLI::Range(16, 8192))
        ->capture_default_str();
    command->add_option("--height", options->height, "Pixels")
        ->check(CLI::Range(16, 8192))
        ->capture_default_str();
    command->add_option("--gpu", options->adapter, "Graphics card: part of its name, or its number")
        ->type_name("NAME");
    command->add_flag("--json", *json, "Print the result as one JSON object");
    command->callback([&slot, options, json, growth] {
        slot.run = [options, json, growth] {
            return *growth ? runGrowth(*options, *json) : runViewport(*options, *json);
        };
    });
}

void addUploadBench(CLI::App* bench, CommandSlot& slot) {
    auto options = std::make_shared<render::UploadBenchOptions>();
    auto json = std::make_shared<bool>(false);
    CLI::App* command = bench->add_subcommand("upload", kUploadBench);
    command->add_option("--triangles", options->triangles, "Of the mesh")
        ->check(CLI::Range(1000, 20'000'000))
        ->capture_default_str();
    command->add_option("--replacements", options->replacements, "How often it is replaced")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    command->add_flag("--copying", options->copying, "As if the card had memory of its own");
    command->add_option("--gpu", options->adapter, "Graphics card: part of its name, or its number")
        ->type_name("NAME");
    command->add_flag("--json", *json, "Print the result as one JSON object");
    command->callback(
        [&slot, options, json] { slot.run = [options, json] { return runUpload(*options, *json); }; });
}

} // namespace orfeas::app
