// A training example as it lies on disk and goes into a batch.
#pragma once

#include <array>
#include <cstdint>
#include <functional>

#include "core/inference/reconstruction/view_picture.h"
#include "core/jobs/job.h"
#include "core/shapes/sample.h"

namespace orfeas::inference {

/// Where examples come from: shapes::makeSample, a folder of meshes, or a test's own. Same arguments, same sample;
/// called from several threads at once.
using SampleSource = std::function<shapes::Sample(std::uint64_t seed, const shapes::SampleOptions& options)>;

/// 12 bytes a point: positions to 1/32767 of the cube, distances to 1/65534 within ±0.5, colours as the square root of
/// linear light, 255 being 1.
struct PackedPoint {
    std::array<std::int16_t, 3> position;
    std::int16_t distance;
    std::array<std::uint8_t, 3> color;
    std::uint8_t unused; ///< 0
};

/// z of shapes::DepthMaps to 1/32767 of the cube.
using PackedDepth = std::int16_t;
inline constexpr PackedDepth kNoPackedDepth = -32768;

PackedPoint packed(const shapes::TruthPoint& point);
shapes::TruthPoint unpacked(const PackedPoint& point);

struct Example {
    std::uint64_t seed = 0;
    std::string family;
    bool drawing = false;
    shapes::View view;
    ViewPicture picture;
    std::vector<PackedDepth> depth; ///< (picture.side / 2)² of the front, then as many of the back
    int surfacePoints = 0;          ///< the first of `points`
    std::vector<PackedPoint> points;
};

/// Fails only when cancelled.
Result<Example> makeExample(const shapes::Sample& sample, int surfacePoints, const jobs::JobContext& context);

} // namespace orfeas::inference
