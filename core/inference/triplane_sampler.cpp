#include "core/inference/triplane_sampler.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace orfeas::inference {
namespace {

// Where a coordinate lies between two texels.
struct Between {
    int first = 0;
    float second = 0.0f; ///< share of the texel after `first`
};

// In float32 and in the reference's order, so that both round alike.
Between between(float coordinate, float radius, int side) {
    const float unit = (coordinate + radius) / (2.0f * radius) * 2.0f - 1.0f;
    const float half = static_cast<float>(side) / 2.0f;
    float at = (unit + 1.0f) * half - 0.5f;
    // Beyond these all is zero, and a number that large (or none) must not become an index.
    at = at >= -2.0f ? std::min(at, static_cast<float>(side) + 1.0f) : -2.0f;
    const float floor = std::floor(at);
    return {static_cast<int>(floor), at - floor};
}

void blend(const float* nw, const float* ne, const float* sw, const float* se, Between x, Between y,
           int count, float* out) {
    const float east = x.second, west = 1.0f - east, south = y.second, north = 1.0f - south;
    const float a = north * west, b = north * east, c = south * west, d = south * east;
    for (int f = 0; f < count; ++f)
        out[f] = nw[f] * a + ne[f] * b + sw[f] * c + se[f] * d;
}

} // namespace

void sampleTriplane(const TriplaneView& planes, std::span<const glm::vec3> points, bool concat, float* rows) {
    constexpr int kAxes[3][2] = {{0, 1}, {0, 2}, {1, 2}}; // column, row
    const auto width = static_cast<std::size_t>(planes.features);
    const auto side = static_cast<std::size_t>(planes.side);
    const std::vector<float> zeros(width, 0.0f);
    std::vector<float> parts(3 * width);
    for (const glm::vec3& point : points) {
        float* out = concat ? rows : parts.data();
        for (std::size_t plane = 0; plane < 3; ++plane) {
            const Between x = between(point[kAxes[plane][0]], planes.radius, planes.side);
            const Between y = between(point[kAxes[plane][1]], planes.radius, planes.side);
            const auto texel = [&](int column, int row) {
                const bool isThere = column >= 0 && row >= 0 && column < planes.side && row < planes.side;
                return isThere ? planes.values +
                                     ((plane * side + std::size_t(row)) * side + std::size_t(column)) * width
                               : zeros.data();
            };
            blend(texel(x.first, y.first), texel(x.first + 1, y.first), texel(x.first, y.first + 1),
                  texel(x.first + 1, y.first + 1), x, y, planes.features, out + plane * width);
        }
        if (!concat) {
            for (std::size_t f = 0; f < width; ++f)
                rows[f] = (parts[f] + parts[f + width] + parts[f + 2 * width]) / 3.0f;
        }
        rows += concat ? 3 * width : width;
    }
}

} // namespace orfeas::inference
