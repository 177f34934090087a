// A closed solid that stands on a plane: regions of different height with walls between them.
#pragma once

#include <functional>

#include "core/mesh/mesh.h"
#include "core/mesh/region_map.h"

namespace orfeas::mesh {

struct SteppedSolidOptions {
    float longestWallStep =
        1e9f; ///< taller walls get rows of vertices, so that their triangles are no needles
    const RegionMap* underside =
        nullptr; ///< another triangulation of the same outline, for a flat underside; or null
};

/// The solid between z = 0 and the regions' heights. `height(point, label)` must be positive, continuous within a
/// region, and where regions meet, ordered like their labels (a higher label is never lower). Closed, manifold and
/// free of self-intersections by construction. `pointOf`, when given, gets for every vertex its point in `top` (for
/// vertices that only the underside has: numbers after the last point of `top`).
Mesh makeSteppedSolid(const RegionMap& top, const std::function<float(std::uint32_t, RegionLabel)>& height,
                      const SteppedSolidOptions& options, std::vector<std::uint32_t>* pointOf = nullptr);

} // namespace orfeas::mesh
