#include "core/inference/training/example.h"

#include <algorithm>
#include <cmath>

namespace orfeas::inference {
namespace {

constexpr float kUnit = 32767.0f;
constexpr float kDistanceUnit = 65534.0f; ///< ±0.5

std::int16_t fixed(float value, float unit) {
    return static_cast<std::int16_t>(std::lround(std::clamp(value * unit, -kUnit, kUnit)));
}

} // namespace

PackedPoint packed(const shapes::TruthPoint& point) {
    PackedPoint out{};
    for (int i = 0; i < 3; ++i) {
        out.position[std::size_t(i)] = fixed(point.position[i], kUnit);
        const float root = std::sqrt(std::clamp(point.color[i], 0.0f, 1.0f));
        out.color[std::size_t(i)] = static_cast<std::uint8_t>(std::lround(255.0f * root));
    }
    out.distance = fixed(point.distance, kDistanceUnit);
    // The sign is the truth: rounding must not take it.
    if (out.distance == 0) out.distance = point.distance < 0.0f ? -1 : 1;
    return out;
}

shapes::TruthPoint unpacked(const PackedPoint& point) {
    shapes::TruthPoint out{};
    for (int i = 0; i < 3; ++i) {
        out.position[i] = static_cast<float>(point.position[std::size_t(i)]) / kUnit;
        const float root = static_cast<float>(point.color[std::size_t(i)]) / 255.0f;
        out.color[i] = root * root;
    }
    out.distance = static_cast<float>(point.distance) / kDistanceUnit;
    return out;
}

Result<Example> makeExample(const shapes::Sample& sample, int surfacePoints,
                            const jobs::JobContext& context) {
    Example example;
    example.seed = sample.seed;
    example.family = sample.family;
    example.drawing = sample.drawing;
    example.view = sample.view;
    example.surfacePoints = surfacePoints;
    ORFEAS_TRY(picture, makeViewPicture(sample.side, sample.rgba, context));
    example.picture = std::move(picture);
    for (const std::vector<float>* map : {&sample.depth.front, &sample.depth.back}) {
        for (const float z : *map)
            example.depth.push_back(z == shapes::kNoDepth ? kNoPackedDepth : fixed(z, kUnit));
    }
    example.points.reserve(sample.points.size());
    for (const shapes::TruthPoint& point : sample.points)
        example.points.push_back(packed(point));
    return example;
}

} // namespace orfeas::inference
