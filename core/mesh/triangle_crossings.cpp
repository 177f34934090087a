#include "core/mesh/triangle_crossings.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>

#include <glm/geometric.hpp>

#include "core/base/parallel.h"
#include "core/jobs/long_loop.h"

namespace orfeas::mesh {
namespace {

constexpr std::size_t kPiece = 512; ///< leaves per list of findings

struct Triangle {
    std::uint32_t number = 0;
    glm::uvec3 index{0};
    std::array<glm::dvec3, 3> p{};
    glm::dvec3 normal{0.0}; ///< unit, or zero
};

bool in(const glm::uvec3& triangle, std::uint32_t vertex) {
    return triangle.x == vertex || triangle.y == vertex || triangle.z == vertex;
}

int side(double distance, double depth) {
    return distance > depth ? 1 : distance < -depth ? -1 : 0;
}

// Whether all corners lie deeper than `depth` on one side of the other's plane; `isFlat`: all lie in it.
bool isApart(const Triangle& plane, const Triangle& other, double depth, bool& isFlat) {
    int sum = 0;
    isFlat = true;
    for (const glm::dvec3& x : other.p) {
        const int s = side(glm::dot(x - plane.p[0], plane.normal), depth);
        sum += s;
        isFlat = isFlat && s == 0;
    }
    return sum == 3 || sum == -3;
}

bool segmentCrosses(const glm::dvec3& p, const glm::dvec3& q, const Triangle& t, double depth) {
    const double dp = glm::dot(p - t.p[0], t.normal);
    const double dq = glm::dot(q - t.p[0], t.normal);
    if (!((dp > depth && dq < -depth) || (dp < -depth && dq > depth))) return false;
    const glm::dvec3 x = p + (q - p) * (dp / (dp - dq));
    const glm::dvec3 v0 = t.p[1] - t.p[0];
    const glm::dvec3 v1 = t.p[2] - t.p[0];
    const glm::dvec3 v2 = x - t.p[0];
    const double d00 = glm::dot(v0, v0);
    const double d01 = glm::dot(v0, v1);
    const double d11 = glm::dot(v1, v1);
    const double d20 = glm::dot(v2, v0);
    const double d21 = glm::dot(v2, v1);
    const double determinant = d00 * d11 - d01 * d01;
    const double v = (d11 * d20 - d01 * d21) / determinant;
    const double w = (d00 * d21 - d01 * d20) / determinant;
    constexpr double kSlack = 1e-9;
    return v >= -kSlack && w >= -kSlack && v + w <= 1.0 + kSlack;
}

// Separating axes within the common plane.
bool overlapInPlane(const Triangle& a, const Triangle& b, double tolerance) {
    for (const Triangle* t : {&a, &b}) {
        for (std::size_t k = 0; k < 3; ++k) {
            const glm::dvec3 edge = t->p[(k + 1) % 3] - t->p[k];
            const double length = glm::length(edge);
            if (length <= 0.0) return false;
            const glm::dvec3 axis = glm::cross(edge / length, a.normal);
            double lowA = 1e300, highA = -1e300, lowB = 1e300, highB = -1e300;
            for (std::size_t i = 0; i < 3; ++i) {
                const double onA = glm::dot(a.p[i] - a.p[0], axis);
                const double onB = glm::dot(b.p[i] - a.p[0], axis);
                lowA = std::min(lowA, onA);
                highA = std::max(highA, onA);
                lowB = std::min(lowB, onB);
                highB = std::max(highB, onB);
            }
            if (std::min(highA, highB) - std::max(lowA, lowB) <= tolerance) return false;
        }
    }
    return true;
}

bool cross(const Triangle& a, const Triangle& b, double depth) {
    // Without area: what crosses it crosses its neighbours.
    if (a.normal == glm::dvec3(0.0) || b.normal == glm::dvec3(0.0)) return false;
    const int shared = in(b.index, a.index.x) + in(b.index, a.index.y) + in(b.index, a.index.z);
    if (shared == 3) return false; // a doubled triangle: another kind of trouble
    bool bIsFlat = false;
    bool aIsFlat = false;
    if (isApart(a, b, depth, bIsFlat)) return false;
    if (shared == 2 && !bIsFlat) return false; // hinged at their edge
    if (isApart(b, a, depth, aIsFlat)) return false;
    if (aIsFlat && bIsFlat) return overlapInPlane(a, b, 2.0 * depth);
    if (shared == 2) return false;
    for (int k = 0; k < 3; ++k) {
        const int next = (k + 1) % 3;
        const auto i = static_cast<std::size_t>(k);
        const auto j = static_cast<std::size_t>(next);
        if (!in(b.index, a.index[k]) && !in(b.index, a.index[next]) &&
            segmentCrosses(a.p[i], a.p[j], b, depth))
            return true;
        if (!in(a.index, b.index[k]) && !in(a.index, b.index[next]) &&
            segmentCrosses(b.p[i], b.p[j], a, depth))
            return true;
    }
    return false;
}

class Finder {
public:
    Finder(const Mesh& mesh, const CrossingOptions& options, double depth)
        : m_mesh(mesh), m_options(options), m_depth(depth) {}

