#include "render/scene/surface_mesh.h"

#include <cmath>
#include <cstring>
#include <limits>

#include <glm/geometric.hpp>
#include <gtest/gtest.h>

#include "tests/support/shapes.h"

namespace orfeas::render {
namespace {

glm::vec3 normalOf(const SurfaceVertex& v) {
    std::uint32_t packed = 0;
    std::memcpy(&packed, v.normal, sizeof(packed));
    return unpackNormal(packed);
}

/// Every triangle with vertices of its own, as an STL has it.
mesh::Mesh unwelded(const mesh::Mesh& mesh) {
    mesh::Mesh soup;
    for (const glm::uvec3& t : mesh.triangles) {
        const auto first = static_cast<unsigned>(soup.positions.size());
        for (int i = 0; i < 3; ++i)
            soup.positions.push_back(mesh.positions[t[i]]);
        soup.triangles.emplace_back(first, first + 1, first + 2);
    }
    return soup;
}

TEST(SurfaceMesh, PackedNormalsComeBack) {
    for (const glm::vec3 n :
         {glm::vec3(0, 0, 1), glm::vec3(0, 0, -1), glm::vec3(1, 0, 0), glm::vec3(0, -1, 0),
          glm::normalize(glm::vec3(1, -2, -3)), glm::normalize(glm::vec3(-0.3f, 0.2f, 0.9f))}) {
        EXPECT_GT(glm::dot(unpackNormal(packNormal(n)), n), 0.99999f);
    }
}

TEST(SurfaceMesh, CubeKeepsItsCreases) {
    const Result<SurfaceMesh> cube = makeSurfaceMesh(test::cube());
    ASSERT_TRUE(cube.ok());
    EXPECT_EQ(cube->positions.size(), 24u) << "three normals at every corner";
    EXPECT_EQ(cube->indices.size(), 36u);
    EXPECT_TRUE(cube->closed);
    for (const SurfaceVertex& v : cube->vertices) {
        const glm::vec3 n = glm::abs(normalOf(v));
        EXPECT_NEAR(std::max({n.x, n.y, n.z}), 1.0f, 1e-3f);
    }
}

TEST(SurfaceMesh, SphereStaysWeldedAndPointsOutward) {
    const mesh::Mesh sphere = test::sphere(10, 24);
    for (const mesh::Mesh& mesh : {sphere, unwelded(sphere)}) {
        const Result<SurfaceMesh> surface = makeSurfaceMesh(mesh);
        ASSERT_TRUE(surface.ok());
        EXPECT_EQ(surface->positions.size(), sphere.positions.size());
        EXPECT_TRUE(surface->closed);
        for (std::size_t i = 0; i < surface->positions.size(); ++i)
            ASSERT_GT(glm::dot(normalOf(surface->vertices[i]), glm::normalize(surface->positions[i])), 0.99f);
    }
}

TEST(SurfaceMesh, OpenInsideOutAndMixedMeshesAreNotClosed) {
    EXPECT_FALSE(makeSurfaceMesh(test::cubeWithHole())->closed);
    EXPECT_FALSE(makeSurfaceMesh(test::insideOut(test::cube()))->closed);
    const mesh::Mesh oneTurned =
        test::merged(test::cube(30), test::moved(test::insideOut(test::cube(10)), {50, 0, 0}));
    EXPECT_FALSE(makeSurfaceMesh(oneTurned)->closed);
    mesh::Mesh flipped = test::cube();
    std::swap(flipped.triangles[0].x, flipped.triangles[0].y);
    EXPECT_FALSE(makeSurfaceMesh(flipped)->closed);
    EXPECT_TRUE(makeSurfaceMesh(test::merged(test::cube(), test::moved(test::cube(), {50, 0, 0})))->closed);
}

TEST(SurfaceMesh, SeamsOfTheTextureSplitVertices) {
    mesh::Mesh m;
    m.positions = {{0, 0, 0}, {1, 0, 0}, {1, 0, 1}, {0, 0, 1}};
    m.triangles = {{0, 1, 2}, {0, 2, 3}};
    m.uvs = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0.5f, 0.5f}};
    m.uvTriangles = {{0, 1, 2}, {4, 2, 3}};
    const Result<SurfaceMesh> surface = makeSurfaceMesh(m);
    ASSERT_TRUE(surface.ok());
    EXPECT_EQ(surface->positions.size(), 5u);
    EXPECT_TRUE(surface->hasUvs);
    EXPECT_EQ(surface->vertices[surface->indices[3]].uv, glm::vec2(0.5f, 0.5f));
}

TEST(SurfaceMesh, ColoursOfUnweldedVerticesStayApart) {
    mesh::Mesh soup = unwelded(test::cube());
    for (std::size_t i = 0; i < soup.positions.size(); ++i)
        soup.colors.emplace_back(i / 3 * 20, 0, 0, 255);
    const Result<SurfaceMesh> surface = makeSurfaceMesh(soup);
    ASSERT_TRUE(surface.ok());
    EXPECT_EQ(surface->positions.size(), 36u);
}

TEST(SurfaceMesh, BadIndicesAreErrorsAndBadTrianglesAreLeftOut) {
    mesh::Mesh outside = test::cube();
    outside.triangles.emplace_back(0, 1, 8);
    EXPECT_EQ(makeSurfaceMesh(outside).error().code, ErrorCode::BadInput);
    mesh::Mesh fewColours = test::cube();
    fewColours.colors.resize(3);
    EXPECT_EQ(makeSurfaceMesh(fewColours).error().code, ErrorCode::BadInput);
    mesh::Mesh odd = test::cube();
    odd.positions.emplace_back(std::numeric_limits<float>::quiet_NaN(), 0, 0);
    odd.triangles.emplace_back(0, 1, 8);
    odd.triangles.emplace_back(2, 2, 3);
    const Result<SurfaceMesh> surface = makeSurfaceMesh(odd);
    ASSERT_TRUE(surface.ok());
    EXPECT_EQ(surface->indices.size(), 36u);
    EXPECT_TRUE(makeSurfaceMesh({})->indices.empty());
}

TEST(SurfaceMesh, AFanOfThousandsIsQuickEnough) {
    mesh::Mesh fan;
    fan.positions.emplace_back(0, 0, 10);
    constexpr unsigned kFacets = 20'000;
    for (unsigned i = 0; i < kFacets; ++i) {
        const float a = 6.2831853f * static_cast<float>(i) / kFacets;
        fan.positions.emplace_back(std::cos(a), std::sin(a), 0);
        fan.triangles.emplace_back(0u, 1 + i, 1 + (i + 1) % kFacets);
    }
    const Result<SurfaceMesh> surface = makeSurfaceMesh(fan);
    ASSERT_TRUE(surface.ok());
    EXPECT_EQ(surface->indices.size(), 3u * kFacets);
}

} // namespace
} // namespace orfeas::render
