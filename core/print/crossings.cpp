#include "core/print/crossings.h"

#include <algorithm>
#include <array>
#include <atomic>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "core/base/parallel.h"

namespace orfeas::print {
namespace {

struct Face {
    std::array<glm::dvec3, 3> p;
    glm::dvec3 normal; ///< unit, or zero
};

Face faceOf(const mesh::Mesh& mesh, std::uint32_t t) {
    const glm::uvec3& index = mesh.triangles[t];
    Face out;
    for (int k = 0; k < 3; ++k)
        out.p[static_cast<std::size_t>(k)] = glm::dvec3(mesh.positions[index[k]]);
    const glm::dvec3 normal = glm::cross(out.p[1] - out.p[0], out.p[2] - out.p[0]);
    const double length = glm::length(normal);
    out.normal = length > 0.0 ? normal / length : glm::dvec3(0.0);
    return out;
}

// Whether the segment goes from deeper than `depth` on one side to the other through the triangle.
bool passes(const glm::dvec3& p, const glm::dvec3& q, const Face& t, double depth) {
    const double dp = glm::dot(p - t.p[0], t.normal);
    const double dq = glm::dot(q - t.p[0], t.normal);
    if (!((dp > depth && dq < -depth) || (dp < -depth && dq > depth))) return false;
    const glm::dvec3 x = p + (q - p) * (dp / (dp - dq));
    for (std::size_t k = 0; k < 3; ++k) {
        const glm::dvec3 edge = t.p[(k + 1) % 3] - t.p[k];
        if (glm::dot(glm::cross(edge, x - t.p[k]), t.normal) < 0.0) return false;
    }
    return true;
}

// Separating axes in the common plane; touching is not overlapping.
bool overlapsInPlane(const Face& a, const Face& b, double tolerance) {
    for (const Face* side : {&a, &b}) {
        for (std::size_t k = 0; k < 3; ++k) {
            const glm::dvec3 edge = side->p[(k + 1) % 3] - side->p[k];
            const double length = glm::length(edge);
            if (length <= 0.0) return false;
            const glm::dvec3 axis = glm::cross(edge / length, a.normal);
            double lowA = 1e300, highA = -1e300, lowB = 1e300, highB = -1e300;
            for (std::size_t i = 0; i < 3; ++i) {
                lowA = std::min(lowA, glm::dot(a.p[i], axis));
                highA = std::max(highA, glm::dot(a.p[i], axis));
                lowB = std::min(lowB, glm::dot(b.p[i], axis));
                highB = std::max(highB, glm::dot(b.p[i], axis));
            }
            if (std::min(highA, highB) - std::max(lowA, lowB) <= tolerance) return false;
        }
    }
    return true;
}

bool oneSided(const Face& plane, const Face& other, double depth, bool& flat) {
    int above = 0, below = 0;
    for (const glm::dvec3& x : other.p) {
        const double d = glm::dot(x - plane.p[0], plane.normal);
        above += d > depth;
        below += d < -depth;
    }
    flat = above == 0 && below == 0;
    return above == 3 || below == 3;
}

bool crossEachOther(const mesh::Mesh& mesh, const std::vector<Face>& faces, std::uint32_t s, std::uint32_t t,
                    double depth) {
    const Face &p = faces[s], &q = faces[t];
    bool flatP = false, flatQ = false;
    if (oneSided(p, q, depth, flatP) || oneSided(q, p, depth, flatQ)) return false;
    const glm::uvec3 &a = mesh.triangles[s], &b = mesh.triangles[t];
    const auto in = [](const glm::uvec3& tri, std::uint32_t v) {
        return tri.x == v || tri.y == v || tri.z == v;
    };
    const int shared = in(b, a.x) + in(b, a.y) + in(b, a.z);
    if (shared >= 3) return true;
    if (flatP && flatQ) return overlapsInPlane(p, q, 2.0 * depth);
    // Hinged at a common edge without lying in one plane.
    if (shared == 2) return false;
    for (int k = 0; k < 3; ++k) {
        const int next = (k + 1) % 3;
        const auto i = static_cast<std::size_t>(k), j = static_cast<std::size_t>(next);
        // An edge that ends in the other triangle's vertex touches it there and crosses nothing.
        if (!in(b, a[k]) && !in(b, a[next]) && passes(p.p[i], p.p[j], q, depth)) return true;
        if (!in(a, b[k]) && !in(a, b[next]) && passes(q.p[i], q.p[j], p, depth)) return true;
    }
    return false;
}

bool withoutArea(const Face& face) {
    return face.normal == glm::dvec3(0.0);
}

} // namespace

Result<std::vector<FacePair>> crossingPairs(const mesh::Mesh& mesh, const mesh::TriangleTree& tree,
                                            std::size_t limit, const jobs::JobContext& context) {
    std::vector<Face> faces(mesh.triangles.size());
    parallelFor(faces.size(), 4096, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            faces[i] = faceOf(mesh, static_cast<std::uint32_t>(i));
    });
    const double depth = 1e-6 * glm::length(glm::dvec3(mesh::boundingBox(mesh).size()));
    constexpr std::size_t kPiece = 512;
    const std::vector<std::uint32_t>& order = tree.order();
    std::vector<std::vector<FacePair>> pieces(order.size() / kPiece + 1);
    std::atomic<std::size_t> found{0};
    parallelFor(pieces.size(), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t piece = begin; piece < end; ++piece) {
            const std::size_t last = std::min(order.size(), (piece + 1) * kPiece);
            for (std::size_t i = piece * kPiece; i < last && !context.cancelled() && found < limit; ++i) {
                const std::uint32_t s = order[i];
                if (withoutArea(faces[s])) continue;
                mesh::Box box;
                for (const glm::dvec3& p : faces[s].p) {
                    box.lower = glm::min(box.lower, glm::vec3(p));
                    box.upper = glm::max(box.upper, glm::vec3(p));
                }
                tree.eachOverlap(box, [&](std::uint32_t t) {
                    if (t <= s || withoutArea(faces[t]) || !crossEachOther(mesh, faces, s, t, depth)) return;
                    pieces[piece].emplace_back(s, t);
                    ++found;
                });
            }
        }
    });
    if (context.cancelled()) return jobs::cancelledError();
    std::vector<FacePair> pairs;
    for (const auto& piece : pieces)
        pairs.insert(pairs.end(), piece.begin(), piece.end());
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

} // namespace orfeas::print
