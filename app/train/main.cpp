// orfeas-train: makes training examples, trains the reconstruction network on them, and exports its weights.
#include <cstdio>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/interrupt.h"
#include "core/inference/inference_module.h"
#include "core/inference/training/shard_file.h"
#include "core/inference/training/trainer.h"
#include "core/shapes/sample.h"

namespace {

using namespace orfeas;
using namespace orfeas::inference;

int finish(const Result<void>& done) {
    if (done.ok()) return 0;
    fmt::print(stderr, "orfeas-train: {}{}{}\n", done.error().userText, done.error().detail.empty() ? "" : ": ",
               done.error().detail);
    return done.error().code == ErrorCode::Cancelled ? 2 : 1;
}

void printStep(const StepFacts& facts, const TrainingPlan& plan) {
    static std::int64_t first = facts.step - 1;
    if (facts.step % 20 != 0) return;
    const double rate = double(facts.step - first) * plan.batch / facts.seconds;
    fmt::print("step {:6}  loss {:.4f}  distance {:.4f}  inside {:.4f}  colour {:.4f}  elevation {:.3f}  {:.1f} examples/s\n",
               facts.step, facts.loss, facts.distance, facts.occupancy, facts.color, facts.elevation, rate);
    std::fflush(stdout);
}

void printValidation(const ValidationFacts& facts) {
    fmt::print("step {:6}  validation: loss {:.4f}  IoU {:.4f}  surface {:.4f}  elevation {:.3f}\n ", facts.step, facts.loss,
               facts.iou, facts.surface, facts.elevation);
    for (const FamilyScore& family : facts.families)
        fmt::print(" {} {:.3f}", family.family, family.iou);
    fmt::print("\n");
    std::fflush(stdout);
}

void addShards(CLI::App& app, ShardPlan& plan) {
    CLI::App* command = app.add_subcommand("shards", "Make training examples ahead");
    command->add_option("--out", plan.folder, "Folder they go to")->required();
    command->add_option("--from-seed", plan.fromSeed, "First seed");
    command->add_option("--count", plan.count, "How many")->required();
    command->add_option("--per-file", plan.perFile, "How many a file")->check(CLI::Range(1, 100000));
    command->add_option("--side", plan.options.pictureSide, "Pixels of a picture's side")->check(CLI::Range(32, 512));
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
    command->add_option("--decay-steps", plan.decaySteps, "Let the learning rate fall to 0 over so many steps, then stop");
    command->add_option("--seed", plan.seed, "Decides the first weights and the order of examples");
    command->add_option("--rate", plan.learningRate, "Learning rate");
    command->add_option("--batch", plan.batch, "Examples a step");
    command->add_option("--micro-batch", plan.microBatch, "Examples a core works on at once");
    command->add_option("--examples", plan.examples, "Only the first so many examples");
    command->add_option("--validate-every", plan.validateEvery, "Steps")->check(CLI::PositiveNumber);
    command->add_option("--checkpoint-every", plan.checkpointEvery, "Steps")->check(CLI::PositiveNumber);
    command->add_option("--validation-examples", plan.validationExamples, "Of the validation folder");
}

} // namespace

int main(int argc, char** argv) {
    prepareForNetworks();
    CLI::App app("Trains the reconstruction network of Orfeas", "orfeas-train");
    app.require_subcommand(1);
    ShardPlan shards;
    TrainingPlan plan;
    addShards(app, shards);
    addRun(app, plan);
    std::filesystem::path from, target;
    CLI::App* exporting = app.add_subcommand("export", "Write the trained weights for the product");
    exporting->add_option("--checkpoint", from, "Folder of the run")->required();
    exporting->add_option("--out", target, "Folder the weights go to")->required();
    CLI11_PARSE(app, argc, argv);

    const app::Interrupt interrupt;
    const jobs::JobContext context(interrupt.token(), {});
    if (app.got_subcommand("shards")) {
        const jobs::JobContext told(interrupt.token(), [](const jobs::Progress& p) {
            fmt::print("{}: {:.1f} %\n", p.stage, 100.0 * p.fraction);
            std::fflush(stdout);
        });
        return finish(makeShards(shards, shapes::makeSample, told));
    }
    if (app.got_subcommand("export")) return finish(exportTrained(from, target, context));
    TrainingListener listener;
    listener.onStep = [&](const StepFacts& facts) { printStep(facts, plan); };
    listener.onValidation = printValidation;
    return finish(train(plan, listener, context));
}
