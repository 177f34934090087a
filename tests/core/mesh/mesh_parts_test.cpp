#include "core/mesh/mesh_parts.h"

#include <gtest/gtest.h>

#include "core/mesh/mesh_facts.h"
#include "tests/support/shapes.h"

namespace orfeas::mesh {
namespace {

TEST(MeshParts, findsAndKeeps) {
    Mesh pair = test::merged(test::cube(10), test::moved(test::cube(2), {30, 0, 5}));
    for (std::size_t i = 0; i < pair.positions.size(); ++i)
        pair.colors.emplace_back(i, 0, 0, 255);
    const MeshParts parts = findParts(pair);
    ASSERT_EQ(parts.parts.size(), 2u);
    EXPECT_NEAR(parts.parts[0].volumeMm3, 1000.0, 1e-6);
    EXPECT_NEAR(parts.parts[1].volumeMm3, 8.0, 1e-3);
    EXPECT_EQ(parts.parts[1].lowest, 5.0f);
    const Mesh small = keepParts(pair, parts, {0, 1});
    EXPECT_TRUE(measure(small).solid());
    EXPECT_EQ(small.positions.size(), 8u);
    EXPECT_GE(small.colors[0].r, 8); // its own colours
}

} // namespace
} // namespace orfeas::mesh
