// The card chooses what to draw, or the processor does: the pictures are the same.
#include <algorithm>
#include <cstdlib>

#include <gtest/gtest.h>

#include "render/scene_view.h"
#include "tests/render/render_support.h"
#include "tests/support/shapes.h"

namespace orfeas::render {
namespace {

using test::draw;

/// A field of balls and cubes of several kinds, much of it outside the view.
RenderScene field(int side) {
    const auto ball = std::make_shared<const mesh::Mesh>(test::sphere(2.0f, 16));
    const auto cube = std::make_shared<const mesh::Mesh>(test::cube(3.0f));
    mesh::Mesh painted = test::sphere(2.0f, 12);
    for (const glm::vec3& p : painted.positions)
        painted.colors.emplace_back(p.x > 0 ? 250 : 30, 120, 60, 255);
    const auto coloured = std::make_shared<const mesh::Mesh>(painted);
    const auto open = std::make_shared<const mesh::Mesh>(test::cubeWithHole(3.0f));
    RenderScene scene;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            SceneObject object;
            object.id = static_cast<std::uint64_t>(y * side + x + 1);
            const int kind = (x * 7 + y * 3) % 5;
            object.mesh = kind == 0 ? cube : kind == 1 ? coloured : kind == 2 ? open : ball;
            object.transform[3] = {6.0f * static_cast<float>(x), 6.0f * static_cast<float>(y), 2.0f, 1.0f};
            if (kind == 3) object.transform[0][0] = -1.5f;
            if ((x + y) % 11 == 0) object.opacity = 0.5f;
            object.selected = x == 3 && y == 3;
            scene.objects.push_back(object);
        }
    }
    scene.view.showAxes = false;
    return scene;
}

PictureRequest near(RenderScene scene) {
    PictureRequest request;
    request.width = 160;
    request.height = 120;
    request.camera.target = {18, 18, 2};
    request.camera.distanceMm = 70.0f;
    request.scene = std::make_shared<const RenderScene>(std::move(scene));
    return request;
}

std::unique_ptr<OffscreenTarget> targetOf(const test::ValidatedInstance& instance, DrawSettings draw,
                                          bool plain = false, bool copying = false) {
    OffscreenOptions options = test::onInstance(instance);
    options.draw = draw;
    options.plainDevice = plain;
    options.copyingUploads = copying;
    auto made = OffscreenTarget::create(options);
    EXPECT_TRUE(made.ok());
    return made.ok() ? *std::move(made) : nullptr;
}

/// How many pixels differ, and by how much at most.
std::pair<std::size_t, int> difference(const image::Picture& a, const image::Picture& b) {
    std::pair<std::size_t, int> found{0, 0};
    for (std::size_t i = 0; i < std::min(a.rgba.size(), b.rgba.size()); ++i) {
        const int by = std::abs(static_cast<int>(a.rgba[i]) - static_cast<int>(b.rgba[i]));
        found.first += by > 0 ? 1 : 0;
        found.second = std::max(found.second, by);
    }
    return found;
}
const std::pair<std::size_t, int> kNone{0, 0};

TEST(DrawPath, AllGiveTheSamePicture) {
    const test::ValidatedInstance instance;
    const PictureRequest request = near(field(12));
    const auto card = targetOf(instance, {DrawPath::GpuDriven, 0.0f});
    const auto processor = targetOf(instance, {DrawPath::Plain, 0.0f});
    const auto oneByOne = targetOf(instance, {DrawPath::OneByOne, 0.0f});
    const image::Picture picture = draw(*card, request);
    EXPECT_EQ(draw(*processor, request).rgba, picture.rgba);
    EXPECT_EQ(draw(*oneByOne, request).rgba, picture.rgba);
    EXPECT_LT(processor->report().drawnTriangles, processor->report().triangles)
        << "much is outside the view";
    EXPECT_LT(processor->report().drawCalls, 60u);
    EXPECT_GT(oneByOne->report().drawCalls, 120u);
    test::expectLikeBaseline(picture, "field");
}

