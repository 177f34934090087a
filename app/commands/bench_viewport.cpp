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

const char* nameOf(render::BenchWay way) {
    switch (way) {
    case render::BenchWay::OneByOne:
        return "one draw an object";
    case render::BenchWay::Processor:
        return "processor culls, levels";
    case render::BenchWay::CardFull:
        return "card culls, full meshes";
    case render::BenchWay::Card:
        return "card culls, levels";
    case render::BenchWay::CardDepth:
        return "and hidden ones too";
    }
    return "";
}

int runViewport(const render::ViewportBenchOptions& options, bool json) {
    const Report report(json);
    const Interrupt interrupt;
    const auto measured = render::benchViewport(options, [&] { return interrupt.token().stop_requested(); });
    if (!measured.ok()) return report.fail(measured.error());
    const render::DrawFigures &baseline = measured->of(render::BenchWay::OneByOne),
                              &studio = measured->of(measured->studio);
    Json ways = Json::array();
    std::string text = fmt::format("{} objects of {} meshes, {} triangles, {} x {} pixels, on {}\n",
                                   options.objects, options.meshes, measured->sceneTriangles, options.width,
                                   options.height, measured->rendererName);
    text += fmt::format("{:<24} {:>10} {:>10} {:>11} {:>12} {:>8} {:>8}\n", "way", "frame ms", "fps",
                        "record ms", "triangles", "draws", "ratio");
    for (const render::DrawFigures& way : measured->ways) {
        const double ratio = baseline.frameMs / way.frameMs;
        ways.push_back({{"way", nameOf(way.way)},
                        {"frame_ms", shortened(way.frameMs)},
                        {"frames_per_second", shortened(perSecond(way.frameMs))},
                        {"record_ms", shortened(way.recordMs)},
                        {"triangles", way.triangles},
                        {"draws", way.drawCalls},
                        {"ratio", shortened(ratio)}});
        text += fmt::format("{:<24} {:>10.2f} {:>10.2f} {:>11.3f} {:>12} {:>8} {:>8.2f}\n", nameOf(way.way),
                            way.frameMs, perSecond(way.frameMs), way.recordMs, way.triangles, way.drawCalls,
                            ratio);
    }
    const double ratio = baseline.frameMs / studio.frameMs;
    text += fmt::format(
        "Studio takes: {}; {:.1f} times as fast as one draw an object, {:.3f} ms of processor a frame\n"
        "one object moved in every frame: {:.3f} ms to record, {} record sent\n",
        nameOf(studio.way), ratio, studio.recordMs, measured->moveRecordMs, measured->recordsSentPerMove);
    return report.succeed(text, {{"bench", "viewport"},
                                 {"renderer", measured->rendererName},
                                 {"objects", options.objects},
                                 {"meshes", options.meshes},
                                 {"width", options.width},
                                 {"height", options.height},
                                 {"scene_triangles", measured->sceneTriangles},
                                 {"studio_way", nameOf(studio.way)},
                                 {"ratio", shortened(ratio)},
                                 {"frame_ms", shortened(studio.frameMs)},
                                 {"record_ms", shortened(studio.recordMs)},
                                 {"move_record_ms", shortened(measured->moveRecordMs)},
                                 {"records_sent_per_move", measured->recordsSentPerMove},
                                 {"results", std::move(ways)}});
}

