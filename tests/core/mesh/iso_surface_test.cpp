#include "core/mesh/iso_surface.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <stop_token>

#include <glm/geometric.hpp>

#include "core/mesh/mesh_facts.h"
#include "core/mesh/self_intersection.h"

namespace orfeas::mesh {
namespace {

// A torus around the z axis, or any function given as a callable.
template <typename Function>
class FunctionField final : public SolidField {
public:
    explicit FunctionField(Function function) : m_function(function) {}
    float value(glm::vec3 at) const override { return m_function(at); }
    void column(float x, float y, float z0, float step, std::span<float> values) const override {
        for (std::size_t k = 0; k < values.size(); ++k) {
            values[k] = m_function(glm::vec3(x, y, z0 + static_cast<float>(k) * step));
        }
    }

private:
    Function m_function;
};

const auto kTorus = FunctionField([](glm::vec3 p) {
    const float ring = std::hypot(p.x, p.y) - 10.0f;
    return 4.0f - std::hypot(ring, p.z);
});

IsoLattice latticeOf(float half, float cell) {
    const int n = static_cast<int>(std::ceil(2.0f * half / cell));
    return {glm::vec3(-half), cell, glm::ivec3(n)};
}

TEST(IsoSurface, torusIsASolidOfGenusOne) {
    const auto mesh = extractIsoSurface(kTorus, latticeOf(16, 0.9f), {}, {});
    ASSERT_TRUE(mesh.ok());
    const MeshFacts facts = measure(*mesh);
    EXPECT_TRUE(facts.solid());
    EXPECT_EQ(facts.parts, 1u);
    EXPECT_EQ(mesh->positions.size() * 2, mesh->triangles.size()); // Euler characteristic 0
    EXPECT_NEAR(facts.volumeMm3 / (2 * std::numbers::pi * std::numbers::pi * 10.0 * 16.0), 1.0, 0.01);
    for (const glm::vec3& p : mesh->positions)
        EXPECT_NEAR(kTorus.value(p), 0.0f, 0.01f);
    EXPECT_TRUE(selfIntersectingTriangles(*mesh, {})->empty());
}

TEST(IsoSurface, unrelaxedSurfaceIsASolidWhateverTheFunction) {
    // A field far rougher than the lattice: signs as good as random.
    const auto rough = FunctionField([](glm::vec3 p) {
        const float edge = 7.0f - std::max({std::abs(p.x), std::abs(p.y), std::abs(p.z)});
        return std::min(edge, std::sin(p.x * 9.1f + 2.0f * std::sin(p.y * 11.3f)) +
                                  std::cos(p.z * 8.7f + p.y * 5.0f));
    });
    const auto mesh = extractIsoSurface(rough, latticeOf(10, 1.0f), {.relaxSteps = 0, .untangle = false}, {});
    ASSERT_TRUE(mesh.ok());
    const MeshFacts facts = measure(*mesh);
    EXPECT_TRUE(facts.solid());
    EXPECT_TRUE(selfIntersectingTriangles(*mesh, {})->empty());
    EXPECT_TRUE(measure(weldExact(*mesh)).solid());
}

TEST(IsoSurface, roughFunctionsAreUntangledWhenRelaxed) {
    const auto rough = FunctionField([](glm::vec3 p) {
        const float edge = 7.0f - std::max({std::abs(p.x), std::abs(p.y), std::abs(p.z)});
        return std::min(edge, 0.3f * (std::sin(p.x * 3.1f + p.y) + std::cos(p.z * 2.7f + p.y * 2.0f)));
    });
    const auto mesh = extractIsoSurface(rough, latticeOf(10, 0.8f), {}, {});
    ASSERT_TRUE(mesh.ok());
    EXPECT_TRUE(measure(*mesh).solid());
    EXPECT_TRUE(selfIntersectingTriangles(*mesh, {})->empty());
}

TEST(IsoSurface, refusesNothingAndStopsWhenAsked) {
    const auto nothing = FunctionField([](glm::vec3) { return -1.0f; });
    EXPECT_EQ(extractIsoSurface(nothing, latticeOf(5, 1), {}, {}).error().code, ErrorCode::Failed);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(extractIsoSurface(kTorus, latticeOf(16, 1), {}, {stop.get_token(), {}}).error().code,
              ErrorCode::Cancelled);
}

} // namespace
} // namespace orfeas::mesh
