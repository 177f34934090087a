#include "core/inference/reconstruction/solid_field.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/base/parallel.h"

namespace orfeas::inference {
namespace {

constexpr int kColumns = 64;       ///< lines of sight a side that are looked along
constexpr int kSteps = 28;         ///< on each
constexpr float kThickest = 0.03f; ///< nothing is thickened beyond this half width, in cube units
constexpr float kShare = 0.5f;     ///< of the distance to the outline: a limb is about as deep as it is wide

// The grid coordinate of a place in -1 … 1.
float cellAt(float place, int cells) {
    return (place + 1.0f) * 0.5f * static_cast<float>(cells) - 0.5f;
}

float placeOf(int cell, int cells) {
    return (static_cast<float>(cell) + 0.5f) * 2.0f / static_cast<float>(cells) - 1.0f;
}

} // namespace

SolidField::SolidField(std::shared_ptr<const SolidCode> code, generate::Field outline, float fullness)
    : m_code(std::move(code)), m_outline(std::move(outline)), m_fullness(fullness),
      m_lift(kColumns, kColumns, 0.0f) {
    fillThinPlaces();
}

glm::vec2 SolidField::seenAt(const glm::vec3& point) const {
    const float scale = m_code->cameraDistance() / (m_code->cameraDistance() - point.z);
    return {point.x * scale, point.y * scale};
}

float SolidField::outlineAt(glm::vec2 place) const {
    return generate::sampleLinear(m_outline, cellAt(place.x, m_outline.width),
                                  cellAt(-place.y, m_outline.height));
}

float SolidField::outlineAt(const glm::vec3& point) const {
    return outlineAt(seenAt(point));
}

void SolidField::fillThinPlaces() {
    const float distance = m_code->cameraDistance();
    parallelFor(kColumns, 2, [&](std::size_t begin, std::size_t end) {
        std::array<glm::vec3, kSteps> points;
        std::array<float, kSteps> values;
        for (auto row = static_cast<int>(begin); row < static_cast<int>(end); ++row) {
            for (int column = 0; column < kColumns; ++column) {
                const glm::vec2 place(placeOf(column, kColumns), -placeOf(row, kColumns));
                const float inside = outlineAt(place);
                if (inside <= 0.0f) continue;
                for (int k = 0; k < kSteps; ++k) {
                    const float z = placeOf(k, kSteps), scale = (distance - z) / distance;
                    points[std::size_t(k)] = {place.x * scale, place.y * scale, z};
                }
                m_code->distances(points, values);
                const float deepest = m_fullness - *std::min_element(values.begin(), values.end());
                m_lift.at(column, row) = std::max(0.0f, std::min(kShare * inside, kThickest) - deepest);
            }
        }
    });
}

void SolidField::evaluate(std::span<const glm::vec3> points, std::span<float> values) const {
    m_code->distances(points, values);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const glm::vec2 place = seenAt(points[i]);
        const float lift =
            generate::sampleLinear(m_lift, cellAt(place.x, kColumns), cellAt(-place.y, kColumns));
        values[i] = std::min(m_fullness + lift - values[i], outlineAt(place));
    }
}

} // namespace orfeas::inference
