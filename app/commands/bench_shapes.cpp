#include "app/commands/bench_shapes.h"

#include <chrono>
#include <ctime>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command_line.h"
#include "app/facts_text.h"
#include "app/report.h"
#include "core/base/parallel.h"
#include "core/shapes/example.h"
#include "core/shapes/picture_maker.h"
#include "core/shapes/truth.h"

namespace orfeas::app {
namespace {

struct Options {
    int count = 200;
    int side = 128;
    bool json = false;
};

double processorSeconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

struct Speed {
    double wall = 0.0, processor = 0.0;
};

Speed makeOnAllCores(const Options& options) {
    const auto start = std::chrono::steady_clock::now();
    const double before = processorSeconds();
    const shapes::SampleOptions sample{options.side, 1024, 1024};
    parallelFor(static_cast<std::size_t>(options.count), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            shapes::makeSample(i, sample);
    });
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
            processorSeconds() - before};
}

struct Parts {
    double shape = 0.0, picture = 0.0, points = 0.0;
    int samples = 0;

    double sum() const { return shape + picture + points; }
};

// Processor milliseconds, one sample after the other.
std::map<std::string, Parts> timeParts(const Options& options, Parts& all) {
    std::map<std::string, Parts> families;
    const shapes::SampleOptions sample{options.side, 1024, 1024};
    for (int i = 0; i < options.count; ++i) {
        const double start = processorSeconds();
        const shapes::Example example = shapes::makeExample(static_cast<std::uint64_t>(i));
        const double placed = processorSeconds();
        const shapes::ShapeView& shape = example.placed.view();
        shapes::makePicture(shape, example.look, example.view.cameraDistance, options.side);
        const double drawn = processorSeconds();
        shapes::Random random(static_cast<std::uint64_t>(i));
        shapes::truthPoints(shape, sample, random);
        const double done = processorSeconds();
        for (Parts* parts : {&all, &families[std::string(example.family->name)]}) {
            parts->shape += placed - start;
            parts->picture += drawn - placed;
            parts->points += done - drawn;
            ++parts->samples;
        }
    }
    return families;
}

// Processor seconds for 32 × 32 rays through a shape, finding what is near each first or asking every primitive.
double followRays(const shapes::Example& example, bool search, double& sum) {
    const shapes::ShapeView& shape = example.placed.view();
    const shapes::Vec3 eye{0.0f, 0.0f, example.view.cameraDistance};
    shapes::Selection among;
    shapes::aroundPoint(shape, {}, 10.0f, among);
    among.near = eye.z - 1.0f;
    among.far = eye.z + 1.8f;
    const double start = processorSeconds();
    for (int pixel = 0; pixel < 32 * 32; ++pixel) {
        const float x = static_cast<float>(pixel % 32), y = static_cast<float>(pixel / 32);
        const shapes::Vec3 way = shapes::normalized({x / 16.0f - 1.0f, y / 16.0f - 1.0f, -eye.z});
        if (search) shapes::alongRay(shape, eye, way, among);
        sum += static_cast<double>(shapes::trace(shape, among, eye, way));
    }
    return processorSeconds() - start;
}

double searchRatio(int count) {
    double near = 0.0, every = 0.0, sum = 0.0;
    for (int i = 0; i < count; ++i) {
        const shapes::Example example = shapes::makeExample(static_cast<std::uint64_t>(i));
        near += followRays(example, true, sum);
        every += followRays(example, false, sum);
    }
    // Reading the sum keeps the work from being left out.
    return sum > -1e12 && near > 0.0 ? every / near : 0.0;
}

int runBenchShapes(const Options& options) {
    const Report report(options.json);
    const Speed speed = makeOnAllCores(options);
    Parts all;
    const std::map<std::string, Parts> families = timeParts(options, all);
    const double ratio = searchRatio(20);
    Json result{{"bench", "shapes"},
                {"picture_side", options.side},
                {"points", 2048},
                {"samples", options.count},
                {"threads", parallelThreads()},
                {"samples_per_second", shortened(options.count / speed.wall)},
                {"samples_per_processor_second", shortened(options.count / speed.processor)},
                {"share",
                 {{"shape", shortened(all.shape / all.sum())},
                  {"picture", shortened(all.picture / all.sum())},
                  {"points", shortened(all.points / all.sum())}}},
                {"baseline", "rays followed by asking every primitive at every step"},
                {"ray_ratio", shortened(ratio)}};
    std::string text = fmt::format(
        "{} samples of {} px with 2048 points on {} threads: {:.1f} a second, {:.1f} a processor second\n"
        "of their time: shape {:.0f} %, picture {:.0f} %, points {:.0f} %\n"
        "rays are followed {:.1f} times as fast as by asking every primitive at every step\n",
        options.count, options.side, parallelThreads(), options.count / speed.wall,
        options.count / speed.processor, 100.0 * all.shape / all.sum(), 100.0 * all.picture / all.sum(),
        100.0 * all.points / all.sum(), ratio);
    for (const auto& [name, parts] : families) {
        const double milliseconds = 1000.0 * parts.sum() / parts.samples;
        result["families"].push_back(
            {{"family", name}, {"samples", parts.samples}, {"ms", shortened(milliseconds)}});
        text += fmt::format("  {:<12} {:>4} samples {:>6.1f} ms each\n", name, parts.samples, milliseconds);
    }
    return report.succeed(text, result);
}

} // namespace

void addShapesBench(CLI::App* bench, CommandSlot& slot) {
    auto options = std::make_shared<Options>();
    CLI::App* command = bench->add_subcommand("shapes", kShapesBench);
    command->add_option("--count", options->count, "Samples")
        ->check(CLI::Range(10, 100'000))
        ->capture_default_str();
    command->add_option("--side", options->side, "Pixels of the picture's side")
        ->check(CLI::Range(16, 1024))
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([&slot, options] { slot.run = [options] { return runBenchShapes(*options); }; });
}

} // namespace orfeas::app
