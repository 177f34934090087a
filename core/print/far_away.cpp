#include "core/print/far_away.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

namespace orfeas::print {
namespace {

float farthest(const mesh::Box& box) {
    float far = 0.0f;
    for (int k = 0; k < 3; ++k)
        far = std::max({far, std::abs(box.lower[k]), std::abs(box.upper[k])});
    return far;
}

} // namespace

double coordinateStep(const mesh::Box& box) {
    const float far = farthest(box);
    return double(std::nextafter(far, 3.4e38f)) - double(far);
}

bool isFarAway(const mesh::Box& box) {
    if (box.empty()) return false;
    const double far = double(farthest(box));
    return far > kSlicerReachMm && far >= 4.0 * glm::length(glm::dvec3(box.size()));
}

glm::vec3 wayHome(const mesh::Box& box) {
    glm::vec3 way(0.0f);
    for (int k = 0; k < 3; ++k) {
        const float lower = box.lower[k];
        const float upper = box.upper[k];
        const float near = std::min(std::abs(lower), std::abs(upper));
        const float far = std::max(std::abs(lower), std::abs(upper));
        // The difference of two numbers within a factor of two is exact (Sterbenz, 1974).
        if ((lower < 0.0f) != (upper < 0.0f) || far > 2.0f * near) continue;
        way[k] = k == 2 ? -lower : -(lower + 0.5f * (upper - lower));
    }
    return way;
}

} // namespace orfeas::print
