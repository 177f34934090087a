// Training the reconstruction network: the whole run. No torch here: the program's door to the training library.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/inference/reconstruction/solid_config.h"
#include "core/jobs/job.h"

namespace orfeas::inference {

struct TrainingPlan {
    std::filesystem::path shards;
    std::filesystem::path validation; ///< examples never trained on; empty: none
    std::filesystem::path folder;     ///< state, logs and curves; made when it is missing
    SolidConfig config;               ///< of a new run; one that goes on keeps its own
    std::int64_t seed = 1;
    std::int64_t steps = 1000; ///< where to stop, counted from the beginning of training
    std::int64_t decaySteps =
        0; ///< the rate falls to 0 over so many steps from here on, and then the run ends
    double learningRate = 7e-4;
    int batch = 16;             ///< examples a step
    int microBatch = 8;         ///< examples a core works on at once; part of what makes a run repeatable
    std::string device = "cpu"; ///< "cpu", or "cuda:N": then all of the batch may be one piece
    bool halfPrecision =
        false; ///< convolutions in bfloat16; worth it on cards and on processors that have its products
    bool recompute =
        false; ///< keeps less for the gradient: larger batches fit, a step takes about a third longer
    int surfacePoints = 96; ///< of each example, for the colours
    std::uint64_t examples =
        0; ///< only the first so many of the shards; 0: all there are when the run starts
    std::int64_t checkpointEvery = 200;
    std::int64_t validateEvery = 500;
    int validationExamples = 256;
    bool resume = false; ///< goes on from the folder's state; without, a folder that has one is refused
};

/// How one step went.
struct StepFacts {
    std::int64_t step = 0; ///< counted from 1
    double loss = 0.0;
    double depth = 0.0;
    double slope = 0.0;
    double offset = 0.0;
    double color = 0.0;
    double elevation = 0.0;
    double camera = 0.0;
    double learningRate = 0.0;
    double seconds = 0.0; ///< since this process began to train
};

struct FamilyScore {
    std::string family;
    double iou = 0.0;
    int examples = 0;
};

/// On examples that were never trained on, with the averaged weights.
struct ValidationFacts {
    std::int64_t step = 0;
    double loss = 0.0;
    double depth = 0.0;     ///< SolidLoss::depth, in cube units
    double iou = 0.0;       ///< mean over examples, of the cube's points
    double surface = 0.0;   ///< share of the points near the surface on the right side of it
    double elevation = 0.0; ///< mean difference, radians
    std::vector<FamilyScore> families;
};

struct TrainingListener {
    std::function<void(const StepFacts&)> onStep;
    std::function<void(const ValidationFacts&)> onValidation;
};

/// Trains until `steps`, or until stopped: then the state is written and the result is Cancelled. The folder holds
/// `state.safetensors`, `loss.csv` (one line a step), `validation.csv` and `curves.svg`. A killed run resumes at its
/// last state and then takes the same steps. The same plan gives the same losses on the same kind of machine, with any
/// number of cores.
Result<void> train(const TrainingPlan& plan, const TrainingListener& listener,
                   const jobs::JobContext& context);

/// Scores the folder's averaged weights on the plan's validation examples.
Result<ValidationFacts> validate(const TrainingPlan& plan, const jobs::JobContext& context);

/// Writes `config.json` and the averaged weights, as float16, to `weights.safetensors`.
Result<void> exportTrained(const std::filesystem::path& trainingFolder, const std::filesystem::path& target,
                           const jobs::JobContext& context);

} // namespace orfeas::inference
