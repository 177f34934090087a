// orfeas-train: makes training examples, trains the reconstruction network on them, and exports its weights.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "app/interrupt.h"
#include "app/train/smoke.h"
#include "core/inference/inference_module.h"
#include "core/inference/training/mesh_samples.h"
#include "core/inference/training/shard_file.h"
#include "core/inference/training/trainer.h"
#include "core/shapes/example.h"
#include "core/shapes/sample.h"

namespace {

using namespace orfeas;
using namespace orfeas::inference;

int finish(const Result<void>& done) {
    if (done.ok()) return 0;
    fmt::print(stderr, "orfeas-train: {}{}{}\n", done.error().userText,
               done.error().detail.empty() ? "" : ": ", done.error().detail);
    return done.error().code == ErrorCode::Cancelled ? 2 : 1;
}

void printStep(const StepFacts& facts, const TrainingPlan& plan) {
    static std::int64_t first = facts.step - 1;
    if (facts.step % 20 != 0) return;
    const double rate = double(facts.step - first) * plan.batch / facts.seconds;
    fmt::print("step {:6}  loss {:.4f}  depth {:.4f}  slope {:.4f}  offset {:.4f}  colour {:.4f}  "
               "elevation {:.3f}  "
               "{:.1f} examples/s\n",
               facts.step, facts.loss, facts.depth, facts.slope, facts.offset, facts.color, facts.elevation,
               rate);
    std::fflush(stdout);
}

void printValidation(const ValidationFacts& facts) {
    fmt::print(
        "step {:6}  validation: loss {:.4f}  depth {:.4f}  IoU {:.4f}  surface {:.4f}  elevation {:.3f}\n ",
        facts.step, facts.loss, facts.depth, facts.iou, facts.surface, facts.elevation);
    for (const FamilyScore& family : facts.families)
        fmt::print(" {} {:.3f}", family.family, family.iou);
    fmt::print("\n");
    std::fflush(stdout);
}

void addShards(CLI::App& app, ShardPlan& plan, std::filesystem::path& meshes) {
    std::vector<std::string> names;
    for (const shapes::Family& family : shapes::families())
        names.emplace_back(family.name);
    CLI::App* command = app.add_subcommand("shards", "Make training examples ahead");
    command->add_option("--out", plan.folder, "Folder they go to")->required();
    command->add_option("--meshes", meshes, "Of the meshes in this folder, rather than of made shapes");
    command
        ->add_option_function<std::string>(
            "--family", [&plan](const std::string& name) { plan.options.family = shapes::findFamily(name); },
            "Only shapes of this family")
        ->check(CLI::IsMember(names));
    command->add_option("--from-seed", plan.fromSeed, "First seed");
    command->add_option("--count", plan.count, "How many")->required();
    command->add_option("--per-file", plan.perFile, "How many a file")->check(CLI::Range(1, 100000));
    command->add_option("--side", plan.options.pictureSide, "Pixels of a picture's side")
        ->check(CLI::Range(32, 512));
    command->add_option("--surface-points", plan.options.surfacePoints, "Near the surface, per example");
    command->add_option("--volume-points", plan.options.volumePoints, "Of the cube, per example");
}

void addRun(CLI::App& app, TrainingPlan& plan) {
    CLI::App* command = app.add_subcommand("run", "Train, or go on training");
    command->add_option("--shards", plan.shards, "Folder of training examples")->required();
    command->add_option("--validation", plan.validation, "Folder of examples that are not trained on");
    command->add_option("--checkpoint", plan.folder, "Folder of the run: state, logs, curves")->required();
    command->add_flag("--resume", plan.resume, "Go on from the folder's state, if there is one");
    command->add_option("--steps", plan.steps, "Train up to this step");
    command->add_option("--decay-steps", plan.decaySteps,
                        "Let the learning rate fall to 0 over so many steps, then stop");
    command->add_option("--seed", plan.seed, "Decides the first weights and the order of examples");
    command->add_option("--rate", plan.learningRate, "Learning rate");
    command->add_option("--batch", plan.batch, "Examples a step");
    command->add_option("--micro-batch", plan.microBatch, "Examples a core works on at once");
    command->add_option("--device", plan.device,
                        "cpu, or cuda:N; there --micro-batch may be as large as --batch");
    command->add_flag("--bf16", plan.halfPrecision,
                      "Convolutions in bfloat16: faster on cards, and on processors with AVX-512 BF16");
    command->add_flag("--recompute", plan.recompute,
                      "Keep less for the gradient: larger batches fit, steps take about a third longer");
    command->add_option("--surface-points", plan.surfacePoints, "Near the surface, of each example");
    command->add_option("--examples", plan.examples, "Only the first so many examples");
    command->add_option("--validate-every", plan.validateEvery, "Steps")->check(CLI::PositiveNumber);
    command->add_option("--checkpoint-every", plan.checkpointEvery, "Steps")->check(CLI::PositiveNumber);
    command->add_option("--validation-examples", plan.validationExamples, "Of the validation folder");
}

// Examples of the user's own meshes.
Result<void> makeMeshShards(const ShardPlan& plan, const std::filesystem::path& folder,
                            const jobs::JobContext& context) {
    ORFEAS_TRY(meshes, MeshSamples::open(folder, context.part(0.0, 0.1)));
    for (const std::string& sentence : meshes.skipped())
        fmt::print(stderr, "left out: {}\n", sentence);
    fmt::print("{} meshes\n", meshes.count());
    const SampleSource source = [&](std::uint64_t seed, const shapes::SampleOptions& options) {
        return meshes.sample(seed, options);
    };
    return makeShards(plan, source, context.part(0.1, 1.0));
}

// The libraries below LibTorch read the environment when they are loaded, which for this program is before main.
void startAgainPrepared(char** argv) {
    if (std::getenv("ORFEAS_TRAIN_PREPARED")) return;
    prepareForNetworks();
    // Every step takes and gives back the same large blocks: asking the system for them each time costs a tenth.
    for (const char* limit : {"MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"})
        ::setenv(limit, "4294967296", 0);
    ::setenv("ORFEAS_TRAIN_PREPARED", "1", 1);
    ::execv("/proc/self/exe", argv); // goes on as it is, only slower, when that fails
}

} // namespace

