// Where a new object stands so that nothing on the bed overlaps.
#pragma once

#include <span>
#include <vector>

#include <glm/mat4x4.hpp>
#include <glm/vec2.hpp>

#include "core/mesh/mesh.h"

namespace orfeas::project {

/// What an object covers on the bed, in mm.
struct Footprint {
    glm::vec2 lower{0.0f};
    glm::vec2 upper{0.0f};

    bool operator==(const Footprint&) const = default;
};

inline constexpr float kPlacementGapMm = 5.0f;

/// Of a box seen from above after `transform`.
Footprint footprintOf(const mesh::Box& box, const glm::mat4& transform);

Footprint moved(const Footprint& footprint, glm::vec2 by);

/// Closer than the gap, or overlapping.
bool crowds(const Footprint& a, const Footprint& b);
bool crowdsAny(const Footprint& footprint, std::span<const Footprint> taken);

/// How far to move `wanted` so that it crowds nothing in `taken`: not at all when it fits where it is, else
/// to the free place beside one of the others that is closest to the middle of the bed. Always finds one.
/// Deterministic.
glm::vec2 findPlace(const Footprint& wanted, std::span<const Footprint> taken);

} // namespace orfeas::project
