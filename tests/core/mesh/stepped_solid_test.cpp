#include "core/mesh/stepped_solid.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/mesh/bisected_grid.h"
#include "core/mesh/mesh_facts.h"
#include "core/mesh/self_intersection.h"

namespace orfeas::mesh {
namespace {

std::vector<glm::vec2> gridPoints(const BisectedGrid& grid) {
    std::vector<glm::vec2> points;
    for (int y = 0; y < grid.height(); ++y) {
        for (int x = 0; x < grid.width(); ++x)
            points.emplace_back(x, -y);
    }
    return points;
}

double area(const std::vector<glm::vec2>& p, const std::vector<glm::uvec3>& triangles) {
    double sum = 0.0;
    for (const glm::uvec3& t : triangles) {
        const glm::vec2 a = p[t.x], b = p[t.y], c = p[t.z];
        const double twice = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
        EXPECT_GT(twice, 0.0);
        sum += 0.5 * twice;
    }
    return sum;
}

TEST(BisectedGrid, anyToleranceCoversTheGridWithoutGaps) {
    const BisectedGrid grid(3, 2, 4);
    std::vector<float> heights;
    for (const glm::vec2& p : gridPoints(grid))
        heights.push_back(std::hypot(p.x - 13.0f, p.y + 9.0f) < 7.0f ? 5.0f : 0.0f);
    std::vector<float> errors = grid.bisectionErrors(heights);
    grid.propagate(errors);
    std::size_t before = std::numeric_limits<std::size_t>::max();
    for (const float tolerance : {0.0f, 0.1f, 1.0f, 10.0f}) {
        const auto triangles = grid.triangles(errors, tolerance);
        EXPECT_NEAR(area(gridPoints(grid), triangles), 48.0 * 32.0, 1e-6);
        EXPECT_LE(triangles.size(), before);
        before = triangles.size();
        // Without T-junctions a slab of it is closed.
        RegionMap map{gridPoints(grid), triangles, std::vector<RegionLabel>(triangles.size(), 1), {}, {}};
        map.lowest.assign(map.points.size(), 1);
        map.highest = map.lowest;
        EXPECT_TRUE(
            measure(makeSteppedSolid(map, [](std::uint32_t, RegionLabel) { return 2.0f; }, {})).solid());
    }
    EXPECT_EQ(before, 12u); // two triangles a tile
}

std::uint32_t scramble(std::uint32_t h) {
    h = (h ^ (h >> 15)) * 0x2c1b3c6du;
    h = (h ^ (h >> 12)) * 0x297a2d39u;
    return h ^ (h >> 15);
}

// Labels as wild as can be: every grid point its own, every border somewhere else.
TEST(SteppedSolid, randomRegionsGiveASolid) {
    for (std::uint32_t seed = 1; seed <= 6; ++seed) {
        const BisectedGrid grid(1, 1, 4);
        std::vector<RegionLabel> labels;
        for (std::uint32_t i = 0; i < grid.vertexCount(); ++i) {
            const bool rim = i % 17 == 0 || i % 17 == 16 || i < 17 || i >= 16 * 17;
            labels.push_back(rim ? kOutside : static_cast<RegionLabel>(scramble(i * 7919u + seed) % 4));
        }
        const std::vector<float> all(grid.vertexCount(), 1.0f);
        RegionMap map = cutRegions(
            gridPoints(grid), grid.triangles(all, 0.5f), labels, [&](std::uint32_t a, std::uint32_t b) {
                return static_cast<float>(scramble(a * 31u + b + seed) % 1000) / 999.0f;
            });
        relaxRegions(map, 3, [](glm::vec2) { return false; });
        EXPECT_NEAR(area(map.points, map.triangles), 256.0, 1e-3); // nothing overlaps, nothing is lost
        const Mesh mesh = makeSteppedSolid(
            map, [](std::uint32_t, RegionLabel label) { return 1.0f + static_cast<float>(label); },
            {.longestWallStep = 0.6f});
        const MeshFacts facts = measure(mesh);
        EXPECT_TRUE(facts.solid()) << seed;
        EXPECT_EQ(facts.unusedVertices, 0u);
        EXPECT_TRUE(selfIntersectingTriangles(mesh, {})->empty()) << seed;
        double volume = 0.0;
        for (std::size_t t = 0; t < map.triangles.size(); ++t) {
            if (map.labels[t] == kOutside) continue;
            volume += area(map.points, {map.triangles[t]}) * (1.0 + map.labels[t]);
        }
        EXPECT_NEAR(facts.volumeMm3, volume, 1e-2);
    }
}

} // namespace
} // namespace orfeas::mesh