TEST(DrawPath, ADeviceWithoutFeaturesDrawsTheSame) {
    const test::ValidatedInstance instance;
    const PictureRequest request = near(field(8));
    const auto plain = targetOf(instance, {DrawPath::Automatic, 0.0f}, true, true);
    const auto full = targetOf(instance, {DrawPath::GpuDriven, 0.0f});
    EXPECT_EQ(draw(*plain, request).rgba, draw(*full, request).rgba);
}

TEST(DrawPath, TheCardCountsWhatTheProcessorCounts) {
    const test::ValidatedInstance instance;
    const PictureRequest request = near(field(12));
    const auto card = targetOf(instance, {DrawPath::GpuDriven, 0.7f});
    const auto processor = targetOf(instance, {DrawPath::Plain, 0.7f});
    for (const auto& target : {card.get(), processor.get()}) {
        draw(*target, request);
        target->waitForLods();
        for (int i = 0; i < 4; ++i) // the card's counts are those of a frame before
            draw(*target, request);
    }
    EXPECT_EQ(card->report().drawnTriangles, processor->report().drawnTriangles);
    EXPECT_EQ(card->report().drawCalls, processor->report().drawCalls);
    EXPECT_EQ(draw(*card, request).rgba, draw(*processor, request).rgba);
}

TEST(DrawPath, CoarserLevelsLookTheSameFromAfar) {
    const test::ValidatedInstance instance;
    RenderScene scene;
    scene.objects.resize(9);
    const auto ball = std::make_shared<const mesh::Mesh>(test::sphere(20, 90));
    for (std::size_t i = 0; i < 9; ++i) {
        scene.objects[i].id = i + 1;
        scene.objects[i].mesh = ball;
        scene.objects[i].transform[3] = {50.0f * static_cast<float>(i % 3), 50.0f * static_cast<float>(i / 3),
                                         20, 1};
    }
    PictureRequest request;
    request.width = 160;
    request.height = 120;
    request.camera.frame(worldBox(scene), {160, 120});
    request.scene = std::make_shared<const RenderScene>(scene);
    for (const DrawPath path : {DrawPath::GpuDriven, DrawPath::Plain}) {
        const auto full = targetOf(instance, {path, 0.0f});
        const auto coarse = targetOf(instance, {path, 0.7f});
        draw(*coarse, request);
        coarse->waitForLods();
        for (int i = 0; i < 4; ++i)
            draw(*coarse, request);
        EXPECT_LT(5 * coarse->report().drawnTriangles, coarse->report().triangles);
        EXPECT_GT(test::similarity(draw(*coarse, request), draw(*full, request)), 0.985);
    }
}

// What is measured is shown as it was measured, however far away it is.
TEST(DrawPath, MapsAreDrawnInFull) {
    const test::ValidatedInstance instance;
    RenderScene scene;
    scene.objects.resize(1);
    scene.objects[0].id = 1;
    scene.objects[0].mesh = std::make_shared<const mesh::Mesh>(test::sphere(20, 90));
    PictureRequest request;
    request.width = 160;
    request.height = 120;
    request.camera.frame(worldBox(scene), {160, 120});
    request.camera.distanceMm *= 4.0f;
    auto values = std::make_shared<ScalarField>();
    values->values.assign(scene.objects[0].mesh->positions.size(), 0.5f);
    const auto drawnInFull = [&](DrawPath path) {
        request.scene = std::make_shared<const RenderScene>(scene);
        const auto target = targetOf(instance, {path, 0.7f});
        draw(*target, request);
        target->waitForLods();
        for (int i = 0; i < 4; ++i)
            draw(*target, request);
        return target->report().drawnTriangles == target->report().triangles;
    };
    for (const DrawPath path : {DrawPath::GpuDriven, DrawPath::Plain}) {
        scene.view.surface = SurfaceMode::Colour;
        scene.objects[0].field = nullptr;
        EXPECT_FALSE(drawnInFull(path));
        scene.objects[0].field = values;
        EXPECT_TRUE(drawnInFull(path));
        scene.view.surface = SurfaceMode::Overhang;
        EXPECT_TRUE(drawnInFull(path));
    }
}

