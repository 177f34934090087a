#include "core/mesh/self_intersection.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include <glm/geometric.hpp>

#include "core/base/parallel.h"

namespace orfeas::mesh {
namespace {

struct Triangle {
    std::array<glm::dvec3, 3> p;
    glm::dvec3 normal; ///< unit, or zero
};

Triangle triangleOf(const Mesh& mesh, std::uint32_t t) {
    const glm::uvec3& index = mesh.triangles[t];
    Triangle out;
    for (int k = 0; k < 3; ++k)
        out.p[static_cast<std::size_t>(k)] = glm::dvec3(mesh.positions[index[k]]);
    const glm::dvec3 normal = glm::cross(out.p[1] - out.p[0], out.p[2] - out.p[0]);
    const double length = glm::length(normal);
    out.normal = length > 0.0 ? normal / length : glm::dvec3(0.0);
    return out;
}

// Whether the segment properly crosses the triangle: from deeper than `depth` on one side to the other.
bool crosses(const glm::dvec3& p, const glm::dvec3& q, const Triangle& t, double depth) {
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

// Separating axes in the common plane of two triangles; touching is not overlapping.
bool overlapsInPlane(const Triangle& a, const Triangle& b, double tolerance) {
    for (const Triangle* side : {&a, &b}) {
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

std::vector<Triangle> trianglesOf(const Mesh& mesh) {
    std::vector<Triangle> list;
    list.reserve(mesh.triangles.size());
    for (std::uint32_t t = 0; t < mesh.triangles.size(); ++t)
        list.push_back(triangleOf(mesh, t));
    return list;
}

bool intersect(const Mesh& mesh, const std::vector<Triangle>& triangles, std::uint32_t s, std::uint32_t t,
               double depth) {
    const Triangle& p = triangles[s];
    const Triangle& q = triangles[t];
    int above = 0;
    int below = 0;
    for (const glm::dvec3& x : q.p) {
        const double d = glm::dot(x - p.p[0], p.normal);
        above += d > depth;
        below += d < -depth;
    }
    // All on one side: they cannot cross.
    if (above == 3 || below == 3) return false;
    const glm::uvec3& a = mesh.triangles[s];
    const glm::uvec3& b = mesh.triangles[t];
    const auto in = [](const glm::uvec3& tri, std::uint32_t v) {
        return tri.x == v || tri.y == v || tri.z == v;
    };
    const int shared = in(b, a.x) + in(b, a.y) + in(b, a.z);
    if (shared >= 3) return true;
    if (above == 0 && below == 0) return overlapsInPlane(p, q, 2.0 * depth);
    // Hinged at a common edge without lying in one plane.
    if (shared == 2) return false;
    for (int k = 0; k < 3; ++k) {
        const int next = (k + 1) % 3;
        const auto i = static_cast<std::size_t>(k);
        const auto j = static_cast<std::size_t>(next);
        if (!in(b, a[k]) && !in(b, a[next]) && crosses(p.p[i], p.p[j], q, depth)) return true;
        if (!in(a, b[k]) && !in(a, b[next]) && crosses(q.p[i], q.p[j], p, depth)) return true;
    }
    return false;
}

// Triangles by the grid cells their boxes touch.
class TriangleGrid {
public:
    explicit TriangleGrid(const Mesh& mesh) : m_box(boundingBox(mesh)) {
        double edges = 0.0;
        for (const glm::uvec3& t : mesh.triangles)
            edges += glm::distance(mesh.positions[t.x], mesh.positions[t.y]);
        const glm::vec3 size = m_box.size();
        const double mean = edges / static_cast<double>(mesh.triangles.size());
        const double longest = std::max({size.x, size.y, size.z, 1e-6f});
        m_cell = static_cast<float>(std::max(1.5 * mean, longest / 512.0));
        for (int k = 0; k < 3; ++k)
            m_n[k] = static_cast<int>(size[k] / m_cell) + 1;
        const std::size_t cells = static_cast<std::size_t>(m_n.x) * static_cast<std::size_t>(m_n.y) *
                                  static_cast<std::size_t>(m_n.z);
        m_first.assign(cells + 1, 0);
        for (std::uint32_t t = 0; t < mesh.triangles.size(); ++t) {
            visit(mesh, t, [&](std::size_t cell) { ++m_first[cell + 1]; });
        }
        for (std::size_t i = 1; i < m_first.size(); ++i)
            m_first[i] += m_first[i - 1];
        m_triangles.resize(m_first.back());
        std::vector<std::uint32_t> next(m_first.begin(), m_first.end() - 1);
        for (std::uint32_t t = 0; t < mesh.triangles.size(); ++t) {
            visit(mesh, t, [&](std::size_t cell) { m_triangles[next[cell]++] = t; });
        }
    }

    std::size_t cells() const { return m_first.size() - 1; }
    std::span<const std::uint32_t> at(std::size_t cell) const {
        return std::span(m_triangles).subspan(m_first[cell], m_first[cell + 1] - m_first[cell]);
    }

private:
    template <typename Visit>
    void visit(const Mesh& mesh, std::uint32_t t, const Visit& at) const {
        const glm::uvec3& tri = mesh.triangles[t];
        const glm::vec3 low =
            glm::min(glm::min(mesh.positions[tri.x], mesh.positions[tri.y]), mesh.positions[tri.z]);
        const glm::vec3 high =
            glm::max(glm::max(mesh.positions[tri.x], mesh.positions[tri.y]), mesh.positions[tri.z]);
        const glm::ivec3 from = cellOf(low);
        const glm::ivec3 to = cellOf(high);
        for (int x = from.x; x <= to.x; ++x) {
            for (int y = from.y; y <= to.y; ++y) {
                for (int z = from.z; z <= to.z; ++z) {
                    at((static_cast<std::size_t>(x) * static_cast<std::size_t>(m_n.y) +
                        static_cast<std::size_t>(y)) *
                           static_cast<std::size_t>(m_n.z) +
                       static_cast<std::size_t>(z));
                }
            }
        }
    }
    glm::ivec3 cellOf(glm::vec3 p) const {
        return glm::clamp(glm::ivec3((p - m_box.lower) / m_cell), glm::ivec3(0), m_n - 1);
    }

    Box m_box;
    float m_cell = 1.0f;
    glm::ivec3 m_n{1};
    std::vector<std::uint32_t> m_first;
    std::vector<std::uint32_t> m_triangles;
};

struct Bounds {
    glm::vec3 low;
    glm::vec3 high;
};

std::vector<Bounds> boundsOf(const Mesh& mesh) {
    std::vector<Bounds> bounds;
    bounds.reserve(mesh.triangles.size());
    for (const glm::uvec3& t : mesh.triangles) {
        bounds.push_back({glm::min(glm::min(mesh.positions[t.x], mesh.positions[t.y]), mesh.positions[t.z]),
                          glm::max(glm::max(mesh.positions[t.x], mesh.positions[t.y]), mesh.positions[t.z])});
    }
    return bounds;
}

bool apart(const Bounds& a, const Bounds& b) {
    return a.low.x > b.high.x || b.low.x > a.high.x || a.low.y > b.high.y || b.low.y > a.high.y ||
           a.low.z > b.high.z || b.low.z > a.high.z;
}

} // namespace

Result<std::vector<std::uint32_t>> selfIntersectingTriangles(const Mesh& mesh,
                                                             const jobs::JobContext& context) {
    std::vector<std::uint32_t> found;
    if (mesh.empty()) return found;
    const TriangleGrid grid(mesh);
    const std::vector<Bounds> bounds = boundsOf(mesh);
    const std::vector<Triangle> triangles = trianglesOf(mesh);
    const double depth = 1e-6 * glm::length(glm::dvec3(boundingBox(mesh).size()));
    constexpr std::size_t kPiece = 256; // cells per list of findings
    std::vector<std::vector<std::uint32_t>> pieces(grid.cells() / kPiece + 1);
    parallelFor(pieces.size(), 4, [&](std::size_t begin, std::size_t end) {
        for (std::size_t piece = begin; piece < end && !context.cancelled(); ++piece) {
            for (std::size_t cell = piece * kPiece; cell < std::min(grid.cells(), (piece + 1) * kPiece);
                 ++cell) {
                const auto members = grid.at(cell);
                for (std::size_t i = 0; i < members.size(); ++i) {
                    for (std::size_t j = i + 1; j < members.size(); ++j) {
                        if (apart(bounds[members[i]], bounds[members[j]])) continue;
                        if (!intersect(mesh, triangles, members[i], members[j], depth)) continue;
                        pieces[piece].push_back(members[i]);
                        pieces[piece].push_back(members[j]);
                    }
                }
            }
        }
    });
    if (context.cancelled()) return jobs::cancelledError();
    for (const auto& piece : pieces)
        found.insert(found.end(), piece.begin(), piece.end());
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

} // namespace orfeas::mesh
