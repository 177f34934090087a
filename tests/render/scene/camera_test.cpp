#include "render/scene/camera.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include <glm/geometric.hpp>
#include <glm/vec4.hpp>
#include <gtest/gtest.h>

namespace orfeas::render {
namespace {

constexpr Viewport kViewport{1280, 800};
constexpr StandardView kViews[] = {StandardView::Front, StandardView::Back, StandardView::Left,
                                   StandardView::Right, StandardView::Top,  StandardView::Bottom,
                                   StandardView::Iso,   StandardView::Home};
constexpr Projection kProjections[] = {Projection::Perspective, Projection::Orthographic};

glm::vec3 corner(const mesh::Box& box, int i) {
    return {i & 1 ? box.upper.x : box.lower.x, i & 2 ? box.upper.y : box.lower.y,
            i & 4 ? box.upper.z : box.lower.z};
}

void expectNear(glm::vec3 a, glm::vec3 b, float tolerance) {
    EXPECT_NEAR(a.x, b.x, tolerance);
    EXPECT_NEAR(a.y, b.y, tolerance);
    EXPECT_NEAR(a.z, b.z, tolerance);
}

TEST(Camera, TargetIsInTheMiddleOfThePicture) {
    for (const Projection projection : kProjections) {
        Camera camera;
        camera.projection = projection;
        const glm::vec3 p = camera.project(camera.target, kViewport);
        EXPECT_NEAR(p.x, 640.0f, 0.01f);
        EXPECT_NEAR(p.y, 400.0f, 0.01f);
        EXPECT_GT(p.z, 0.0f);
        EXPECT_LT(p.z, 1.0f);
    }
}

TEST(Camera, StandardViewsStandWhereTheySay) {
    const std::pair<StandardView, glm::vec3> sides[] = {
        {StandardView::Front, {0, -1, 0}}, {StandardView::Back, {0, 1, 0}},
        {StandardView::Left, {-1, 0, 0}},  {StandardView::Right, {1, 0, 0}},
        {StandardView::Top, {0, 0, 1}},    {StandardView::Bottom, {0, 0, -1}}};
    for (const auto& [view, side] : sides) {
        Camera camera;
        camera.turnTo(view);
        expectNear(camera.eye(), camera.target + camera.distanceMm * side, 1e-2f);
    }
}

TEST(Camera, FrontViewShowsRightAsPlusXAndUpAsPlusZ) {
    Camera camera;
    camera.turnTo(StandardView::Front);
    expectNear(camera.right(), {1, 0, 0}, 1e-6f);
    expectNear(camera.up(), {0, 0, 1}, 1e-6f);
    const glm::vec3 p = camera.project(camera.target + glm::vec3(10, 0, 5), kViewport);
    EXPECT_GT(p.x, 640.0f);
    EXPECT_LT(p.y, 400.0f);
}

TEST(Camera, TopViewKeepsYUpwards) {
    Camera camera;
    camera.turnTo(StandardView::Top);
    expectNear(camera.up(), {0, 1, 0}, 1e-6f);
}

TEST(Camera, NearerIsGreaterDepth) {
    for (const Projection projection : kProjections) {
        Camera camera;
        camera.projection = projection;
        const float near = camera.project(camera.target - 50.0f * camera.forward(), kViewport).z;
        const float far = camera.project(camera.target + 50.0f * camera.forward(), kViewport).z;
        EXPECT_GT(near, far);
    }
}

TEST(Camera, ZoomKeepsThePointUnderTheCursor) {
    for (const Projection projection : kProjections) {
        for (const float factor : {0.5f, 0.9f, 1.3f, 3.0f}) {
            Camera camera;
            camera.projection = projection;
            const glm::vec2 cursor{217.0f, 611.0f};
            const Ray ray = camera.rayThrough(cursor, kViewport);
            const float along = glm::dot(camera.target - ray.origin, camera.forward()) /
                                glm::dot(ray.direction, camera.forward());
            const glm::vec3 point = ray.origin + along * ray.direction;

            camera.zoomAbout(cursor, factor, kViewport);

            const glm::vec3 after = camera.project(point, kViewport);
            EXPECT_NEAR(after.x, cursor.x, 0.05f);
            EXPECT_NEAR(after.y, cursor.y, 0.05f);
            EXPECT_NEAR(camera.distanceMm, 320.0f * factor, 0.01f);
        }
    }
}

TEST(Camera, ZoomIsClampedAndIgnoresNonsense) {
    Camera camera;
    for (int i = 0; i < 200; ++i)
        camera.zoomAbout({3, 4}, 0.5f, kViewport);
    EXPECT_GE(camera.distanceMm, 0.01f);
    for (int i = 0; i < 400; ++i)
        camera.zoomAbout({640, 400}, 2.0f, kViewport);
    EXPECT_LE(camera.distanceMm, 1.0e7f);
    const Camera before = camera;
    camera.zoomAbout({3, 4}, 0.0f, kViewport);
    camera.zoomAbout({3, 4}, -1.0f, kViewport);
    camera.zoomAbout({3, 4}, std::numeric_limits<float>::quiet_NaN(), kViewport);
    camera.pan({std::numeric_limits<float>::infinity(), 0}, kViewport);
    camera.orbit(std::numeric_limits<float>::quiet_NaN(), 1);
    EXPECT_EQ(camera, before);
}

TEST(Camera, PanMovesThePictureWithTheCursor) {
    for (const Projection projection : kProjections) {
        Camera camera;
        camera.projection = projection;
        const glm::vec3 point = camera.target;
        camera.pan({100.0f, -40.0f}, kViewport);
        const glm::vec3 p = camera.project(point, kViewport);
        EXPECT_NEAR(p.x, 740.0f, 0.05f);
        EXPECT_NEAR(p.y, 360.0f, 0.05f);
    }
}

TEST(Camera, FrameFitsTheBoxInEveryView) {
    const mesh::Box box{{-20, 5, 0}, {60, 40, 130}};
    for (const Viewport viewport : {Viewport{1280, 800}, Viewport{300, 900}, Viewport{1, 1}}) {
        for (const Projection projection : kProjections) {
            for (const StandardView view : kViews) {
                Camera camera;
                camera.projection = projection;
                camera.turnTo(view);
                camera.frame(box, viewport, 0.1f);
                float reached = 0.0f;
                for (int i = 0; i < 8; ++i) {
                    const glm::vec3 p = camera.project(corner(box, i), viewport);
                    EXPECT_GT(p.z, 0.0f);
                    reached =
                        std::max({reached, std::abs(2.0f * p.x / static_cast<float>(viewport.width) - 1.0f),
                                  std::abs(2.0f * p.y / static_cast<float>(viewport.height) - 1.0f)});
                }
                EXPECT_NEAR(reached, 0.9f, 0.001f) << "tight on one side, outside on none";
            }
        }
    }
}

TEST(Camera, FrameOfAnEmptyBoxChangesNothingAndOfAPointIsFinite) {
    Camera camera;
    const Camera before = camera;
    camera.frame({}, kViewport);
    EXPECT_EQ(camera, before);
    camera.frame({{1, 2, 3}, {1, 2, 3}}, kViewport);
    EXPECT_GT(camera.distanceMm, 0.0f);
    EXPECT_EQ(camera.target, glm::vec3(1, 2, 3));
}

TEST(Camera, RayGoesThroughWhatIsProjectedThere) {
    for (const Projection projection : kProjections) {
        Camera camera;
        camera.projection = projection;
        const glm::vec2 pixel{1000.5f, 77.25f};
        const Ray ray = camera.rayThrough(pixel, kViewport);
        EXPECT_NEAR(glm::length(ray.direction), 1.0f, 1e-5f);
        const float start = projection == Projection::Orthographic ? 32000.0f : 0.0f;
        for (const float mm : {50.0f, 320.0f, 900.0f}) {
            const glm::vec3 p = camera.project(ray.origin + (start + mm) * ray.direction, kViewport);
            EXPECT_NEAR(p.x, pixel.x, 0.1f);
            EXPECT_NEAR(p.y, pixel.y, 0.1f);
        }
    }
}

TEST(Camera, OrbitStopsAtThePolesAndComesAroundAtTheSides) {
    Camera camera;
    camera.orbit(0, 1e5f);
    EXPECT_FLOAT_EQ(camera.pitch, std::numbers::pi_v<float> / 2);
    const glm::vec3 eye = camera.eye();
    EXPECT_NEAR(eye.z, camera.target.z + camera.distanceMm, 1e-2f);
    Camera turned = camera;
    turned.orbit(900.0f, 0);
    EXPECT_NEAR(turned.yaw, camera.yaw, 1e-4f) << "900 pixels are a full turn";
}

TEST(Camera, MixStartsAtTheFirstAndEndsAtTheSecondTheShortWayRound) {
    Camera a, b;
    a.yaw = 3.0f;
    b.yaw = -3.0f;
    a.distanceMm = 100.0f;
    b.distanceMm = 400.0f;
    b.target = {10, 20, 30};
    EXPECT_EQ(mix(a, b, 1.0f), b);
    EXPECT_EQ(mix(a, b, 0.0f), a);
    const Camera middle = mix(a, b, 0.5f);
    EXPECT_NEAR(middle.distanceMm, 200.0f, 0.01f);
    EXPECT_NEAR(std::abs(middle.yaw), std::numbers::pi_v<float>, 1e-3f);
}

TEST(Camera, GoesRoundToSeeASurfaceAndStaysUpright) {
    Camera camera;
    camera.turnTo(StandardView::Front);
    const Camera before = camera;
    camera.turnToSee({0.2f, -1.0f, 0.1f}); // faces the eye well enough
    EXPECT_EQ(camera, before);
    camera.turnToSee({0.0f, 0.0f, 0.0f});
    EXPECT_EQ(camera, before);
    camera.turnToSee({0.0f, std::numeric_limits<float>::quiet_NaN(), 0.0f});
    EXPECT_EQ(camera, before);
    for (const glm::vec3 outward : {glm::vec3(0, 3, 0), glm::vec3(2, 0.1f, 1), glm::vec3(-1, 1, -1)}) {
        camera = before;
        camera.turnToSee(outward);
        EXPECT_GT(glm::dot(glm::normalize(outward), -camera.forward()), 0.98f);
        EXPECT_GT(camera.up().z, 0.2f);
    }
    camera = before;
    camera.turnToSee({0.0f, 0.0f, 1.0f}); // from above, but not so that the sides change places
    EXPECT_EQ(camera.yaw, before.yaw);
    EXPECT_GT(camera.up().z, 0.2f);
    EXPECT_GT(-camera.forward().z, 0.8f);
}

} // namespace
} // namespace orfeas::render