/// A wall before a crowd of balls.
RenderScene crowdBehindAWall() {
    RenderScene scene = field(10);
    SceneObject wall;
    wall.id = 1000;
    wall.mesh = std::make_shared<const mesh::Mesh>(test::cube(1.0f));
    wall.transform[0][0] = 66.0f;
    wall.transform[2][2] = 44.0f;
    wall.transform[3] = {-6.0f, -8.0f, -4.0f, 1.0f};
    scene.objects.push_back(wall);
    return scene;
}

TEST(DrawPath, WhatIsHiddenIsLeftOutAndNotMissed) {
    const test::ValidatedInstance instance;
    PictureRequest request = near(crowdBehindAWall());
    request.camera.target = {27.0f, 0.0f, 4.0f};
    request.camera.turnTo(StandardView::Front);
    request.camera.distanceMm = 110.0f;
    const auto all = targetOf(instance, {DrawPath::GpuDriven, 0.0f});
    const auto seen = targetOf(instance, {DrawPath::GpuDriven, 0.0f, true});
    for (int i = 0; i < 4; ++i) // what was seen before, and the card's counts, are those of frames before
        EXPECT_EQ(draw(*seen, request).rgba, draw(*all, request).rgba);
    EXPECT_LT(3 * seen->report().drawnTriangles, all->report().drawnTriangles);
    // From the other side nothing is before them: they are there in the very first picture.
    for (const StandardView view :
         {StandardView::Back, StandardView::Iso, StandardView::Front, StandardView::Top}) {
        request.camera.turnTo(view);
        EXPECT_EQ(draw(*seen, request).rgba, draw(*all, request).rgba);
    }
    // The wall goes: what it hid shows at once.
    RenderScene without = *request.scene;
    without.objects.back().transform[3].x = 500.0f;
    request.camera.turnTo(StandardView::Front);
    draw(*seen, request);
    request.scene = std::make_shared<const RenderScene>(without);
    EXPECT_EQ(draw(*seen, request).rgba, draw(*all, request).rgba);
}

TEST(DrawPath, MovingOneObjectSendsOneRecord) {
    const test::ValidatedInstance instance;
    const auto target = targetOf(instance, {DrawPath::GpuDriven, 0.0f});
    RenderScene scene = field(12);
    draw(*target, near(scene));
    EXPECT_EQ(target->report().recordsSent, 144u);
    draw(*target, near(scene));
    EXPECT_EQ(target->report().recordsSent, 0u) << "another scene value, the same objects";
    scene.objects[77].transform[3].z += 1.0f;
    draw(*target, near(scene));
    EXPECT_EQ(target->report().recordsSent, 1u);
    scene.objects[5].selected = true;
    scene.objects[6].visible = false;
    draw(*target, near(scene));
    EXPECT_EQ(target->report().recordsSent, 2u);
    const auto fresh = targetOf(instance, {DrawPath::GpuDriven, 0.0f});
    EXPECT_EQ(difference(draw(*target, near(scene)), draw(*fresh, near(scene))), kNone);
}

TEST(DrawPath, EveryChangeOfTheSceneIsSeen) {
    const test::ValidatedInstance instance;
    const auto target = targetOf(instance, {DrawPath::GpuDriven, 0.0f});
    RenderScene scene = field(6);
    for (int step = 0; step < 7; ++step) {
        if (step == 1) scene.objects.erase(scene.objects.begin() + 4);
        if (step == 2) scene.objects.push_back(scene.objects[2]);
        if (step == 2) scene.objects.back().transform[3] = {10, 10, 20, 1};
        if (step == 3) scene.objects[8].mesh = std::make_shared<const mesh::Mesh>(test::cube(6));
        if (step == 4) scene.objects[9].opacity = 0.4f;
        if (step == 5) scene.objects[10].colour = mesh::Rgba8(20, 220, 40, 255);
        if (step == 6) scene.view.colour = ColourSource::Clay;
        const auto fresh = targetOf(instance, {DrawPath::GpuDriven, 0.0f});
        EXPECT_EQ(difference(draw(*target, near(scene)), draw(*fresh, near(scene))), kNone)
            << "step " << step;
    }
}

} // namespace
} // namespace orfeas::render
