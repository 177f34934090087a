#include "core/inference/reconstruction/solid_field.h"

#include <algorithm>
#include <cmath>

namespace orfeas::inference {
namespace {

constexpr float kThickest = 0.03f; ///< nothing is thickened beyond this half width, in cube units
constexpr float kShare = 0.5f;     ///< of the distance to the outline: a limb is about as deep as it is wide
constexpr float kThin = 0.05f;     ///< half a thickness below which values fall short of distances

// The grid coordinates of a place.
glm::vec2 cellAt(glm::vec2 place, const generate::Field& field) {
    return {(place.x + 1.0f) * 0.5f * static_cast<float>(field.width) - 0.5f,
            (1.0f - place.y) * 0.5f * static_cast<float>(field.height) - 0.5f};
}

} // namespace

SolidField::SolidField(std::shared_ptr<const SolidCode> code, generate::Field outline,
                       generate::Field inflation, float fullness)
    : m_code(std::move(code)), m_outline(std::move(outline)), m_inflation(std::move(inflation)),
      m_fullness(fullness) {}

float SolidField::outlineAt(glm::vec2 place) const {
    const glm::vec2 cell = cellAt(place, m_outline);
    return generate::sampleLinear(m_outline, cell.x, cell.y);
}

float SolidField::outlineAt(const glm::vec3& point) const {
    return outlineAt(m_code->placeOf(point));
}

float SolidField::value(const glm::vec3& point) const {
    const glm::vec2 place = m_code->placeOf(point);
    const float outline = outlineAt(place);
    const Sight sight = m_code->sightAt(place);
    const glm::vec2 cell = cellAt(place, m_inflation);
    const float height = std::sqrt(std::max(0.0f, generate::sampleSmooth(m_inflation, cell.x, cell.y).value));
    const auto [bulgeFront, bulgeBack] = m_code->bulge();
    const float front = sight.front + bulgeFront * (height - sight.height);
    const float back = sight.back - bulgeBack * (height - sight.height);
    const float least = std::min(kShare * std::max(0.0f, outline), kThickest);
    const float half = std::max(0.5f * (front - back), least) + m_fullness;
    const float off = point.z - 0.5f * (front + back);
    // half - |off|, but for a factor that makes it smooth where the surface turns round from front to back.
    const float between = (half * std::abs(half) - off * off) / (2.0f * std::max(half, kThin));
    return std::min(between, outline);
}

void SolidField::evaluate(std::span<const glm::vec3> points, std::span<float> values) const {
    for (std::size_t i = 0; i < points.size(); ++i)
        values[i] = value(points[i]);
}

} // namespace orfeas::inference
