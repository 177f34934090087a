// Reading three planes of features at points of space, on a processor. No torch here; private to the inference module.
#pragma once

#include <span>

#include <glm/vec3.hpp>

namespace orfeas::inference {

/// Planes as a triplane network leaves them, features of a texel side by side: (3, side, side, features).
struct TriplaneView {
    const float* values = nullptr;
    int side = 0;
    int features = 0;
    float radius = 1.0f; ///< of the box that the planes span, in the points' unit
};

/// rows[i] = what the planes xy, xz and yz hold at points[i], interpolated bilinearly between the centres of texels and
/// fading to zero beyond the outermost ones (grid_sample, align_corners=false, zero padding): one plane's features
/// after another's (3 * features a row), or their average (features a row). A point touches twelve short runs of
/// memory; where each feature is a plane of its own it is 12 * features places, which took most of a query's time.
void sampleTriplane(const TriplaneView& planes, std::span<const glm::vec3> points, bool concat, float* rows);

} // namespace orfeas::inference
