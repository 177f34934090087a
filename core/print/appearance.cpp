#include "core/print/appearance.h"

#include <algorithm>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "core/print/work_mesh.h"

namespace orfeas::print {
namespace {

// Barycentric coordinates of the nearest point of the triangle's plane, held within the triangle.
glm::dvec3 weightsOf(const glm::dvec3& p, const glm::dvec3& a, const glm::dvec3& b, const glm::dvec3& c) {
    const glm::dvec3 ab = b - a, ac = c - a, normal = glm::cross(ab, ac);
    const double area = glm::dot(normal, normal);
    if (area <= 0.0) return {1.0, 0.0, 0.0};
    double v = glm::dot(glm::cross(p - a, ac), normal) / area;
    double w = glm::dot(glm::cross(ab, p - a), normal) / area;
    v = std::clamp(v, 0.0, 1.0);
    w = std::clamp(w, 0.0, 1.0 - v);
    return {1.0 - v - w, v, w};
}

struct Corner {
    std::uint32_t face;
    glm::dvec3 weights;
};

class Carrier {
public:
    Carrier(const mesh::Mesh& from, const mesh::TriangleTree& tree) : m_from(from), m_tree(tree) {}

    Corner cornerAt(const glm::vec3& p, std::uint32_t face) const {
        const glm::uvec3& t = m_from.triangles[face];
        return {face, weightsOf(glm::dvec3(p), glm::dvec3(m_from.positions[t.x]),
                                glm::dvec3(m_from.positions[t.y]), glm::dvec3(m_from.positions[t.z]))};
    }
    std::uint32_t nearestFace(const glm::dvec3& p) const {
        const auto near = m_tree.closest(p);
        return near ? near->triangle : kNoSource;
    }
    mesh::Rgba8 colour(const Corner& corner) const {
        const glm::uvec3& t = m_from.triangles[corner.face];
        const glm::dvec4 mixed = glm::dvec4(m_from.colors[t.x]) * corner.weights.x +
                                 glm::dvec4(m_from.colors[t.y]) * corner.weights.y +
                                 glm::dvec4(m_from.colors[t.z]) * corner.weights.z;
        return mesh::Rgba8(glm::clamp(mixed + 0.5, 0.0, 255.0));
    }
    glm::vec2 uv(const Corner& corner) const {
        const glm::uvec3& t = m_from.uvTriangle(corner.face);
        return glm::vec2(glm::dvec2(m_from.uvs[t.x]) * corner.weights.x +
                         glm::dvec2(m_from.uvs[t.y]) * corner.weights.y +
                         glm::dvec2(m_from.uvs[t.z]) * corner.weights.z);
    }

private:
    const mesh::Mesh& m_from;
    const mesh::TriangleTree& m_tree;
};

} // namespace

void carryAppearance(const mesh::Mesh& from, const mesh::TriangleTree& fromTree,
                     const std::vector<std::uint32_t>& source, mesh::Mesh& to,
                     const jobs::JobContext& context) {
    const bool colours = !from.colors.empty();
    const bool uvs = !from.uvs.empty();
    to.texture = from.texture;
    if ((!colours && !uvs) || from.empty()) return;
    const Carrier carrier(from, fromTree);
    if (colours) to.colors.assign(to.positions.size(), mesh::Rgba8(255));
    if (uvs) {
        to.uvs = from.uvs;
        to.uvTriangles.assign(to.triangles.size(), glm::uvec3(0u));
    }
    std::vector<std::uint8_t> coloured(to.positions.size(), 0);
    const double whole = static_cast<double>(to.triangles.size());
    for (std::size_t f = 0; f < to.triangles.size(); ++f) {
        if (f % 1024 == 0) {
            if (context.cancelled()) return;
            context.report("carrying colours over", static_cast<double>(f) / whole);
        }
        const glm::uvec3& t = to.triangles[f];
        const glm::dvec3 middle =
            (glm::dvec3(to.positions[t.x]) + glm::dvec3(to.positions[t.y]) + glm::dvec3(to.positions[t.z])) /
            3.0;
        const std::uint32_t face = source[f] != kNoSource ? source[f] : carrier.nearestFace(middle);
        if (face == kNoSource) continue;
        for (int k = 0; k < 3; ++k) {
            const glm::vec3& p = to.positions[t[k]];
            const Corner corner = carrier.cornerAt(p, face);
            if (colours && (!coloured[t[k]] || source[f] != kNoSource)) {
                to.colors[t[k]] = carrier.colour(corner);
                coloured[t[k]] = 1;
            }
            if (!uvs) continue;
            int same = 3;
            for (int j = 0; j < 3; ++j)
                same = from.positions[from.triangles[face][j]] == p ? j : same;
            if (same < 3) {
                to.uvTriangles[f][k] = from.uvTriangle(face)[same];
            } else {
                to.uvTriangles[f][k] = static_cast<std::uint32_t>(to.uvs.size());
                to.uvs.push_back(carrier.uv(corner));
            }
        }
    }
}

} // namespace orfeas::print
