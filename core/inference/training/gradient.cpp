#include "core/inference/training/gradient.h"

#include <exception>
#include <mutex>

#include <torch/csrc/autograd/autograd.h>

#include "core/base/parallel.h"
#include "core/inference/row_pieces.h"
#include "core/inference/training/batch.h"
#include "core/inference/training/solid_loss.h"

namespace orfeas::inference {
namespace {

// SplitMix64 (Steele et al. 2014): numbers that look like chance from numbers that count.
std::uint64_t scattered(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15u;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
    return value ^ (value >> 31);
}

std::uint64_t chance(std::int64_t seed, std::int64_t step, std::int64_t place) {
    return scattered(scattered(scattered(std::uint64_t(seed)) ^ std::uint64_t(step)) ^ std::uint64_t(place));
}

Gradient pieceGradient(const SolidConfig& config, const ParameterLayout& layout, const at::Tensor& weights,
                       const Batch& batch) {
    std::vector<at::Tensor> leaves;
    for (const at::Tensor& view : layout.views(weights))
        leaves.push_back(view.detach().requires_grad_(true));
    const NamedTensors parameters = layout.named(leaves);
    const SeenPictures seen = encodePictures(config, parameters, batch.planes);
    const PointValues values = decodePoints(config, parameters, seen, batch.points, batch.cameraDistance);
    const SolidLoss loss = solidLoss(values, seen, batch);
    std::vector<at::Tensor> flat;
    for (const at::Tensor& part : torch::autograd::grad({loss.total}, leaves))
        flat.push_back(part.reshape({-1}));
    Gradient gradient;
    gradient.flat = at::cat(flat);
    gradient.facts.loss = loss.total.item<double>();
    gradient.facts.depth = loss.depth.item<double>();
    gradient.facts.distance = loss.distance.item<double>();
    gradient.facts.occupancy = loss.occupancy.item<double>();
    gradient.facts.color = loss.color.item<double>();
    gradient.facts.elevation = loss.elevation.item<double>();
    gradient.facts.camera = loss.camera.item<double>();
    return gradient;
}

void add(Gradient& sum, const Gradient& part, double share) {
    if (sum.flat.defined()) {
        sum.flat.add_(part.flat, share);
    } else {
        sum.flat = part.flat * share;
    }
    for (double StepFacts::*field :
         {&StepFacts::loss, &StepFacts::depth, &StepFacts::distance, &StepFacts::occupancy, &StepFacts::color,
          &StepFacts::elevation, &StepFacts::camera})
        sum.facts.*field += share * part.facts.*field;
}

} // namespace

Gradient batchGradient(const TrainingPlan& plan, const SolidConfig& config, const ParameterLayout& layout,
                       const at::Tensor& weights, const ShardSet& shards, std::int64_t seed,
                       std::int64_t step) {
    const std::int64_t pieces = plan.batch / plan.microBatch;
    std::vector<Gradient> parts(static_cast<std::size_t>(pieces));
    std::mutex mutex;
    std::exception_ptr fault;
    parallelFor(parts.size(), 1, [&](std::size_t begin, std::size_t end) {
        useOneThreadPerOperation();
        try {
            for (std::size_t piece = begin; piece < end; ++piece) {
                std::vector<Example> examples;
                for (std::int64_t i = 0; i < plan.microBatch; ++i) {
                    const std::int64_t place = std::int64_t(piece) * plan.microBatch + i;
                    examples.push_back(shards.example(chance(seed, step, place) % shards.count()));
                }
                const BatchSettings settings{plan.surfacePoints, plan.volumePoints, true};
                const std::uint64_t random = chance(seed, step, -1 - std::int64_t(piece));
                parts[piece] = pieceGradient(config, layout, weights, makeBatch(examples, settings, random));
            }
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!fault) fault = std::current_exception();
        }
    });
    if (fault) std::rethrow_exception(fault);
    Gradient sum;
    for (const Gradient& part : parts)
        add(sum, part, 1.0 / double(pieces));
    return sum;
}

} // namespace orfeas::inference
