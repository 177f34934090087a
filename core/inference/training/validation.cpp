#include "core/inference/training/validation.h"

#include <algorithm>
#include <exception>
#include <map>
#include <mutex>

#include <c10/core/InferenceMode.h>

#include "core/base/parallel.h"
#include "core/inference/row_pieces.h"
#include "core/inference/training/batch.h"
#include "core/inference/training/solid_loss.h"

namespace orfeas::inference {
namespace {

struct Score {
    std::string family;
    double loss = 0.0;
    double iou = 0.0;
    double depth = 0.0;
    double surface = 0.0;
    double elevation = 0.0;
};

Score scoreOne(const SolidConfig& config, const NamedTensors& parameters, const Example& example) {
    const int volume = int(example.points.size()) - example.surfacePoints;
    const BatchSettings all{example.surfacePoints, volume, false};
    const Batch batch = makeBatch(std::span(&example, 1), all, 0);
    SeenPictures seen = encodePictures(config, parameters, batch.planes);
    // How near the whole lies is no part of its shape (SolidLoss::depth).
    const at::Tensor missed = (seen.depth - batch.depth) * batch.covered;
    seen.depth = seen.depth - missed.sum() / (2.0 * batch.covered.sum()).clamp_min(1.0);
    const PointValues values = decodePoints(config, parameters, seen, batch.points, batch.cameraDistance);
    const SolidLoss loss = solidLoss(values, seen, batch);
    const at::Tensor inside = values.distance < 0, truth = batch.distance < 0;
    const at::Tensor a = inside.narrow(1, example.surfacePoints, volume),
                     b = truth.narrow(1, example.surfacePoints, volume);
    const double united = (a | b).sum().item<double>();
    Score score;
    score.family = example.family;
    score.loss = loss.total.item<double>();
    score.iou = united > 0.0 ? (a & b).sum().item<double>() / united : 1.0;
    score.surface =
        (inside == truth).narrow(1, 0, example.surfacePoints).to(at::kFloat).mean().item<double>();
    score.depth = loss.depth.item<double>();
    score.elevation = loss.elevation.item<double>();
    return score;
}

ValidationFacts summary(const std::vector<Score>& scores) {
    ValidationFacts facts;
    std::map<std::string, FamilyScore> families;
    const double share = 1.0 / double(scores.size());
    for (const Score& score : scores) {
        facts.loss += share * score.loss;
        facts.iou += share * score.iou;
        facts.depth += share * score.depth;
        facts.surface += share * score.surface;
        facts.elevation += share * score.elevation;
        FamilyScore& family = families[score.family];
        family.family = score.family;
        family.iou += score.iou;
        ++family.examples;
    }
    for (auto& [name, family] : families) {
        family.iou /= family.examples;
        facts.families.push_back(family);
    }
    return facts;
}

} // namespace

ValidationFacts scoreExamples(const SolidConfig& config, const at::Tensor& weights, const ShardSet& examples,
                              int count) {
    const ParameterLayout layout(config);
    const NamedTensors parameters = layout.named(layout.views(weights));
    std::vector<Score> scores(std::min(examples.count(), std::size_t(std::max(1, count))));
    std::mutex mutex;
    std::exception_ptr fault;
    parallelFor(scores.size(), 1, [&](std::size_t begin, std::size_t end) {
        useOneThreadPerOperation();
        const c10::InferenceMode inference;
        try {
            for (std::size_t i = begin; i < end; ++i)
                scores[i] = scoreOne(config, parameters, examples.example(i));
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!fault) fault = std::current_exception();
        }
    });
    if (fault) std::rethrow_exception(fault);
    return summary(scores);
}

} // namespace orfeas::inference