int main(int argc, char** argv) {
    startAgainPrepared(argv);
    CLI::App command("Trains the reconstruction network of Orfeas", "orfeas-train");
    bool smoke = false, smokeSizes = false;
    command.add_flag("--smoke", smoke, "Try everything out with a tiny network, in about a minute");
    command.require_subcommand(0, 1);
    ShardPlan shards;
    std::filesystem::path meshes;
    TrainingPlan plan;
    addShards(command, shards, meshes);
    addRun(command, plan);
    command.get_subcommand("run")
        ->add_flag("--smoke-sizes", smokeSizes, "The tiny network and run of --smoke")
        ->group("");
    std::filesystem::path from, target;
    CLI::App* exporting = command.add_subcommand("export", "Write the trained weights for the product");
    exporting->add_option("--checkpoint", from, "Folder of the run")->required();
    exporting->add_option("--out", target, "Folder the weights go to")->required();
    CLI11_PARSE(command, argc, argv);

    const app::Interrupt interrupt;
    const jobs::JobContext context(interrupt.token(), {});
    if (smoke) return finish(app::trainingSmoke(context));
    if (command.get_subcommands().empty()) {
        fmt::print("{}", command.help());
        return 1;
    }
    if (command.got_subcommand("shards")) {
        const jobs::JobContext told(interrupt.token(), [](const jobs::Progress& p) {
            fmt::print("{}: {:.1f} %\n", p.stage, 100.0 * p.fraction);
            std::fflush(stdout);
        });
        if (!meshes.empty()) return finish(makeMeshShards(shards, meshes, told));
        return finish(makeShards(shards, shapes::makeSample, told));
    }
    if (command.got_subcommand("export")) return finish(exportTrained(from, target, context));
    if (smokeSizes) {
        TrainingPlan small = app::smokePlan(plan.shards.parent_path());
        small.folder = plan.folder;
        return finish(train(small, {}, context));
    }
    TrainingListener listener;
    listener.onStep = [&](const StepFacts& facts) { printStep(facts, plan); };
    listener.onValidation = printValidation;
    return finish(train(plan, listener, context));
}
