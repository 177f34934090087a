#include "tests/support/shapes.h"

#include <cmath>
#include <numbers>
#include <utility>

namespace orfeas::test {

mesh::Mesh cube(float s) {
    mesh::Mesh m;
    m.positions = {{0, 0, 0}, {s, 0, 0}, {s, s, 0}, {0, s, 0}, {0, 0, s}, {s, 0, s}, {s, s, s}, {0, s, s}};
    m.triangles = {{0, 2, 1}, {0, 3, 2}, {4, 5, 6}, {4, 6, 7}, {0, 1, 5}, {0, 5, 4},
                   {1, 2, 6}, {1, 6, 5}, {2, 3, 7}, {2, 7, 6}, {3, 0, 4}, {3, 4, 7}};
    return m;
}

mesh::Mesh cubeWithHole(float side) {
    mesh::Mesh m = cube(side);
    m.triangles.pop_back();
    return m;
}

mesh::Mesh sphere(float radius, int rings) {
    mesh::Mesh m;
    const int segments = 2 * rings;
    m.positions.push_back({0, 0, -radius});
    for (int r = 1; r < rings; ++r) {
        const double polar = std::numbers::pi * r / rings;
        for (int s = 0; s < segments; ++s) {
            const double around = 2.0 * std::numbers::pi * s / segments;
            m.positions.emplace_back(radius * std::sin(polar) * std::cos(around),
                                     radius * std::sin(polar) * std::sin(around), -radius * std::cos(polar));
        }
    }
    m.positions.push_back({0, 0, radius});
    const auto at = [&](int r, int s) {
        return static_cast<unsigned>(1 + (r - 1) * segments + (s % segments));
    };
    const auto top = static_cast<unsigned>(m.positions.size() - 1);
    for (int s = 0; s < segments; ++s) {
        m.triangles.emplace_back(0u, at(1, s + 1), at(1, s));
        for (int r = 1; r + 1 < rings; ++r) {
            m.triangles.emplace_back(at(r, s), at(r, s + 1), at(r + 1, s + 1));
            m.triangles.emplace_back(at(r, s), at(r + 1, s + 1), at(r + 1, s));
        }
        m.triangles.emplace_back(top, at(rings - 1, s), at(rings - 1, s + 1));
    }
    return m;
}

mesh::Mesh merged(const mesh::Mesh& a, const mesh::Mesh& b) {
    mesh::Mesh m = a;
    const auto shift = static_cast<unsigned>(a.positions.size());
    m.positions.insert(m.positions.end(), b.positions.begin(), b.positions.end());
    for (const glm::uvec3& t : b.triangles)
        m.triangles.push_back(t + glm::uvec3(shift));
    return m;
}

mesh::Mesh insideOut(mesh::Mesh mesh) {
    for (glm::uvec3& t : mesh.triangles)
        std::swap(t.y, t.z);
    return mesh;
}

mesh::Mesh moved(mesh::Mesh mesh, glm::vec3 by) {
    for (glm::vec3& p : mesh.positions)
        p += by;
    return mesh;
}

} // namespace orfeas::test
