#include "core/inference/training/solid_loss.h"

namespace orfeas::inference {
namespace {

constexpr double kDepthWeight = 5.0;
constexpr double kSlopeWeight = 5.0;
constexpr double kOffsetWeight = 0.5;
constexpr double kColorWeight = 0.3;
constexpr double kElevationWeight = 0.3;
constexpr double kCameraWeight = 0.1;
constexpr int kScales = 4;

// Mean of |x| over the covered pixels of all.
at::Tensor coveredMean(const at::Tensor& x, const at::Tensor& covered) {
    return (x.abs() * covered).sum() / (double(x.size(1)) * covered.sum()).clamp_min(1.0);
}

// How differently `error` is from pixel to pixel, `step` apart, along one axis.
at::Tensor changes(const at::Tensor& error, const at::Tensor& covered, int axis, std::int64_t step) {
    const std::int64_t count = error.size(axis) - step;
    const auto between = [&](const at::Tensor& x) {
        return std::pair(x.narrow(axis, step, count), x.narrow(axis, 0, count));
    };
    const auto [after, before] = between(error);
    const auto [coveredAfter, coveredBefore] = between(covered);
    return coveredMean(after - before, coveredAfter * coveredBefore);
}

// Slopes at several scales (Li and Snavely 2018, "MegaDepth"): what makes a surface look right is not where it lies but
// how it turns.
at::Tensor slopeLoss(const at::Tensor& error, const at::Tensor& covered) {
    at::Tensor sum = at::zeros({}, error.options());
    for (int scale = 0; scale < kScales; ++scale) {
        for (const int axis : {2, 3})
            sum = sum + changes(error, covered, axis, std::int64_t(1) << scale);
    }
    return sum / (2.0 * kScales);
}

} // namespace

SolidLoss solidLoss(const PointValues& values, const SeenPictures& seen, const Batch& batch) {
    SolidLoss loss;
    const at::Tensor missed = (seen.depth - batch.depth) * batch.covered;
    const at::Tensor pixels = (2.0 * batch.covered.sum({1, 2, 3}, true)).clamp_min(1.0);
    const at::Tensor offset = missed.sum({1, 2, 3}, true) / pixels;
    loss.depth = coveredMean(missed - offset, batch.covered);
    loss.offset = offset.abs().mean();
    loss.slope = slopeLoss(missed, batch.covered);
    const std::int64_t surface = batch.surfacePoints;
    loss.color = (values.color.narrow(1, 0, surface) - batch.color.narrow(1, 0, surface)).abs().mean();
    const at::Tensor& view = seen.view;
    loss.elevation = (view.select(1, 0) - batch.view.select(1, 0)).abs().mean();
    loss.camera = (view.select(1, 1) - batch.view.select(1, 1)).abs().mean();
    loss.total = kDepthWeight * loss.depth + kSlopeWeight * loss.slope + kOffsetWeight * loss.offset +
                 kColorWeight * loss.color + kElevationWeight * loss.elevation + kCameraWeight * loss.camera;
    return loss;
}

} // namespace orfeas::inference
