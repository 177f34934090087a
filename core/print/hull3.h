// The convex hull of a mesh, near enough to tell on which faces it can lie.
#pragma once

#include <array>
#include <vector>

#include <glm/vec3.hpp>

#include "core/mesh/mesh.h"

namespace orfeas::print {

/// Triangles counter-clockwise seen from outside. Empty when the mesh is flat.
struct Hull3 {
    std::vector<glm::dvec3> points;
    std::vector<std::array<std::uint32_t, 3>> faces;
};

/// Of the points that are farthest in some 3000 directions: exact for bodies with few corners, and within a fraction of
/// a percent of the size for smooth ones. Incremental, with a tolerance of 1e-6 of the diagonal.
Hull3 convexHull(const mesh::Mesh& mesh);

} // namespace orfeas::print
