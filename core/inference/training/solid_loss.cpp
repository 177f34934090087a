#include "core/inference/training/solid_loss.h"

namespace orfeas::inference {
namespace {

// Beyond this the truth is only told as "far": the network spends itself on the surface.
constexpr double kTruncation = 0.12;
// How sharply a distance tells inside from outside, in cube units: thin parts are about that thick.
constexpr double kSharpness = 0.025;
// Nearer to the surface than this the truth itself is told as doubtful: no network sees that finely, and two thirds of
// the points lie there, so their yes and no would be noise that drowns what can be learned.
constexpr double kDoubt = 0.008;

constexpr double kDepthWeight = 5.0;
constexpr double kDistanceWeight = 10.0;
constexpr double kColorWeight = 0.5;
constexpr double kElevationWeight = 1.0;
constexpr double kCameraWeight = 0.3;

// |d - truth| near the surface; far from it only falling short of the truncation counts.
at::Tensor truncatedDifference(const at::Tensor& d, const at::Tensor& truth) {
    const at::Tensor difference = d - truth.clamp(-kTruncation, kTruncation);
    const at::Tensor near = difference.abs();
    const at::Tensor outside = at::relu(-difference), inside = at::relu(difference);
    return at::where(truth >= kTruncation, outside, at::where(truth <= -kTruncation, inside, near));
}

} // namespace

SolidLoss solidLoss(const PointValues& values, const SeenPictures& seen, const Batch& batch) {
    SolidLoss loss;
    loss.distance = truncatedDifference(values.distance, batch.distance).mean();
    const at::Tensor inside = at::sigmoid(batch.distance / -kDoubt);
    loss.occupancy = at::binary_cross_entropy_with_logits(values.distance / -kSharpness, inside);
    const std::int64_t surface = batch.surfacePoints;
    loss.color = (values.color.narrow(1, 0, surface) - batch.color.narrow(1, 0, surface)).abs().mean();
    const at::Tensor missed = (seen.depth - batch.depth).abs() * batch.covered;
    loss.depth = missed.sum() / (2.0 * batch.covered.sum()).clamp_min(1.0);
    const at::Tensor& view = seen.view;
    loss.elevation = (view.select(1, 0) - batch.view.select(1, 0)).abs().mean();
    loss.camera = (view.select(1, 1) - batch.view.select(1, 1)).abs().mean();
    loss.total = kDepthWeight * loss.depth + kDistanceWeight * loss.distance + loss.occupancy +
                 kColorWeight * loss.color + kElevationWeight * loss.elevation + kCameraWeight * loss.camera;
    return loss;
}

} // namespace orfeas::inference
