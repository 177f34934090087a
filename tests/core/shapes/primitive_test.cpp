#include "core/shapes/primitive.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "core/shapes/builder.h"

namespace orfeas::shapes {
namespace {

// One of each kind, some of them turned.
Shape everyKind(Random& random) {
    Builder b(random);
    const Outline star{{0.0f, 0.8f}, {0.2f, 0.2f}, {0.8f, 0.0f}, {0.2f, -0.2f}, {0.0f, -0.8f}, {-0.5f, 0.0f}};
    const Outline hole{{-0.1f, -0.1f}, {0.1f, -0.1f}, {0.1f, 0.1f}, {-0.1f, 0.1f}};
    const std::array<Outline, 2> outlines{star, hole};
    b.part();
    b.ellipsoid({}, {0.9f, 0.3f, 0.15f}, turned(0.4f, 0.3f));
    b.limb({-0.4f, -0.3f, 0.1f}, {0.5f, 0.3f, 0.0f}, 0.3f, 0.08f);
    b.box({}, {0.5f, 0.3f, 0.2f}, 0.1f, turned(0.0f, 0.7f));
    b.cone({0.0f, -0.5f, 0.0f}, {0.1f, 0.5f, 0.0f}, 0.4f, 0.15f, 0.05f);
    b.taperedBox({}, {0.5f, 0.6f, 0.3f}, 0.3f, 0.05f);
    b.torus({}, 0.6f, 0.12f, {}, 2.0f);
    b.lathe({}, {{0.0f, -0.5f}, {0.5f, -0.4f}, {0.3f, 0.2f}, {0.5f, 0.6f}, {0.0f, 0.5f}}, 0.02f);
    b.extrusion({}, outlines, 0.2f, 0.03f);
    Builder::twist(b.box({}, {0.4f, 0.7f, 0.2f}), 1.2f);
    Builder::bump(b.ball({}, 0.6f), 0.03f, 14.0f);
    return b.finish();
}

// What a lower bound of a distance with the right sign must keep: no change of sign within it.
TEST(Primitive, distancesAreLowerBoundsWithTheirSign) {
    Random random(5);
    const Shape shape = everyKind(random);
    for (std::size_t i = 0; i < shape.primitives.size(); ++i) {
        const auto at = [&](Vec3 p) { return distance(shape.primitives[i], shape.edges.data(), p); };
        int inside = 0;
        for (int k = 0; k < 4000; ++k) {
            const Vec3 p{random.between(-1.2f, 1.2f), random.between(-1.2f, 1.2f),
                         random.between(-1.2f, 1.2f)};
            const float d = at(p);
            inside += d < 0.0f ? 1 : 0;
            const Vec3 there = p + random.direction() * (std::fabs(d) * random.between(0.5f, 0.99f));
            EXPECT_EQ(d < 0.0f, at(there) < 1e-4f * (d < 0.0f ? 1.0f : -1.0f))
                << "primitive " << i << " at " << d;
        }
        EXPECT_GT(inside, 20) << i;
    }
}

TEST(Primitive, ballsHoldTheirPrimitives) {
    Random random(6);
    const Shape shape = everyKind(random);
    for (std::size_t i = 0; i < shape.primitives.size(); ++i) {
        for (int k = 0; k < 4000; ++k) {
            const Vec3 p{random.between(-1.2f, 1.2f), random.between(-1.2f, 1.2f),
                         random.between(-1.2f, 1.2f)};
            if (distance(shape.primitives[i], shape.edges.data(), p) < 0.0f) {
                EXPECT_LE(length(p - shape.balls[i].center), shape.balls[i].radius + 1e-4f) << i;
            }
        }
    }
}

} // namespace
} // namespace orfeas::shapes
