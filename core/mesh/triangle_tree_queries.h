// The walks of TriangleTree, which take a function. Included by triangle_tree.h.
#pragma once

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

#include "core/mesh/triangle_tree.h"

namespace orfeas::mesh {

// Where the ray enters the node's box, or infinity.
inline double TriangleTree::entry(const Node& node, const glm::dvec3& origin, const glm::dvec3& inverse,
                                  double from, double to) {
    for (int k = 0; k < 3; ++k) {
        if (std::isinf(inverse[k])) { // runs along the box's faces
            if (origin[k] < double(node.lower[k]) || origin[k] > double(node.upper[k]))
                return std::numeric_limits<double>::infinity();
            continue;
        }
        double near = (double(node.lower[k]) - origin[k]) * inverse[k];
        double far = (double(node.upper[k]) - origin[k]) * inverse[k];
        if (near > far) std::swap(near, far);
        if (near > from) from = near;
        if (far < to) to = far;
    }
    return from <= to * (1.0 + 4e-16) + 1e-300 ? from : std::numeric_limits<double>::infinity();
}

inline double TriangleTree::squaredDistance(const Node& node, const glm::dvec3& point) {
    const glm::dvec3 nearest = glm::clamp(point, glm::dvec3(node.lower), glm::dvec3(node.upper));
    const glm::dvec3 away = point - nearest;
    return glm::dot(away, away);
}

// Möller and Trumbore, 1997. Edges count as inside, a little generously, so that no ray slips through a seam.
inline bool TriangleTree::meets(const FloatCorners& corners, const glm::dvec3& origin,
                                const glm::dvec3& direction, double& distance, bool& fromBehind) {
    const glm::dvec3 a(corners[0]);
    const glm::dvec3 ab = glm::dvec3(corners[1]) - a;
    const glm::dvec3 ac = glm::dvec3(corners[2]) - a;
    const glm::dvec3 p = glm::cross(direction, ac);
    const double determinant = glm::dot(ab, p);
    if (determinant == 0.0) return false;
    constexpr double kSlack = 1e-12;
    const double inverse = 1.0 / determinant;
    const glm::dvec3 s = origin - a;
    const double u = glm::dot(s, p) * inverse;
    if (!(u >= -kSlack && u <= 1.0 + kSlack)) return false;
    const glm::dvec3 q = glm::cross(s, ab);
    const double v = glm::dot(direction, q) * inverse;
    if (!(v >= -kSlack && u + v <= 1.0 + kSlack)) return false;
    distance = glm::dot(ac, q) * inverse;
    fromBehind = determinant < 0.0;
    return true;
}

template <typename Visit>
void TriangleTree::eachHit(const glm::dvec3& origin, const glm::dvec3& direction, double from, double to,
                           Visit&& visit) const {
    if (m_nodes.empty()) return;
    const glm::dvec3 inverse = 1.0 / direction;
    std::array<std::uint32_t, kMaxDepth> stack;
    int depth = 0;
    stack[0] = 0;
    while (depth >= 0) {
        const std::uint32_t index = stack[static_cast<std::size_t>(depth--)];
        const Node& node = m_nodes[index];
        if (std::isinf(entry(node, origin, inverse, from, to))) continue;
        if (!node.isLeaf()) {
            stack[static_cast<std::size_t>(++depth)] = node.link;
            stack[static_cast<std::size_t>(++depth)] = index + 1;
            continue;
        }
        for (std::uint32_t i = node.first; i < node.end(); ++i) {
            Hit hit{m_order[i], 0.0, false};
            if (!meets(m_corners[i], origin, direction, hit.distance, hit.fromBehind)) continue;
            if (hit.distance >= from && hit.distance <= to) visit(hit);
        }
    }
}

template <typename Accept>
std::optional<TriangleTree::Hit> TriangleTree::firstHit(const glm::dvec3& origin, const glm::dvec3& direction,
                                                        double from, double to, Accept&& accept) const {
    if (m_nodes.empty()) return {};
    std::optional<Hit> best;
    const glm::dvec3 inverse = 1.0 / direction;
    std::array<std::pair<double, std::uint32_t>, kMaxDepth> stack;
    int depth = -1;
    const auto push = [&](std::uint32_t node, double at) {
        if (at <= to) stack[static_cast<std::size_t>(++depth)] = {at, node};
    };
    push(0, entry(m_nodes[0], origin, inverse, from, to));
    while (depth >= 0) {
        const auto [at, index] = stack[static_cast<std::size_t>(depth--)];
        if (at > to) continue;
        const Node& node = m_nodes[index];
        if (!node.isLeaf()) {
            const double left = entry(m_nodes[index + 1], origin, inverse, from, to);
            const double right = entry(m_nodes[node.link], origin, inverse, from, to);
            if (std::isinf(left) && std::isinf(right)) continue;
            if (left <= right) {
                if (!std::isinf(right)) push(node.link, right);
                push(index + 1, left);
            } else {
                if (!std::isinf(left)) push(index + 1, left);
                push(node.link, right);
            }
            continue;
        }
        for (std::uint32_t i = node.first; i < node.end(); ++i) {
            Hit hit{m_order[i], 0.0, false};
            if (!meets(m_corners[i], origin, direction, hit.distance, hit.fromBehind)) continue;
            if (hit.distance < from || hit.distance > to) continue;
            // At one distance the lower number wins, so that the answer does not hang on the tree's shape.
            if (best && hit.distance == best->distance && hit.triangle > best->triangle) continue;
            if (!accept(hit.triangle, hit.fromBehind)) continue;
            best = hit;
            to = hit.distance;
        }
    }
    return best;
}

template <typename Accept>
std::optional<TriangleTree::Closest> TriangleTree::closest(const glm::dvec3& point, double limit,
                                                           Accept&& accept) const {
    if (m_nodes.empty()) return {};
    std::optional<Closest> best;
    double bestSquared = limit * limit;
    std::array<std::pair<double, std::uint32_t>, kMaxDepth> stack;
    int depth = 0;
    stack[0] = {squaredDistance(m_nodes[0], point), 0};
    while (depth >= 0) {
        const auto [squared, index] = stack[static_cast<std::size_t>(depth--)];
        if (squared > bestSquared) continue;
        const Node& node = m_nodes[index];
        if (!node.isLeaf()) {
            std::pair<double, std::uint32_t> near{squaredDistance(m_nodes[index + 1], point), index + 1};
            std::pair<double, std::uint32_t> far{squaredDistance(m_nodes[node.link], point), node.link};
            if (far.first < near.first) std::swap(near, far);
            stack[static_cast<std::size_t>(++depth)] = far;
            stack[static_cast<std::size_t>(++depth)] = near;
            continue;
        }
        for (std::uint32_t i = node.first; i < node.end(); ++i) {
            const FloatCorners& c = m_corners[i];
            const glm::dvec3 on =
                closestPointOnTriangle(point, {glm::dvec3(c[0]), glm::dvec3(c[1]), glm::dvec3(c[2])});
            const double d = glm::dot(on - point, on - point);
            if (!(d <= bestSquared)) continue;
            if (best && d == bestSquared && m_order[i] > best->triangle) continue;
            if (!accept(m_order[i], on)) continue;
            bestSquared = d;
            best = Closest{m_order[i], std::sqrt(d), on};
        }
    }
    return best;
}

template <typename Visit>
void TriangleTree::eachOverlap(const Box& box, Visit&& visit) const {
    if (m_nodes.empty()) return;
    const auto apart = [&](const glm::vec3& lower, const glm::vec3& upper) {
        return lower.x > box.upper.x || lower.y > box.upper.y || lower.z > box.upper.z ||
               upper.x < box.lower.x || upper.y < box.lower.y || upper.z < box.lower.z;
    };
    std::array<std::uint32_t, kMaxDepth> stack;
    int depth = 0;
    stack[0] = 0;
    while (depth >= 0) {
        const std::uint32_t index = stack[static_cast<std::size_t>(depth--)];
        const Node& node = m_nodes[index];
        if (apart(node.lower, node.upper)) continue;
        if (!node.isLeaf()) {
            stack[static_cast<std::size_t>(++depth)] = node.link;
            stack[static_cast<std::size_t>(++depth)] = index + 1;
            continue;
        }
        for (std::uint32_t i = node.first; i < node.end(); ++i) {
            const FloatCorners& c = m_corners[i];
            if (apart(glm::min(glm::min(c[0], c[1]), c[2]), glm::max(glm::max(c[0], c[1]), c[2]))) continue;
            visit(m_order[i]);
        }
    }
}

template <typename Visit>
void TriangleTree::eachNearPair(std::size_t begin, std::size_t end, Visit&& visit) const {
    const auto apart = [](const glm::vec3& low, const glm::vec3& high, const glm::vec3& lower,
                          const glm::vec3& upper) {
        return lower.x > high.x || lower.y > high.y || lower.z > high.z || upper.x < low.x ||
               upper.y < low.y || upper.z < low.z;
    };
    for (std::size_t i = begin; i < end; ++i) {
        const FloatCorners& own = m_corners[i];
        const glm::vec3 low = glm::min(glm::min(own[0], own[1]), own[2]);
        const glm::vec3 high = glm::max(glm::max(own[0], own[1]), own[2]);
        visit(m_order[i], [&](auto&& next) {
            std::array<std::uint32_t, kMaxDepth> stack;
            int depth = 0;
            stack[0] = 0;
            while (depth >= 0) {
                const std::uint32_t index = stack[static_cast<std::size_t>(depth--)];
                const Node& node = m_nodes[index];
                if (apart(node.lower, node.upper, low, high)) continue;
                if (!node.isLeaf()) {
                    // Everything in the first child stands before what the second one begins with.
                    stack[static_cast<std::size_t>(++depth)] = node.link;
                    if (m_nodes[node.link].first > i + 1)
                        stack[static_cast<std::size_t>(++depth)] = index + 1;
                    continue;
                }
                for (std::size_t j = std::max<std::size_t>(node.first, i + 1); j < node.end(); ++j) {
                    const FloatCorners& c = m_corners[j];
                    if (apart(glm::min(glm::min(c[0], c[1]), c[2]), glm::max(glm::max(c[0], c[1]), c[2]), low,
                              high))
                        continue;
                    if (!next(m_order[j])) return;
                }
            }
        });
    }
}

} // namespace orfeas::mesh
