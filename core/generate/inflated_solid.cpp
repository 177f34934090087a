#include "core/generate/inflated_solid.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace orfeas::generate {
namespace {

// The smaller of the two, rounded where they meet over about `width` (a quadratic blend, exact elsewhere).
float smoothMinimum(float a, float b, float width) {
    const float h = std::max(width - std::abs(a - b), 0.0f) / width;
    return std::min(a, b) - 0.25f * h * h * width;
}

} // namespace

glm::vec2 InflatedSolid::toCell(float x, float y) const {
    return {x / m_cell + 0.5f * static_cast<float>(m_u.width - 1),
            0.5f * static_cast<float>(m_u.height - 1) - y / m_cell};
}

FieldSample InflatedSolid::inflationAt(float x, float y) const {
    const glm::vec2 cell = toCell(x, y);
    FieldSample sample = sampleSmooth(m_u, cell.x, cell.y);
    sample.gradient = glm::vec2(sample.gradient.x, -sample.gradient.y) / m_cell;
    return sample;
}

float InflatedSolid::fromSample(const FieldSample& u, float y, float z) const {
    const float depth = z >= 0.0f ? m_shape.frontDepth : m_shape.backDepth;
    const float q = z / depth;
    const float slopeZ = 2.0f * q / depth;
    // Dividing by the gradient's length makes it a distance near the surface.
    const float steepness =
        std::sqrt(u.gradient.x * u.gradient.x + u.gradient.y * u.gradient.y + slopeZ * slopeZ + 0.04f);
    float value = (u.value - q * q) / steepness;
    value = smoothMinimum(value, z - m_shape.backPlane, m_shape.edgeRounding);
    return smoothMinimum(value, y - m_shape.footPlane, m_shape.edgeRounding);
}

float InflatedSolid::value(glm::vec3 at) const {
    return fromSample(inflationAt(at.x, at.y), at.y, at.z);
}

void InflatedSolid::column(float x, float y, float z0, float step, std::span<float> values) const {
    const FieldSample u = inflationAt(x, y);
    for (std::size_t k = 0; k < values.size(); ++k)
        values[k] = fromSample(u, y, z0 + static_cast<float>(k) * step);
}

float chooseFootPlane(const Field& u, double cellMm, const InflatedShape& shape) {
    std::vector<double> area(static_cast<std::size_t>(u.height), 0.0); // of the horizontal section, mm²
    double deepest = 0.0;
    int left = u.width, right = 0, top = u.height, bottom = -1;
    for (int y = 0; y < u.height; ++y) {
        for (int x = 0; x < u.width; ++x) {
            if (u.at(x, y) <= 0.0f) continue;
            const double depth = (shape.frontDepth + shape.backDepth) * std::sqrt(u.at(x, y));
            area[static_cast<std::size_t>(y)] += depth * cellMm;
            deepest = std::max(deepest, depth);
            left = std::min(left, x);
            right = std::max(right, x);
            top = std::min(top, y);
            bottom = std::max(bottom, y);
        }
    }
    if (bottom < 0) return -1e9f;
    const double height = (bottom - top + 1) * cellMm;
    const double enough = 0.06 * (right - left + 1) * cellMm * deepest;
    const int most = std::max(1, static_cast<int>(std::lround(std::max(0.03 * height, 0.5) / cellMm)));
    const int least = std::max(1, static_cast<int>(std::lround(std::min(0.6, 0.1 * height) / cellMm)));
    int row = bottom - least;
    while (row > bottom - most && area[static_cast<std::size_t>(row)] < enough)
        --row;
    return static_cast<float>((0.5 * (u.height - 1) - row) * cellMm);
}

float thickestAt(const Field& u, double cellMm, float y) {
    const int row =
        std::clamp(static_cast<int>(std::lround(0.5 * (u.height - 1) - y / cellMm)), 0, u.height - 1);
    float highest = 0.0f;
    for (int x = 0; x < u.width; ++x)
        highest = std::max(highest, u.at(x, row));
    return std::sqrt(highest);
}

double estimateSurface(const Field& u, double cellMm, const InflatedShape& shape) {
    double area = 0.0;
    for (int y = 1; y + 1 < u.height; ++y) {
        for (int x = 1; x + 1 < u.width; ++x) {
            const double value = u.at(x, y);
            if (value <= 0.0) continue;
            const double gx = (u.at(x + 1, y) - u.at(x - 1, y)) / (2.0 * cellMm);
            const double gy = (u.at(x, y + 1) - u.at(x, y - 1)) / (2.0 * cellMm);
            const double slope2 = std::min((gx * gx + gy * gy) / (4.0 * value), 100.0);
            for (const double depth : {shape.frontDepth, shape.backDepth}) {
                area += std::sqrt(1.0 + depth * depth * slope2) * cellMm * cellMm;
            }
        }
    }
    return area;
}

} // namespace orfeas::generate