    bool isSkipped(std::uint32_t t) const { return !m_options.skip.empty() && m_options.skip[t] != 0; }

    Triangle load(std::uint32_t t) const {
        const glm::uvec3& tri = m_mesh.triangles[t];
        Triangle out;
        out.number = t;
        out.index = tri;
        for (int k = 0; k < 3; ++k) {
            out.p[static_cast<std::size_t>(k)] = glm::dvec3(m_mesh.positions[tri[k]]);
            if (!m_options.sameVertex.empty()) out.index[k] = m_options.sameVertex[tri[k]];
        }
        const glm::dvec3 normal = glm::cross(out.p[1] - out.p[0], out.p[2] - out.p[0]);
        const double length = glm::length(normal);
        if (length > 0.0) out.normal = normal / length;
        return out;
    }

    bool crosses(const Triangle& a, std::uint32_t b) const { return cross(a, load(b), m_depth); }

private:
    const Mesh& m_mesh;
    const CrossingOptions& m_options;
    double m_depth;
};

struct Piece {
    std::vector<TrianglePair> pairs;
    bool isComplete = true;
};

} // namespace

Result<Crossings> findCrossings(const Mesh& mesh, const TriangleTree& tree, const CrossingOptions& options,
                                const jobs::JobContext& context) {
    Crossings out;
    if (tree.empty()) return out;
    const double depth = 1e-6 * glm::length(glm::dvec3(tree.box().upper) - glm::dvec3(tree.box().lower));
    const Finder finder(mesh, options, depth);
    const std::size_t count = tree.triangleCount();
    std::vector<Piece> pieces((count + kPiece - 1) / kPiece);
    // Each piece has its share, so that where it stops does not depend on how many threads there are.
    const std::uint64_t share = std::max<std::uint64_t>(options.maxCandidates / pieces.size(), 200'000);
    const std::size_t maxPairs = std::max<std::size_t>(options.maxPairs / pieces.size(), 1000);
    std::atomic<std::size_t> found{0};
    jobs::SharedProgress progress(context, "looking for crossings", pieces.size());
    parallelFor(pieces.size(), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t n = begin; n < end && found < options.enough && !context.cancelled(); ++n) {
            Piece& piece = pieces[n];
            std::uint64_t seen = 0;
            tree.eachNearPair(n * kPiece, std::min(count, (n + 1) * kPiece),
                              [&](std::uint32_t a, auto&& others) {
                                  if (finder.isSkipped(a)) return;
                                  const Triangle first = finder.load(a);
                                  others([&](std::uint32_t b) {
                                      if (seen >= share || piece.pairs.size() >= maxPairs) {
                                          piece.isComplete = false;
                                          return false;
                                      }
                                      if ((++seen & 0xffff) == 0 && context.cancelled()) return false;
                                      if (!finder.isSkipped(b) && finder.crosses(first, b)) {
                                          piece.pairs.emplace_back(std::min(a, b), std::max(a, b));
                                          ++found;
                                      }
                                      return true;
                                  });
                              });
            progress.add(1);
        }
    });
    if (context.cancelled()) return jobs::cancelledError();
    for (const Piece& piece : pieces) {
        out.pairs.insert(out.pairs.end(), piece.pairs.begin(), piece.pairs.end());
        out.isComplete = out.isComplete && piece.isComplete;
    }
    out.isComplete = out.isComplete && out.pairs.size() < options.enough;
    std::sort(out.pairs.begin(), out.pairs.end());
    return out;
}

} // namespace orfeas::mesh
