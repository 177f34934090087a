#include "tests/core/print/print_shapes.h"

#include <array>
#include <cmath>
#include <numbers>

#include "tests/support/shapes.h"

namespace orfeas::test {
namespace {

// A prism: the outline (counter-clockwise seen from -y, in x and z) drawn out along y. Convex from its first point.
mesh::Mesh prism(const std::vector<glm::vec2>& outline, float depth,
                 const std::vector<std::array<unsigned, 3>>& faces) {
    mesh::Mesh m;
    const auto n = static_cast<unsigned>(outline.size());
    for (const float y : {0.0f, depth}) {
        for (const glm::vec2& p : outline)
            m.positions.emplace_back(p.x, y, p.y);
    }
    for (const auto& f : faces) {
        m.triangles.emplace_back(f[0], f[1], f[2]);
        m.triangles.emplace_back(n + f[0], n + f[2], n + f[1]);
    }
    for (unsigned i = 0; i < n; ++i) {
        const unsigned j = (i + 1) % n;
        m.triangles.emplace_back(i, n + i, n + j);
        m.triangles.emplace_back(i, n + j, j);
    }
    return m;
}

} // namespace

mesh::Mesh block(glm::vec3 size) {
    mesh::Mesh m = cube(1.0f);
    for (glm::vec3& p : m.positions)
        p *= size;
    return m;
}

mesh::Mesh plate(float side, float thickness) {
    return block({side, side, thickness});
}

mesh::Mesh pyramid(float side, float height) {
    mesh::Mesh m;
    m.positions = {{0, 0, 0}, {side, 0, 0}, {side, side, 0}, {0, side, 0}, {side / 2, side / 2, height}};
    m.triangles = {{0, 2, 1}, {0, 3, 2}, {0, 1, 4}, {1, 2, 4}, {2, 3, 4}, {3, 0, 4}};
    return m;
}

mesh::Mesh leaningBlock(float side, float height, float shift) {
    mesh::Mesh m = block({side, side, height});
    for (glm::vec3& p : m.positions)
        p.x += p.z > 0.0f ? shift : 0.0f;
    return m;
}

mesh::Mesh table(float top, float column) {
    // Rings of four corners from the column's foot to the middle of the top.
    mesh::Mesh m;
    const auto ring = [&](float side, float z) {
        const float low = (top - side) / 2;
        const float high = (top + side) / 2;
        for (const glm::vec2 corner : {glm::vec2(low, low), {high, low}, {high, high}, {low, high}})
            m.positions.emplace_back(corner, z);
    };
    ring(column, 0.0f);
    ring(column, 10.0f);
    ring(top, 10.0f);
    ring(top, 14.0f);
    m.triangles = {{0, 2, 1}, {0, 3, 2}, {12, 13, 14}, {12, 14, 15}};
    for (unsigned r = 0; r < 3; ++r) {
        for (unsigned i = 0; i < 4; ++i) {
            const unsigned a = 4 * r + i;
            const unsigned b = 4 * r + (i + 1) % 4;
            m.triangles.emplace_back(a, b, b + 4);
            m.triangles.emplace_back(a, b + 4, a + 4);
        }
    }
    return m;
}

mesh::Mesh gate(float gap) {
    const float w = 8.0f + gap;
    // 0..3 along the feet, then the roof's outside, then its inside.
    return prism({{0, 0}, {4, 0}, {4, 12}, {4 + gap, 12}, {4 + gap, 0}, {w, 0}, {w, 16}, {0, 16}}, 10.0f,
                 {{0, 1, 2}, {0, 2, 7}, {2, 3, 6}, {2, 6, 7}, {3, 4, 5}, {3, 5, 6}});
}

mesh::Mesh gateWithPeg() {
    return prism({{0, 0},
                  {4, 0},
                  {4, 12},
                  {12, 12},
                  {12, 5},
                  {16, 5},
                  {16, 12},
                  {24, 12},
                  {24, 0},
                  {28, 0},
                  {28, 16},
                  {0, 16}},
                 10.0f,
                 {{0, 1, 2},
                  {0, 2, 11},
                  {2, 3, 11},
                  {3, 6, 11},
                  {3, 4, 5},
                  {3, 5, 6},
                  {6, 10, 11},
                  {6, 7, 10},
                  {7, 8, 9},
                  {7, 9, 10}});
}

mesh::Mesh wedge(double degrees, float length, float depth) {
    const double half = degrees * std::numbers::pi / 360.0;
    const auto x = static_cast<float>(length * std::cos(half));
    const auto z = static_cast<float>(length * std::sin(half));
    return prism({{0, 0}, {x, -z}, {x, z}}, depth, {{0, 1, 2}});
}

mesh::Mesh cylinder(float radius, float height, int segments) {
    mesh::Mesh m;
    m.positions = {{0, 0, 0}, {0, 0, height}};
    for (int i = 0; i < segments; ++i) {
        const double angle = 2.0 * std::numbers::pi * i / segments;
        const auto x = static_cast<float>(radius * std::cos(angle));
        const auto y = static_cast<float>(radius * std::sin(angle));
        m.positions.emplace_back(x, y, 0.0f);
        m.positions.emplace_back(x, y, height);
    }
    for (int i = 0; i < segments; ++i) {
        const auto a = static_cast<unsigned>(2 + 2 * i);
        const auto b = static_cast<unsigned>(2 + 2 * ((i + 1) % segments));
        m.triangles.emplace_back(0u, b, a);
        m.triangles.emplace_back(1u, a + 1, b + 1);
        m.triangles.emplace_back(a, b, b + 1);
        m.triangles.emplace_back(a, b + 1, a + 1);
    }
    return m;
}

mesh::Mesh sphereShell(float outer, float thickness, int rings) {
    return merged(sphere(outer, rings), insideOut(sphere(outer - thickness, rings)));
}

mesh::Mesh turnedAboutZ(mesh::Mesh mesh, double degrees) {
    const double c = std::cos(degrees * std::numbers::pi / 180.0);
    const double s = std::sin(degrees * std::numbers::pi / 180.0);
    for (glm::vec3& p : mesh.positions) {
        const double x = double(p.x) * c - double(p.y) * s;
        const double y = double(p.x) * s + double(p.y) * c;
        p = {static_cast<float>(x), static_cast<float>(y), p.z};
    }
    return mesh;
}

} // namespace orfeas::test
