#include "core/inference/field_error.h"

#include <algorithm>
#include <cmath>

namespace orfeas::inference {

Result<std::vector<float>> latticeDensities(const SceneCode& scene, double radius, int samples) {
    const auto side = static_cast<std::size_t>(samples);
    std::vector<glm::vec3> points;
    points.reserve(side * side * side);
    for (std::size_t i = 0; i < side * side * side; ++i) {
        const glm::dvec3 at(double(i / (side * side)), double(i / side % side), double(i % side));
        points.emplace_back((at / double(side - 1) * 2.0 - 1.0) * radius);
    }
    std::vector<float> values(points.size());
    ORFEAS_CHECK(scene.density(points, values));
    return values;
}

FieldError compareFields(std::span<const float> exact, std::span<const float> approximate,
                         double insideShare) {
    ORFEAS_ASSERT(exact.size() == approximate.size() && !exact.empty());
    std::vector<float> sorted(exact.begin(), exact.end());
    const auto place = static_cast<std::size_t>(double(sorted.size() - 1) * (1.0 - insideShare));
    std::nth_element(sorted.begin(), sorted.begin() + std::ptrdiff_t(place), sorted.end());
    FieldError error;
    error.level = double(sorted[place]);
    double mean = 0.0, spread = 0.0, difference = 0.0;
    for (const float value : exact)
        mean += double(value) / double(exact.size());
    for (std::size_t i = 0; i < exact.size(); ++i) {
        const double by = double(approximate[i]) - double(exact[i]);
        difference += by * by;
        spread += (double(exact[i]) - mean) * (double(exact[i]) - mean);
        if ((double(exact[i]) > error.level) != (double(approximate[i]) > error.level))
            error.wrongSide += 1.0;
    }
    error.wrongSide /= double(exact.size());
    error.density = spread > 0.0 ? std::sqrt(difference / spread) : (difference > 0.0 ? HUGE_VAL : 0.0);
    return error;
}

} // namespace orfeas::inference
