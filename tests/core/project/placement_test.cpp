#include "core/project/placement.h"

#include <random>
#include <vector>

#include <glm/gtc/matrix_transform.hpp>
#include <gtest/gtest.h>

namespace orfeas::project {
namespace {

Footprint centred(float width, float depth) {
    return {{-0.5f * width, -0.5f * depth}, {0.5f * width, 0.5f * depth}};
}

TEST(Placement, firstObjectStaysWhereItIs) {
    EXPECT_EQ(findPlace(centred(10, 10), {}), glm::vec2(0.0f));
}

TEST(Placement, secondObjectStandsBesideWithAGap) {
    const std::vector taken{centred(40, 10)};
    const glm::vec2 by = findPlace(centred(20, 10), taken);
    EXPECT_EQ(by, glm::vec2(0.0f, 10.0f + kPlacementGapMm)); // behind: closest to the middle
}

TEST(Placement, manyObjectsNeverCrowd) {
    std::mt19937 random(7);
    std::vector<Footprint> taken;
    for (int i = 0; i < 80; ++i) {
        const float width = 5.0f + static_cast<float>(random() % 900) * 0.1f;
        const float depth = 5.0f + static_cast<float>(random() % 900) * 0.1f;
        const Footprint wanted = centred(width, depth);
        const Footprint placed = moved(wanted, findPlace(wanted, taken));
        ASSERT_FALSE(crowdsAny(placed, taken)) << i;
        taken.push_back(placed);
    }
}

TEST(Placement, footprintFollowsTheTransform) {
    const mesh::Box box{{0, 0, 0}, {10, 20, 30}};
    const glm::mat4 quarter = glm::rotate(glm::mat4(1.0f), glm::radians(90.0f), glm::vec3(0, 0, 1));
    const Footprint seen = footprintOf(box, quarter);
    EXPECT_NEAR(seen.lower.x, -20.0f, 1e-4);
    EXPECT_NEAR(seen.upper.y, 10.0f, 1e-4);
    EXPECT_EQ(footprintOf(mesh::Box(), quarter), Footprint());
}

} // namespace
} // namespace orfeas::project
