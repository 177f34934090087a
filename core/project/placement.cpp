#include "core/project/placement.h"

#include <algorithm>
#include <limits>

#include <glm/common.hpp>
#include <glm/geometric.hpp>
#include <glm/vec4.hpp>

namespace orfeas::project {
namespace {

glm::vec2 middle(const Footprint& f) {
    return 0.5f * (f.lower + f.upper);
}

// Half a micrometre, so that a place made exactly one gap away is not crowded by rounding.
constexpr float kSlackMm = 0.0005f;

} // namespace

Footprint footprintOf(const mesh::Box& box, const glm::mat4& transform) {
    if (box.empty()) return {};
    Footprint out{glm::vec2(std::numeric_limits<float>::max()),
                  glm::vec2(std::numeric_limits<float>::lowest())};
    for (int corner = 0; corner < 8; ++corner) {
        const glm::vec4 local((corner & 1) ? box.upper.x : box.lower.x,
                              (corner & 2) ? box.upper.y : box.lower.y,
                              (corner & 4) ? box.upper.z : box.lower.z, 1.0f);
        const glm::vec2 seen(transform * local);
        out.lower = glm::min(out.lower, seen);
        out.upper = glm::max(out.upper, seen);
    }
    return out;
}

Footprint moved(const Footprint& footprint, glm::vec2 by) {
    return {footprint.lower + by, footprint.upper + by};
}

bool crowds(const Footprint& a, const Footprint& b) {
    const float gap = kPlacementGapMm - kSlackMm;
    return a.lower.x < b.upper.x + gap && b.lower.x < a.upper.x + gap && a.lower.y < b.upper.y + gap &&
           b.lower.y < a.upper.y + gap;
}

bool crowdsAny(const Footprint& footprint, std::span<const Footprint> taken) {
    return std::any_of(taken.begin(), taken.end(),
                       [&](const Footprint& other) { return crowds(footprint, other); });
}

glm::vec2 findPlace(const Footprint& wanted, std::span<const Footprint> taken) {
    if (!crowdsAny(wanted, taken)) return glm::vec2(0.0f);
    const glm::vec2 size = wanted.upper - wanted.lower;
    const glm::vec2 reach = 0.5f * size + glm::vec2(kPlacementGapMm);
    // Right of everything is always free.
    float rightmost = std::numeric_limits<float>::lowest();
    for (const Footprint& other : taken)
        rightmost = std::max(rightmost, other.upper.x);
    glm::vec2 best = glm::vec2(rightmost + reach.x, 0.0f) - middle(wanted);
    float bestDistance = std::numeric_limits<float>::max();
    // Better: beside an object, level with its middle, to the right, left, behind or in front.
    for (const Footprint& other : taken) {
        const glm::vec2 at = middle(other);
        const glm::vec2 candidates[] = {{other.upper.x + reach.x, at.y},
                                        {other.lower.x - reach.x, at.y},
                                        {at.x, other.upper.y + reach.y},
                                        {at.x, other.lower.y - reach.y}};
        for (const glm::vec2& candidate : candidates) {
            const float distance = glm::length(candidate);
            if (distance >= bestDistance - kSlackMm) continue;
            const glm::vec2 by = candidate - middle(wanted);
            if (crowdsAny(moved(wanted, by), taken)) continue;
            best = by;
            bestDistance = distance;
        }
    }
    return best;
}

} // namespace orfeas::project
