// Convex hulls in the plane and what is asked of them.
#pragma once

#include <vector>

#include <glm/vec2.hpp>

namespace orfeas::print {

/// Counter-clockwise, without points on the edges; one or two points when all are in one place or on a line (Andrew's
/// monotone chain).
std::vector<glm::dvec2> convexHull(std::vector<glm::dvec2> points);

double hullArea(const std::vector<glm::dvec2>& hull);

/// Distance from the point to the hull's rim: positive inside, negative outside.
double depthInHull(const std::vector<glm::dvec2>& hull, const glm::dvec2& point);

/// Smallest distance between two parallel lines that hold the hull.
double hullWidth(const std::vector<glm::dvec2>& hull);

/// The turn (degrees counter-clockwise, in [0, 180)) after which the hull fits into width x depth, or a negative number
/// when there is none. 0 and 90 are tried first.
double turnToFit(const std::vector<glm::dvec2>& hull, double width, double depth);

} // namespace orfeas::print
