#include "core/inference/reconstruction/solid_field.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace orfeas::inference {
namespace {

constexpr float kThickest = 0.03f; ///< nothing is thickened beyond this half width, in cube units
constexpr float kShare = 1.0f;     ///< of the distance to the outline: a limb is about as deep as it is wide
constexpr int kGrown = 6;          ///< places that what the network says is continued by
constexpr float kThin = 0.05f;     ///< half a thickness below which values fall short of distances

// The grid coordinates of a place.
glm::vec2 cellAt(glm::vec2 place, const generate::Field& field) {
    return {(place.x + 1.0f) * 0.5f * static_cast<float>(field.width) - 0.5f,
            (1.0f - place.y) * 0.5f * static_cast<float>(field.height) - 0.5f};
}

glm::vec2 placeOf(int x, int y, int side) {
    const float step = 2.0f / static_cast<float>(side);
    return {(static_cast<float>(x) + 0.5f) * step - 1.0f, 1.0f - (static_cast<float>(y) + 0.5f) * step};
}

// Places next to known ones become the mean of these.
void grow(const std::array<generate::Field*, 2>& fields, std::vector<std::uint8_t>& known) {
    const int side = fields[0]->width;
    const std::vector<std::uint8_t> before = known;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            if (before[fields[0]->index(x, y)]) continue;
            std::array<float, 2> sum{};
            float count = 0.0f;
            for (int v = std::max(0, y - 1); v <= std::min(side - 1, y + 1); ++v) {
                for (int u = std::max(0, x - 1); u <= std::min(side - 1, x + 1); ++u) {
                    if (!before[fields[0]->index(u, v)]) continue;
                    for (std::size_t f = 0; f < 2; ++f)
                        sum[f] += fields[f]->at(u, v);
                    count += 1.0f;
                }
            }
            if (count == 0.0f) continue;
            for (std::size_t f = 0; f < 2; ++f)
                fields[f]->at(x, y) = sum[f] / count;
            known[fields[0]->index(x, y)] = 1;
        }
    }
}

} // namespace

SolidField::SolidField(std::shared_ptr<const SolidCode> code, generate::Field outline,
                       generate::Field inflation, float fullness)
    : m_code(std::move(code)), m_outline(std::move(outline)), m_inflation(std::move(inflation)),
      m_fullness(fullness) {
    takeResidual();
}

void SolidField::takeResidual() {
    const int side = m_code->sightSide();
    const auto [bulgeFront, bulgeBack] = m_code->bulge();
    m_front = m_back = generate::Field(side, side);
    std::vector<std::uint8_t> known(m_front.values.size());
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const glm::vec2 place = placeOf(x, y, side);
            const Sight sight = m_code->sightAt(place);
            m_front.at(x, y) = sight.front - bulgeFront * sight.height;
            m_back.at(x, y) = sight.back + bulgeBack * sight.height;
            known[m_front.index(x, y)] = outlineAt(place) > 0.0f;
        }
    }
    for (int round = 0; round < kGrown; ++round)
        grow({&m_front, &m_back}, known);
}

float SolidField::outlineAt(glm::vec2 place) const {
    const glm::vec2 cell = cellAt(place, m_outline);
    return generate::sampleLinear(m_outline, cell.x, cell.y);
}

float SolidField::outlineAt(const glm::vec3& point) const {
    return outlineAt(m_code->placeOf(point));
}

float SolidField::value(glm::vec3 point) const {
    const glm::vec2 place = m_code->placeOf(point);
    const float outline = outlineAt(place);
    const glm::vec2 seen = cellAt(place, m_front), cell = cellAt(place, m_inflation);
    const float height = std::sqrt(std::max(0.0f, generate::sampleSmooth(m_inflation, cell.x, cell.y).value));
    const auto [bulgeFront, bulgeBack] = m_code->bulge();
    const float front = generate::sampleSmooth(m_front, seen.x, seen.y).value + bulgeFront * height;
    const float back = generate::sampleSmooth(m_back, seen.x, seen.y).value - bulgeBack * height;
    const float least = std::min(kShare * std::max(0.0f, outline), kThickest);
    const float half = std::max(0.5f * (front - back), least) + m_fullness;
    const float off = point.z - 0.5f * (front + back);
    // half - |off|, but for a factor that makes it smooth where the surface turns round from front to back.
    const float between = (half * std::abs(half) - off * off) / (2.0f * std::max(half, kThin));
    return std::min(between, outline);
}

// Lines along z are no lines of sight: nothing is shared between their points.
void SolidField::column(float x, float y, float z0, float step, std::span<float> values) const {
    for (std::size_t k = 0; k < values.size(); ++k)
        values[k] = value({x, y, z0 + static_cast<float>(k) * step});
}

} // namespace orfeas::inference
