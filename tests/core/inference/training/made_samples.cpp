#include "tests/core/inference/training/made_samples.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

namespace orfeas::inference {
namespace {

float between(std::mt19937_64& random, float low, float high) {
    return low + (high - low) * static_cast<float>(double(random() >> 11) * 0x1p-53);
}

// A lower bound of the distance with its exact sign.
float ellipsoidDistance(const glm::vec3& p, const glm::vec3& radii) {
    return (glm::length(p / radii) - 1.0f) * std::min({radii.x, radii.y, radii.z});
}

// Along the line of sight through a place of the picture: the eye plus `near` or `far` times `way`.
struct Crossing {
    bool hit = false;
    glm::vec3 way;
    float near = 0.0f, far = 0.0f;
};

// |(o + t w) / r| = 1.
Crossing crossing(const glm::vec3& radii, float cameraDistance, float x, float y) {
    Crossing out{false, {x, y, -cameraDistance}};
    const glm::vec3 o = glm::vec3(0.0f, 0.0f, cameraDistance) / radii, w = out.way / radii;
    const float a = glm::dot(w, w), b = glm::dot(o, w), c = glm::dot(o, o) - 1.0f, root = b * b - a * c;
    if (root <= 0.0f) return out;
    out.hit = true;
    out.near = (-b - std::sqrt(root)) / a;
    out.far = (-b + std::sqrt(root)) / a;
    return out;
}

float placeOf(int pixel, int side) {
    return (float(pixel) + 0.5f) * 2.0f / float(side) - 1.0f;
}

shapes::DepthMaps depthMaps(const glm::vec3& radii, float cameraDistance, int side) {
    shapes::DepthMaps maps{side, {}, {}};
    for (int i = 0; i < side * side; ++i) {
        const Crossing c = crossing(radii, cameraDistance, placeOf(i % side, side), -placeOf(i / side, side));
        maps.front.push_back(c.hit ? cameraDistance + c.near * c.way.z : shapes::kNoDepth);
        maps.back.push_back(c.hit ? cameraDistance + c.far * c.way.z : shapes::kNoDepth);
    }
    return maps;
}

} // namespace

shapes::Sample madeSample(std::uint64_t seed, const shapes::SampleOptions& options) {
    std::mt19937_64 random(seed);
    shapes::Sample sample;
    sample.seed = seed;
    sample.family = seed % 2 ? "egg" : "disc";
    sample.side = options.pictureSide;
    sample.view.elevation = between(random, -0.2f, 0.6f);
    sample.view.cameraDistance = between(random, 2.0f, 4.0f);
    const glm::vec3 radii(between(random, 0.3f, 0.7f), between(random, 0.3f, 0.7f), seed % 2 ? 0.6f : 0.2f);
    const glm::vec3 color(between(random, 0.1f, 0.9f), between(random, 0.1f, 0.9f),
                          between(random, 0.1f, 0.9f));
    const float d = sample.view.cameraDistance;
    for (int y = 0; y < sample.side; ++y) {
        for (int x = 0; x < sample.side; ++x) {
            const Crossing seen = crossing(radii, d, placeOf(x, sample.side), -placeOf(y, sample.side));
            const bool hit = seen.hit;
            const glm::vec3 at = glm::vec3(0.0f, 0.0f, d) + seen.way * seen.near;
            const float light =
                hit ? 0.3f + 0.7f * std::max(0.0f, glm::normalize(at / (radii * radii)).y) : 0.0f;
            for (int i = 0; i < 3; ++i)
                sample.rgba.push_back(static_cast<std::uint8_t>(255.0f * std::sqrt(color[i] * light)));
            sample.rgba.push_back(hit ? 255 : 0);
        }
    }
    sample.depth = depthMaps(radii, d, sample.side / 2);
    for (int i = 0; i < options.surfacePoints + options.volumePoints; ++i) {
        glm::vec3 p(between(random, -1.0f, 1.0f), between(random, -1.0f, 1.0f), between(random, -1.0f, 1.0f));
        if (i < options.surfacePoints) p = glm::normalize(p + 1e-3f) * radii * between(random, 0.85f, 1.15f);
        sample.points.push_back({p, ellipsoidDistance(p, radii), color});
    }
    return sample;
}

} // namespace orfeas::inference
