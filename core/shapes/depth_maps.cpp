#include "core/shapes/depth_maps.h"

#include <cmath>

#include "core/shapes/pixels.h"

namespace orfeas::shapes {
namespace {

constexpr float kBehind = -1.1f; ///< z where rays from behind begin: all of a shape lies before it

// Walks from `from` along `toward`; z of the surface met, or kNoDepth.
float depthAlong(const ShapeView& shape, Vec3 from, Vec3 toward) {
    Selection among;
    alongRay(shape, from, toward, among);
    if (among.far <= among.near) return kNoDepth;
    const float t = trace(shape, among, from, toward);
    return t < 0.0f ? kNoDepth : (from + toward * t).z;
}

} // namespace

DepthMaps makeDepthMaps(const ShapeView& shape, float cameraDistance, int side) {
    const auto count = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    DepthMaps maps{side, std::vector<float>(count, kNoDepth), std::vector<float>(count, kNoDepth)};
    const Vec3 eye{0.0f, 0.0f, cameraDistance};
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const Vec3 place{pixelMiddle(static_cast<float>(x), side),
                             -pixelMiddle(static_cast<float>(y), side), 0.0f};
            const Vec3 toward = normalized(place - eye);
            const float front = depthAlong(shape, eye, toward);
            if (front == kNoDepth) continue;
            const Vec3 behind = eye + toward * ((kBehind - cameraDistance) / toward.z);
            const float back = depthAlong(shape, behind, toward * -1.0f);
            const std::size_t at = static_cast<std::size_t>(y * side + x);
            maps.front[at] = front;
            // A grazing ray may be missed from one side: then the shape has no thickness there.
            maps.back[at] = back == kNoDepth ? front : std::fmin(front, back);
        }
    }
    return maps;
}

} // namespace orfeas::shapes
