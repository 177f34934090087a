// A plane triangulation cut along the borders between labelled regions.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

namespace orfeas::mesh {

using RegionLabel = std::uint8_t;
inline constexpr RegionLabel kOutside = 0;

/// Triangles of the plane, counter-clockwise, each of one region. Region borders run along edges only; around every
/// point each region's triangles form one fan.
struct RegionMap {
    std::vector<glm::vec2> points;
    std::vector<glm::uvec3> triangles;
    std::vector<RegionLabel> labels; ///< per triangle; those of kOutside are the surroundings
    /// Per point, the lowest and the highest label that meet there; kOutside is the lowest on the outline.
    std::vector<RegionLabel> lowest;
    std::vector<RegionLabel> highest;

    bool hasRegions() const {
        return std::any_of(labels.begin(), labels.end(), [](RegionLabel label) { return label != kOutside; });
    }
};

/// Where between two points with different labels the border lies: 0 at `a`, 1 at `b`.
using BorderPosition = std::function<float(std::uint32_t a, std::uint32_t b)>;

/// Marching triangles for several regions at once: edges between different labels are cut, triangles with three
/// labels get a point in their middle. `points` and `labels` are per grid point. Triangles outside stay in the map: they
/// keep outlines apart while they are relaxed.
RegionMap cutRegions(const std::vector<glm::vec2>& points, const std::vector<glm::uvec3>& triangles,
                     const std::vector<RegionLabel>& labels, const BorderPosition& border);

/// Evens out the triangles along the borders: border points slide along their border, the points beside them move to
/// the middle of their neighbours. No triangle turns over or collapses. Points on the rim of the plane triangulation
/// (`fixedPoint`) stay.
void relaxRegions(RegionMap& map, int steps, const std::function<bool(glm::vec2)>& fixedPoint);

} // namespace orfeas::mesh
