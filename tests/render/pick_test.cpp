#include "render/pick.h"

#include <random>
#include <set>

#include <glm/geometric.hpp>
#include <gtest/gtest.h>

#include "render/offscreen_target.h"
#include "tests/render/render_support.h"
#include "tests/support/shapes.h"

namespace orfeas::render {
namespace {

constexpr Viewport kViewport{320, 240};

/// `count` small cubes at random places, turned and scaled, the third mirrored.
RenderScene cubes(std::size_t count) {
    RenderScene scene;
    std::mt19937 random(7);
    const auto cube = std::make_shared<const mesh::Mesh>(test::cube(2.0f));
    for (std::size_t i = 0; i < count; ++i) {
        SceneObject object;
        object.id = 1000 + i;
        object.mesh = cube;
        const auto at = [&] { return static_cast<float>(random() % 1000) / 10.0f - 50.0f; };
        object.transform[3] = {at(), at(), at(), 1.0f};
        if (i == 2) object.transform[0][0] = -1.0f;
        scene.objects.push_back(object);
    }
    return scene;
}

PickRequest pickIn(const RenderScene& scene, PixelRectangle rectangle) {
    PickRequest request;
    request.scene = std::make_shared<const RenderScene>(scene);
    request.camera.target = {0, 0, 0};
    request.camera.distanceMm = 200.0f;
    request.viewport = kViewport;
    request.rectangle = rectangle;
    return request;
}

/// The truth: every triangle of every object against the ray.
std::optional<PickHit> castRay(const RenderScene& scene, const Ray& ray) {
    std::optional<PickHit> best;
    double nearest = 1e30;
    for (const SceneObject& object : scene.objects) {
        for (std::uint32_t t = 0; t < object.mesh->triangles.size(); ++t) {
            glm::dvec3 c[3];
            for (int i = 0; i < 3; ++i)
                c[i] = glm::dvec3(object.transform *
                                  glm::vec4(object.mesh->positions[object.mesh->triangles[t][i]], 1.0f));
            const glm::dvec3 u = c[1] - c[0], v = c[2] - c[0], d(ray.direction),
                             s = glm::dvec3(ray.origin) - c[0];
            const glm::dvec3 p = glm::cross(d, v), q = glm::cross(s, u);
            const double e = glm::dot(u, p), a = glm::dot(s, p) / e, b = glm::dot(d, q) / e,
                         k = glm::dot(v, q) / e;
            if (!(a >= 0 && b >= 0 && a + b <= 1 && k > 0 && k < nearest)) continue;
            nearest = k;
            best = PickHit{object.id, glm::vec3(glm::dvec3(ray.origin) + k * d), glm::vec3(0), t};
        }
    }
    return best;
}

class PickTest : public testing::TestWithParam<bool> {
protected:
    PickTest() {
        OffscreenOptions options = test::onInstance(m_instance);
        options.plainDevice = GetParam();
        Result<std::unique_ptr<OffscreenTarget>> made = OffscreenTarget::create(options);
        if (made.ok()) m_target = *std::move(made);
    }
    void SetUp() override { ASSERT_NE(m_target, nullptr); }
    PickResult pick(const PickRequest& request) {
        Result<PickResult> result = m_target->pick(request);
        EXPECT_TRUE(result.ok());
        return result.ok() ? *result : PickResult{};
    }

    test::ValidatedInstance m_instance;
    std::unique_ptr<OffscreenTarget> m_target;
};

TEST_P(PickTest, APointIsWhatARayMeets) {
    const RenderScene scene = cubes(3000);
    std::mt19937 random(3);
    int hits = 0;
    for (int i = 0; i < 60; ++i) {
        const int x = static_cast<int>(random() % 320), y = static_cast<int>(random() % 240);
        const PickRequest request = pickIn(scene, {x, y, 1, 1});
        const PickResult result = pick(request);
        const auto truth =
            castRay(scene, request.camera.rayThrough(
                               {static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f}, kViewport));
        ASSERT_EQ(result.hit.has_value(), truth.has_value()) << x << " " << y;
        if (!truth) continue;
        ++hits;
        EXPECT_EQ(result.hit->object, truth->object);
        EXPECT_EQ(result.hit->triangle, truth->triangle);
        EXPECT_LT(glm::distance(result.hit->position, truth->position), 0.01f);
        EXPECT_NEAR(glm::length(result.hit->normal), 1.0f, 1e-4f);
        EXPECT_EQ(result.objects, std::vector<std::uint64_t>{truth->object});
    }
    EXPECT_GT(hits, 10);
}

TEST_P(PickTest, ARectangleIsAllItsPixels) {
    const RenderScene scene = cubes(300);
    const PixelRectangle box{100, 80, 40, 30};
    std::set<std::uint64_t> points;
    for (int y = box.y; y < box.y + box.height; ++y)
        for (int x = box.x; x < box.x + box.width; ++x)
            if (const auto hit = pick(pickIn(scene, {x, y, 1, 1})).hit) points.insert(hit->object);
    const PickResult whole = pick(pickIn(scene, box));
    EXPECT_EQ(std::set<std::uint64_t>(whole.objects.begin(), whole.objects.end()), points);
    EXPECT_EQ(whole.objects.size(), points.size()) << "once each";
    EXPECT_TRUE(whole.hit);
}

TEST_P(PickTest, ThroughFindsWhatIsHidden) {
    RenderScene scene;
    const auto cube = std::make_shared<const mesh::Mesh>(test::cube(10.0f));
    for (int i = 0; i < 5; ++i) {
        scene.objects.push_back({});
        scene.objects.back().id = static_cast<std::uint64_t>(i + 1);
        scene.objects.back().mesh = cube;
        scene.objects.back().transform[3] = {-5.0f, 20.0f * static_cast<float>(i), -5.0f, 1.0f};
    }
    PickRequest request = pickIn(scene, {158, 118, 4, 4});
    request.camera.turnTo(StandardView::Front);
    EXPECT_EQ(pick(request).objects, std::vector<std::uint64_t>{1});
    request.through = true;
    EXPECT_EQ(pick(request).objects, (std::vector<std::uint64_t>{1, 2, 3, 4, 5}));
}

TEST_P(PickTest, WhatIsHiddenCutAwayOrOutsideIsNotPicked) {
    RenderScene scene = cubes(1);
    scene.objects[0].transform = glm::mat4(1.0f);
    const PixelRectangle everything{0, 0, 320, 240};
    EXPECT_EQ(pick(pickIn(scene, everything)).objects.size(), 1u);
    RenderScene hidden = scene;
    hidden.objects[0].visible = false;
    EXPECT_TRUE(pick(pickIn(hidden, everything)).objects.empty());
    RenderScene cut = scene;
    cut.view.section = SectionPlane{{0, 0, 1}, -1.0f};
    EXPECT_TRUE(pick(pickIn(cut, everything)).objects.empty());
    EXPECT_TRUE(pick(pickIn(scene, {500, 500, 10, 10})).objects.empty());
    EXPECT_TRUE(pick(pickIn(scene, {-50, -50, 20, 20})).objects.empty());
    EXPECT_EQ(pick(pickIn(scene, {-1000, -1000, 5000, 5000})).objects.size(), 1u);
    PickRequest nowhere = pickIn(scene, everything);
    nowhere.viewport = {0, 10};
    EXPECT_EQ(m_target->pick(nowhere).error().code, ErrorCode::BadInput);
    EXPECT_TRUE(pick(pickIn({}, everything)).objects.empty());
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutFeatures, PickTest, testing::Bool(),
                         [](const auto& test) { return test.param ? "plain" : "full"; });

} // namespace
} // namespace orfeas::render
