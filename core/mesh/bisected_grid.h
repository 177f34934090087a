// Adaptive triangulation of a rectangular grid of samples: few triangles where little happens.
#pragma once

#include <cstdint>
#include <vector>

#include <glm/vec3.hpp>

namespace orfeas::mesh {

/// A grid of `tilesX` x `tilesY` square tiles of 2^level cells, triangulated by longest-edge bisection (right-angled
/// isosceles triangles; W. Evans, D. Kirkpatrick, G. Townsend, "Right-triangulated irregular networks", 2001). The
/// triangulation has no T-junctions, neither within nor between tiles.
class BisectedGrid {
public:
    BisectedGrid(int tilesX, int tilesY, int level);

    int width() const { return m_width; }   ///< vertices across
    int height() const { return m_height; } ///< vertices down
    std::uint32_t vertex(int x, int y) const { return static_cast<std::uint32_t>(y * m_width + x); }
    std::size_t vertexCount() const {
        return static_cast<std::size_t>(m_width) * static_cast<std::size_t>(m_height);
    }

    /// Per vertex how badly the surface misses it when it is left out: the distance from the mean of the two ends of
    /// the edge that it would split. Corners of tiles are always kept.
    std::vector<float> bisectionErrors(const std::vector<float>& heights) const;

    /// Raises errors so that every vertex is at least as needed as the vertices whose triangles come from splitting
    /// it. After this any threshold gives a triangulation without gaps.
    void propagate(std::vector<float>& errors) const;

    /// Triangles over the vertices with an error above `tolerance`, for propagated errors. Counter-clockwise for x to
    /// the right and y up.
    std::vector<glm::uvec3> triangles(const std::vector<float>& errors, float tolerance) const;

private:
    struct Right {
        std::int32_t ax, ay, bx, by, cx, cy; ///< ends of the longest edge, then the right angle
    };
    static bool splits(const Right& t) { return (t.ax + t.bx) % 2 == 0 && (t.ay + t.by) % 2 == 0; }
    std::uint32_t middle(const Right& t) const { return vertex((t.ax + t.bx) / 2, (t.ay + t.by) / 2); }
    template <typename Visit>
    void forEachLevelUp(const Visit& visit) const;
    std::vector<Right> roots() const;

    int m_tilesX, m_tilesY, m_level, m_width, m_height;
};

} // namespace orfeas::mesh
