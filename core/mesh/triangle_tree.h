// A box tree over a mesh's triangles: what a ray hits, what is nearest, what overlaps.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include <glm/vec3.hpp>

#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::mesh {

/// Built once (about 0.1 s per million triangles), then asked from any number of threads. Keeps its own copy of the
/// corners: the mesh need not outlive it. Triangles with a corner that is not finite are left out; triangles without
/// area are in. Answers are in double precision and do not depend on threads.
class TriangleTree {
public:
    struct Hit {
        std::uint32_t triangle = 0;
        double distance = 0.0;   ///< along the ray, in multiples of the direction's length
        bool fromBehind = false; ///< the ray leaves through the triangle: runs along its normal
    };
    struct Closest {
        std::uint32_t triangle = 0;
        double distance = 0.0;
        glm::dvec3 point{0.0};
    };
    using Corners = std::array<glm::dvec3, 3>;

    TriangleTree() = default;
    /// Empty when cancelled.
    explicit TriangleTree(const Mesh& mesh, const jobs::JobContext& context = {});

    bool empty() const { return m_corners.empty(); }
    std::size_t triangleCount() const { return m_corners.size(); }
    const Box& box() const { return m_box; }

    /// The first triangle that origin + t * direction meets with from <= t <= to and for which accept(triangle,
    /// fromBehind) holds.
    template <typename Accept>
    std::optional<Hit> firstHit(const glm::dvec3& origin, const glm::dvec3& direction, double from, double to,
                                Accept&& accept) const;
    std::optional<Hit> firstHit(const glm::dvec3& origin, const glm::dvec3& direction, double from = 0.0,
                                double to = std::numeric_limits<double>::infinity()) const {
        return firstHit(origin, direction, from, to, [](std::uint32_t, bool) { return true; });
    }
    /// Calls visit(Hit) for every triangle met, in no particular but always the same order.
    template <typename Visit>
    void eachHit(const glm::dvec3& origin, const glm::dvec3& direction, double from, double to,
                 Visit&& visit) const;

    /// The nearest point of the surface within `limit`, of the triangles for which accept(triangle, point) holds.
    template <typename Accept>
    std::optional<Closest> closest(const glm::dvec3& point, double limit, Accept&& accept) const;
    std::optional<Closest> closest(const glm::dvec3& point,
                                   double limit = std::numeric_limits<double>::infinity()) const {
        return closest(point, limit, [](std::uint32_t, const glm::dvec3&) { return true; });
    }

    /// Calls visit(triangle) for every triangle whose box meets `box`.
    template <typename Visit>
    void eachOverlap(const Box& box, Visit&& visit) const;

    /// For each triangle a at places [begin, end) of order(): calls visit(a, others), and others(next) then calls
    /// next(b), until it returns false, for every triangle b that stands behind a in order() and whose box meets a's.
    /// So all of [0, triangleCount()) gives every pair of near triangles once.
    template <typename Visit>
    void eachNearPair(std::size_t begin, std::size_t end, Visit&& visit) const;

    /// The triangles in the order of the tree: neighbours in space are near each other.
    const std::vector<std::uint32_t>& order() const { return m_order; }

private:
    struct Node {
        glm::vec3 lower;
        std::uint32_t first; ///< the first triangle below, in tree order
        glm::vec3 upper;
        std::uint32_t
            link; ///< leaf: kLeafBit and how many triangles; else its second child (the first comes next)

        bool isLeaf() const { return (link & kLeafBit) != 0; }
        std::uint32_t end() const { return first + (link & ~kLeafBit); } ///< of a leaf
    };
    static constexpr std::uint32_t kLeafBit = 0x80000000u;
    using FloatCorners = std::array<glm::vec3, 3>;
    static constexpr int kMaxDepth = 128;

    void clear();
    static double entry(const Node& node, const glm::dvec3& origin, const glm::dvec3& inverse, double from,
                        double to);
    static double squaredDistance(const Node& node, const glm::dvec3& point);
    static bool meets(const FloatCorners& corners, const glm::dvec3& origin, const glm::dvec3& direction,
                      double& distance, bool& fromBehind);

    std::vector<Node> m_nodes;
    std::vector<FloatCorners> m_corners; ///< in tree order
    std::vector<std::uint32_t> m_order;  ///< number in the mesh of each of them
    Box m_box;
};

/// The point of a triangle nearest to `point` (Ericson, Real-Time Collision Detection, 5.1.5).
glm::dvec3 closestPointOnTriangle(const glm::dvec3& point, const TriangleTree::Corners& triangle);

} // namespace orfeas::mesh

#include "core/mesh/triangle_tree_queries.h"
