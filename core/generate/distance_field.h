// Distances to the iso-contour of a field, more exact than the grid.
#pragma once

#include <cstdint>
#include <vector>

#include "core/generate/field.h"

namespace orfeas::generate {

/// For every cell the index of the nearest cell for which `site` is true (Euclidean; Felzenszwalb &
/// Huttenlocher 2012), or kNoSite everywhere when there is none. Ties go to one fixed side. Parallel;
/// deterministic.
inline constexpr std::uint32_t kNoSite = 0xffffffffu;
std::vector<std::uint32_t> nearestSites(int width, int height, const std::vector<std::uint8_t>& site);

/// Signed Euclidean distance, in cells, to the contour where `field` crosses `level`: positive where the
/// field is above it. Near the contour the sub-cell position is used. A field that never crosses gives
/// +-(width + height).
Field signedDistance(const Field& field, float level);

/// Distance in cells to the nearest cell for which `site` is true; width + height when there is none.
Field distanceToSites(int width, int height, const std::vector<std::uint8_t>& site);

} // namespace orfeas::generate
