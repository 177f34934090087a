// Polygons of files into triangles. Inside core/io only.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <glm/vec3.hpp>

namespace orfeas::io {

/// Cuts simple polygons, convex or not, flat or nearly so, into triangles that keep their sense: by ear clipping in
/// the plane of Newell's normal. What cannot be clipped (self-crossing, folded) becomes a fan. The work over the
/// life of one object is bounded; beyond the bound all polygons become fans.
class PolygonCutter {
public:
    /// Appends corner numbers (into `corners`), three a triangle; always corners.size() - 2 triangles.
    void cut(std::span<const glm::vec3> corners, std::vector<glm::uvec3>& triangles);

    /// How many polygons became fans although they are not convex.
    std::uint64_t fans() const { return m_fans; }

private:
    bool clipEars(std::span<const glm::vec3> corners, const glm::dvec3& normal,
                  std::vector<glm::uvec3>& triangles);

    std::uint64_t m_work = 1'000'000'000;
    std::uint64_t m_fans = 0;
};

} // namespace orfeas::io