/// How the ways grow with the number of objects.
int runGrowth(render::ViewportBenchOptions options, bool json) {
    const Report report(json);
    const Interrupt interrupt;
    options.brief = true;
    Json steps = Json::array();
    std::string text;
    for (const int objects : {100, 1'000, 10'000, 100'000}) {
        options.objects = objects;
        const auto measured =
            render::benchViewport(options, [&] { return interrupt.token().stop_requested(); });
        if (!measured.ok()) return report.fail(measured.error());
        const render::DrawFigures &single = measured->of(render::BenchWay::OneByOne),
                                  &studio = measured->of(measured->studio),
                                  &card = measured->of(render::BenchWay::Card);
        if (text.empty())
            text = fmt::format("{} meshes, {} x {} pixels, on {}; Studio takes: {}\n"
                               "{:>8} {:>14} {:>10} {:>10} {:>12} {:>8} {:>10} {:>12}\n",
                               options.meshes, options.width, options.height, measured->rendererName,
                               nameOf(studio.way), "objects", "one by one ms", "Studio ms", "record ms",
                               "triangles", "ratio", "card ms", "card rec. ms");
        const double ratio = single.frameMs / studio.frameMs;
        text += fmt::format("{:>8} {:>14.2f} {:>10.2f} {:>10.3f} {:>12} {:>8.2f} {:>10.2f} {:>12.3f}\n",
                            objects, single.frameMs, studio.frameMs, studio.recordMs, studio.triangles, ratio,
                            card.frameMs, card.recordMs);
        steps.push_back({{"objects", objects},
                         {"scene_triangles", measured->sceneTriangles},
                         {"one_by_one_ms", shortened(single.frameMs)},
                         {"one_by_one_record_ms", shortened(single.recordMs)},
                         {"studio_way", nameOf(studio.way)},
                         {"studio_ms", shortened(studio.frameMs)},
                         {"studio_record_ms", shortened(studio.recordMs)},
                         {"studio_triangles", studio.triangles},
                         {"ratio", shortened(ratio)},
                         {"card_ms", shortened(card.frameMs)},
                         {"card_record_ms", shortened(card.recordMs)}});
    }
    return report.succeed(text,
                          {{"bench", "viewport"}, {"meshes", options.meshes}, {"growth", std::move(steps)}});
}

Json timesJson(const render::FrameTimes& times) {
    return {{"frames", times.frames},
            {"median_ms", shortened(times.medianMs)},
            {"p99_ms", shortened(times.p99Ms)},
            {"record_median_ms", shortened(times.recordMedianMs)},
            {"record_most_ms", shortened(times.recordMostMs)},
            {"waits", times.waits}};
}

std::string timesText(const char* name, const render::FrameTimes& times) {
    return fmt::format("{:<12} {:>8} {:>10.2f} {:>10.2f} {:>14.3f} {:>12.3f} {:>8}\n", name, times.frames,
                       times.medianMs, times.p99Ms, times.recordMedianMs, times.recordMostMs, times.waits);
}

int runUpload(const render::UploadBenchOptions& options, bool json) {
    const Report report(json);
    const Interrupt interrupt;
    const auto measured = render::benchUpload(options, [&] { return interrupt.token().stop_requested(); });
    if (!measured.ok()) return report.fail(measured.error());
    const double ratio = measured->uploading.medianMs / measured->quiet.medianMs;
    const std::string text =
        fmt::format("{} triangles replaced {} times while drawn in full, {}, on {}\n"
                    "{:<12} {:>8} {:>10} {:>10} {:>14} {:>12} {:>8}\n",
                    measured->triangles, options.replacements,
                    measured->direct ? "written in place" : "copied by the transfer queue",
                    measured->rendererName, "", "frames", "median ms", "p99 ms", "record median",
                    "record most", "waits") +
        timesText("quiet", measured->quiet) + timesText("beside work", measured->besideWork) +
        timesText("uploading", measured->uploading) +
        fmt::format("uploading to quiet {:.2f} (median) and {:.2f} (p99), to frames beside the same work "
                    "without an upload "
                    "{:.2f} and {:.2f}\n",
                    ratio, measured->uploading.p99Ms / measured->quiet.p99Ms,
                    measured->uploading.medianMs / measured->besideWork.medianMs,
                    measured->uploading.p99Ms / measured->besideWork.p99Ms) +
        fmt::format("until shown {:.1f} ms; frames without the object: {}\n"
                    "previews that grow to 100 000 triangles: {:.1f} replaced a second, longest recording "
                    "{:.2f} ms\n",
                    measured->untilShownMs, measured->framesWithoutObject, measured->previewsPerSecond,
                    measured->previewRecordMostMs);
    return report.succeed(text, {{"bench", "upload"},
                                 {"renderer", measured->rendererName},
                                 {"triangles", measured->triangles},
                                 {"replacements", options.replacements},
                                 {"written_in_place", measured->direct},
                                 {"quiet", timesJson(measured->quiet)},
                                 {"beside_work", timesJson(measured->besideWork)},
                                 {"uploading", timesJson(measured->uploading)},
                                 {"ratio", shortened(ratio)},
                                 {"until_shown_ms", shortened(measured->untilShownMs)},
                                 {"frames_without_object", measured->framesWithoutObject},
                                 {"previews_per_second", shortened(measured->previewsPerSecond)},
                                 {"preview_record_most_ms", shortened(measured->previewRecordMostMs)}});
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
