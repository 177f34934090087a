#include "core/inference/training/gradient.h"

#include <exception>
#include <mutex>

#include <torch/csrc/autograd/autograd.h>

#include "core/base/parallel.h"
#include "core/inference/row_pieces.h"
#include "core/inference/training/solid_loss.h"

namespace orfeas::inference {
namespace {

Gradient pieceGradient(const SolidConfig& config, const ParameterLayout& layout, const at::Tensor& weights,
                       const PassOptions& options, const Batch& batch) {
    std::vector<at::Tensor> leaves;
    for (const at::Tensor& view : layout.views(weights))
        leaves.push_back(view.detach().requires_grad_(true));
    const NamedTensors parameters = layout.named(leaves);
    const SeenPictures seen = encodePictures(config, parameters, batch.planes, options);
    const PointValues values = decodePoints(config, parameters, seen, batch.points, batch.cameraDistance);
    const SolidLoss loss = solidLoss(values, seen, batch);
    std::vector<at::Tensor> flat;
    for (const at::Tensor& part : torch::autograd::grad({loss.total}, leaves))
        flat.push_back(part.reshape({-1}));
    Gradient gradient;
    gradient.flat = at::cat(flat);
    gradient.facts.loss = loss.total.item<double>();
    gradient.facts.depth = loss.depth.item<double>();
    gradient.facts.slope = loss.slope.item<double>();
    gradient.facts.offset = loss.offset.item<double>();
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
         {&StepFacts::loss, &StepFacts::depth, &StepFacts::slope, &StepFacts::offset, &StepFacts::color,
          &StepFacts::elevation, &StepFacts::camera})
        sum.facts.*field += share * part.facts.*field;
}

// Pieces on the cores, each on one.
std::vector<Gradient> onCores(const SolidConfig& config, const ParameterLayout& layout,
                              const at::Tensor& weights, const PassOptions& options, const BatchFeed& feed,
                              std::int64_t step) {
    std::vector<Gradient> parts(static_cast<std::size_t>(feed.pieces()));
    std::mutex mutex;
    std::exception_ptr fault;
    parallelFor(parts.size(), 1, [&](std::size_t begin, std::size_t end) {
        useOneThreadPerOperation();
        try {
            for (std::size_t i = begin; i < end; ++i) {
                const Batch batch = feed.piece(step, static_cast<int>(i));
                parts[i] = pieceGradient(config, layout, weights, options, batch);
            }
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!fault) fault = std::current_exception();
        }
    });
    if (fault) std::rethrow_exception(fault);
    return parts;
}

// Pieces one after the other on the card that holds the weights; the cores make the next step's meanwhile.
std::vector<Gradient> onCard(const SolidConfig& config, const ParameterLayout& layout,
                             const at::Tensor& weights, const PassOptions& options, BatchFeed& feed,
                             std::int64_t step) {
    std::vector<Gradient> parts;
    for (const Batch& batch : feed.ahead(step))
        parts.push_back(pieceGradient(config, layout, weights, options, batch.to(weights.device())));
    return parts;
}

} // namespace

Gradient batchGradient(const SolidConfig& config, const ParameterLayout& layout, const at::Tensor& weights,
                       const PassOptions& options, BatchFeed& feed, std::int64_t step) {
    const std::vector<Gradient> parts = weights.is_cpu()
                                            ? onCores(config, layout, weights, options, feed, step)
                                            : onCard(config, layout, weights, options, feed, step);
    Gradient sum;
    for (const Gradient& part : parts)
        add(sum, part, 1.0 / double(parts.size()));
    return sum;
}

} // namespace orfeas::inference
