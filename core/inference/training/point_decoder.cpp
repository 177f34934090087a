#include "core/inference/training/point_decoder.h"

#include <numbers>

#include "core/inference/training/network_parts.h"

namespace orfeas::inference {
namespace {

constexpr std::int64_t kBilinear = 0;
constexpr std::int64_t kBorder = 1;

// Features of (N, C, H, W) at (N, P, 2) places: (N, P, C).
at::Tensor sampled(const at::Tensor& map, const at::Tensor& places) {
    return at::grid_sampler(map, places.unsqueeze(2), kBilinear, kBorder, false).squeeze(3).transpose(1, 2);
}

// x, y, z, how far before the front and before the back, and z in waves. kPointCoordinates of them.
at::Tensor coordinates(const at::Tensor& points, const at::Tensor& beyond) {
    const at::Tensor turn = points.narrow(2, 2, 1) * std::numbers::pi;
    return at::cat({points, beyond, turn.sin(), turn.cos(), (2 * turn).sin(), (2 * turn).cos(),
                    (4 * turn).sin(), (4 * turn).cos()},
                   2);
}

} // namespace

PointValues decodePoints(const SolidConfig& config, const NamedTensors& p, const SeenPictures& seen,
                         const at::Tensor& points, const at::Tensor& cameraDistance) {
    const at::Tensor z = points.narrow(2, 2, 1);
    const at::Tensor distance = cameraDistance.view({-1, 1, 1});
    const at::Tensor scale = distance / (distance - z);
    // Pictures run downwards.
    const at::Tensor places = at::cat({points.narrow(2, 0, 1) * scale, -points.narrow(2, 1, 1) * scale}, 2);
    const at::Tensor beyond = z - sampled(seen.depth, places);
    const at::Tensor inputs = at::cat(
        {sampled(seen.fine, places), sampled(seen.planes, places), coordinates(points, beyond.detach())}, 2);
    at::Tensor x = linear(p, "point.first", inputs) + linear(p, "point.code", seen.code).unsqueeze(1);
    for (int i = 0; i < config.layers; ++i)
        x = x + linear(p, "point.layer." + std::to_string(i), at::silu(x));
    PointValues values;
    values.distance = at::maximum(beyond.narrow(2, 0, 1), -beyond.narrow(2, 1, 1)).squeeze(2);
    values.color = at::sigmoid(linear(p, "point.color", at::silu(x)));
    return values;
}

} // namespace orfeas::inference
