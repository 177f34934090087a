#include "render/offscreen_target.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include <gtest/gtest.h>

#include "tests/render/render_support.h"
#include "tests/support/shapes.h"

namespace orfeas::render {
namespace {

using test::draw;
using test::expectLikeBaseline;
using test::pictureOf;
using test::withView;

/// A wall that faces the front view.
mesh::Mesh wall(float side = 40.0f) {
    mesh::Mesh m;
    m.positions = {{0, 0, 0}, {side, 0, 0}, {side, 0, side}, {0, 0, side}};
    m.triangles = {{0, 1, 2}, {0, 2, 3}};
    return m;
}

mesh::Mesh texturedWall() {
    mesh::Mesh m = wall();
    m.uvs = {{0, 1}, {1, 1}, {1, 0}, {0, 0}};
    image::Picture picture;
    picture.width = picture.height = 2;
    picture.rgba = {255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255};
    m.texture = std::make_shared<const image::Picture>(picture);
    return m;
}

PictureRequest front(PictureRequest request) {
    request.camera.turnTo(StandardView::Front);
    request.camera.frame(worldBox(*request.scene), {request.width, request.height}, 0.2f);
    return request;
}

std::array<int, 3> pixelAt(const image::Picture& p, int x, int y) {
    return {p.pixel(x, y)[0], p.pixel(x, y)[1], p.pixel(x, y)[2]};
}

std::size_t differentColours(const image::Picture& p) {
    std::set<std::array<int, 3>> colours;
    for (int y = 0; y < p.height; ++y)
        for (int x = 0; x < p.width; ++x)
            colours.insert(pixelAt(p, x, y));
    return colours.size();
}

class OffscreenTargetTest : public testing::Test {
protected:
    OffscreenTargetTest() {
        Result<std::unique_ptr<OffscreenTarget>> made = OffscreenTarget::create(test::onInstance(m_instance));
        if (made.ok()) m_target = *std::move(made);
    }
    void SetUp() override { ASSERT_NE(m_target, nullptr); }

    test::ValidatedInstance m_instance; // outlives the target and reports last
    std::unique_ptr<OffscreenTarget> m_target;
};

TEST_F(OffscreenTargetTest, UnlitVertexColoursComeOutAsTheyWentIn) {
    mesh::Mesh m = wall();
    m.colors.assign(4, {200, 100, 50, 255});
    PictureRequest request = front(pictureOf(m, 64, 64));
    ViewOptions view = request.scene->view;
    view.lighting = Lighting::Unlit;
    const image::Picture picture = draw(*m_target, withView(request, view));
    const auto centre = pixelAt(picture, 32, 32);
    EXPECT_NEAR(centre[0], 200, 1);
    EXPECT_NEAR(centre[1], 100, 1);
    EXPECT_NEAR(centre[2], 50, 1);
}

TEST_F(OffscreenTargetTest, TextureStandsUprightAndWinsOverVertexColours) {
    mesh::Mesh m = texturedWall();
    m.colors.assign(4, {1, 2, 3, 255});
    PictureRequest request = front(pictureOf(m, 64, 64));
    ViewOptions view = request.scene->view;
    view.lighting = Lighting::Unlit;
    const image::Picture textured = draw(*m_target, withView(request, view));
    EXPECT_GT(pixelAt(textured, 14, 14)[0], 200) << "red is the picture's top left";
    EXPECT_GT(pixelAt(textured, 50, 14)[1], 200) << "green its top right";
    EXPECT_GT(pixelAt(textured, 14, 50)[2], 200) << "blue its bottom left";
    view.colour = ColourSource::VertexColour;
    const auto coloured = pixelAt(draw(*m_target, withView(request, view)), 32, 32);
    EXPECT_NEAR(coloured[2], 3, 1);
    view.colour = ColourSource::Clay;
    const auto clay = pixelAt(draw(*m_target, withView(request, view)), 32, 32);
    EXPECT_GT(clay[0], clay[2]) << "clay is warm";
    EXPECT_GT(clay[0], 150);
}

TEST_F(OffscreenTargetTest, ColourAskedForButMissingIsClay) {
    ViewOptions view;
    view.lighting = Lighting::Unlit;
    view.background = Background::Transparent;
    view.showGrid = view.showBed = view.showShadow = view.showAxes = false;
    const PictureRequest request = front(pictureOf(wall(), 32, 32));
    const image::Picture automatic = draw(*m_target, withView(request, view));
    view.colour = ColourSource::Texture;
    EXPECT_EQ(draw(*m_target, withView(request, view)).rgba, automatic.rgba);
}

TEST_F(OffscreenTargetTest, TransparentBackgroundHasStraightAlpha) {
    PictureRequest request = pictureOf(test::sphere(20.0f), 96, 96);
    ViewOptions view = request.scene->view;
    view.background = Background::Transparent;
    view.lighting = Lighting::Unlit;
    const image::Picture picture = draw(*m_target, withView(request, view));
    EXPECT_TRUE(picture.hasAlpha);
    EXPECT_EQ(picture.pixel(0, 0)[3], 0);
    EXPECT_EQ(picture.pixel(48, 48)[3], 255);
    const auto centre = pixelAt(picture, 48, 48);
    int edges = 0;
    for (int x = 0; x < 96; ++x) {
        const std::uint8_t* p = picture.pixel(x, 48);
        if (p[3] == 0 || p[3] == 255) continue;
        ++edges;
        EXPECT_NEAR(p[0], centre[0], 3) << "an edge keeps the object's colour";
    }
    EXPECT_GE(edges, 1) << "multisampling leaves half-covered pixels";
    view.multisample = false;
    const image::Picture hard = draw(*m_target, withView(request, view));
    for (std::size_t i = 3; i < hard.rgba.size(); i += 4)
        ASSERT_TRUE(hard.rgba[i] == 0 || hard.rgba[i] == 255);
}

TEST_F(OffscreenTargetTest, FlatShadingShowsFacetsAndSmoothHidesThem) {
    PictureRequest request = front(pictureOf(test::sphere(20.0f, 10), 128, 128));
    ViewOptions view = request.scene->view;
    view.background = Background::Transparent;
    view.multisample = false;
    const std::size_t smooth = differentColours(draw(*m_target, withView(request, view)));
    view.shading = Shading::Flat;
    view.lighting = Lighting::Matcap; // depends on the normal alone
    const std::size_t flat = differentColours(draw(*m_target, withView(request, view)));
    EXPECT_LT(4 * flat, smooth);
}

TEST_F(OffscreenTargetTest, WireframeDarkensEdges) {
    PictureRequest request = front(pictureOf(wall(), 64, 64));
    ViewOptions view = request.scene->view;
    view.lighting = Lighting::Unlit;
    const image::Picture plain = draw(*m_target, withView(request, view));
    view.wireframe = true;
    const image::Picture wired = draw(*m_target, withView(request, view));
    // The diagonal runs from bottom left to top right.
    EXPECT_LT(pixelAt(wired, 32, 31)[0] + 20, pixelAt(plain, 32, 31)[0]);
    EXPECT_EQ(pixelAt(wired, 22, 28), pixelAt(plain, 22, 28));
}

TEST_F(OffscreenTargetTest, OddSizesAndEmptyScenes) {
    PictureRequest request = pictureOf(test::cube(), 1, 1);
    for (const auto& [width, height] : {std::pair{1, 1}, {1, 300}, {257, 3}, {333, 201}}) {
        request.width = width;
        request.height = height;
        EXPECT_FALSE(draw(*m_target, request).empty());
    }
    request.scene = std::make_shared<const RenderScene>();
    request.width = request.height = 64;
    EXPECT_FALSE(draw(*m_target, request).empty());
    RenderScene hollow;
    hollow.objects.resize(3);
    hollow.objects[1].mesh = std::make_shared<const mesh::Mesh>();
    request.scene = std::make_shared<const RenderScene>(hollow);
    EXPECT_FALSE(draw(*m_target, request).empty());
}

TEST_F(OffscreenTargetTest, SizesOutOfRangeAreRefused) {
    PictureRequest request = pictureOf(test::cube(), 0, 10);
    EXPECT_EQ(m_target->renderPicture(request).error().code, ErrorCode::BadInput);
    request.width = 8193;
    EXPECT_EQ(m_target->renderPicture(request).error().code, ErrorCode::BadInput);
}

TEST_F(OffscreenTargetTest, DamagedMeshIsAnErrorAndTheNextPictureIsFine) {
    mesh::Mesh broken = test::cube();
    broken.triangles[3].y = 8;
    EXPECT_EQ(m_target->renderPicture(pictureOf(broken, 32, 32)).error().code, ErrorCode::BadInput);
    mesh::Mesh badTexture = texturedWall();
    image::Picture cut = *badTexture.texture;
    cut.rgba.resize(3);
    badTexture.texture = std::make_shared<const image::Picture>(cut);
    EXPECT_EQ(m_target->renderPicture(pictureOf(badTexture, 32, 32)).error().code, ErrorCode::BadInput);
    EXPECT_FALSE(draw(*m_target, pictureOf(test::cube(), 32, 32)).empty());
}

TEST_F(OffscreenTargetTest, SamePictureTwice) {
    PictureRequest request = pictureOf(test::moved(test::sphere(30), {0, 0, 30}), 200, 150);
    ViewOptions view;
    view.wireframe = true;
    request = withView(request, view);
    EXPECT_EQ(draw(*m_target, request).rgba, draw(*m_target, request).rgba);
}

TEST_F(OffscreenTargetTest, MeshReplacedFiftyTimesTakesNoMoreMemory) {
    PictureRequest request = pictureOf(test::sphere(30, 40), 64, 64);
    std::size_t settled = 0;
    for (int i = 0; i < 50; ++i) {
        RenderScene scene = *request.scene;
        mesh::Mesh next = test::sphere(30, 40);
        next.colors.assign(next.positions.size(), {10, 20, 30, 255});
        scene.objects[0].mesh = std::make_shared<const mesh::Mesh>(std::move(next));
        request.scene = std::make_shared<const RenderScene>(std::move(scene));
        draw(*m_target, request);
        if (i == 9) settled = m_target->memoryBytes();
    }
    EXPECT_LE(m_target->memoryBytes(), settled);
}

TEST_F(OffscreenTargetTest, OverlayIsBlendedOnSrgbNumbers) {
    PictureRequest request = front(pictureOf(wall(), 64, 64));
    ViewOptions view = request.scene->view;
    view.lighting = Lighting::Unlit;
    request = withView(request, view);
    const auto below = pixelAt(draw(*m_target, request), 32, 32);
    for (const PixelOrder order : {PixelOrder::Rgba, PixelOrder::Bgra}) {
        OverlayImage overlay{40, 40, order, std::vector<std::uint8_t>(4 * 40 * 40)};
        for (std::size_t i = 0; i < overlay.pixels.size(); i += 4) {
            overlay.pixels[i + (order == PixelOrder::Rgba ? 2 : 0)] = 100; // blue, premultiplied by a half
            overlay.pixels[i + 3] = 128;
        }
        request.overlay = std::make_shared<const OverlayImage>(overlay);
        const image::Picture picture = draw(*m_target, request);
        const auto over = pixelAt(picture, 32, 32);
        EXPECT_NEAR(over[0], below[0] * 127 / 255, 1);
        EXPECT_NEAR(over[2], 100 + below[2] * 127 / 255, 1);
        EXPECT_EQ(pixelAt(picture, 45, 45), below) << "beyond the overlay nothing changes";
    }
    OverlayImage damaged{40, 40, PixelOrder::Rgba, {1, 2, 3}};
    request.overlay = std::make_shared<const OverlayImage>(damaged);
    EXPECT_EQ(pixelAt(draw(*m_target, request), 32, 32), below);
}

TEST_F(OffscreenTargetTest, SelectionIsOutlinedInTheAccentColour) {
    PictureRequest request = front(pictureOf(wall(), 128, 128));
    RenderScene scene = *request.scene;
    scene.objects[0].selected = true;
    scene.view.lighting = Lighting::Unlit;
    request.scene = std::make_shared<const RenderScene>(scene);
    const image::Picture picture = draw(*m_target, request);
    const image::Picture plain = draw(*m_target, front(pictureOf(wall(), 128, 128)));
    bool accent = false;
    for (int x = 0; x < 30; ++x) {
        const auto p = pixelAt(picture, x, 64);
        accent = accent || (std::abs(p[0] - 255) < 8 && std::abs(p[1] - 127) < 8 && std::abs(p[2] - 74) < 8);
    }
    EXPECT_TRUE(accent);
    EXPECT_EQ(pixelAt(picture, 2, 2), pixelAt(plain, 2, 2));
}

TEST_F(OffscreenTargetTest, MirroredObjectsAreLitFromOutside) {
    PictureRequest request = front(pictureOf(test::moved(test::sphere(20), {0, 0, 20}), 64, 64));
    const image::Picture straight = draw(*m_target, request);
    RenderScene scene = *request.scene;
    scene.objects[0].transform[0][0] = -1.0f; // the sphere is its own mirror image
    request.scene = std::make_shared<const RenderScene>(scene);
    EXPECT_GT(test::similarity(draw(*m_target, request), straight), 0.99);
}

TEST_F(OffscreenTargetTest, OpenSurfacesShowTheirInside) {
    PictureRequest request = front(pictureOf(test::insideOut(wall()), 64, 64));
    ViewOptions view = request.scene->view;
    view.background = Background::Transparent;
    EXPECT_EQ(draw(*m_target, withView(request, view)).pixel(32, 32)[3], 255);
}

TEST_F(OffscreenTargetTest, SeeThroughObjectsLetTheBackgroundShine) {
    PictureRequest request = front(pictureOf(wall(), 64, 64));
    RenderScene scene = *request.scene;
    scene.view.background = Background::Transparent;
    scene.objects[0].opacity = 0.5f;
    request.scene = std::make_shared<const RenderScene>(scene);
    EXPECT_NEAR(draw(*m_target, request).pixel(32, 32)[3], 128, 1);
    scene.objects[0].fadeIn = 0.0f;
    request.scene = std::make_shared<const RenderScene>(scene);
    EXPECT_EQ(draw(*m_target, request).pixel(32, 32)[3], 0);
}

TEST_F(OffscreenTargetTest, ThumbnailFillsItsSquare) {
    const image::Picture picture =
        draw(*m_target, thumbnailRequest(std::make_shared<const mesh::Mesh>(test::cube()), 96));
    EXPECT_EQ(picture.pixel(0, 0)[3], 0);
    EXPECT_EQ(picture.pixel(48, 48)[3], 255);
}

TEST_F(OffscreenTargetTest, BaselineClayOnTheBed) {
    PictureRequest request = pictureOf(test::moved(test::sphere(30, 24), {0, 0, 30}), 320, 240);
    RenderScene scene = *request.scene;
    scene.view = {};
    scene.objects[0].selected = true;
    scene.objects.push_back(scene.objects[0]);
    scene.objects[1].mesh = std::make_shared<const mesh::Mesh>(test::cube(24));
    scene.objects[1].selected = false;
    scene.objects[1].transform[3] = {40, -45, 0, 1};
    request.camera.frame(worldBox(scene), {320, 240}, 0.3f);
    request.scene = std::make_shared<const RenderScene>(scene);
    expectLikeBaseline(draw(*m_target, request), "clay_on_bed");
    request.camera.projection = Projection::Orthographic;
    request.camera.turnTo(StandardView::Top);
    expectLikeBaseline(draw(*m_target, request), "clay_from_above");
}

TEST_F(OffscreenTargetTest, BaselineWireAndMatcap) {
    PictureRequest request = pictureOf(test::moved(test::sphere(30, 12), {0, 0, 30}), 240, 240);
    ViewOptions view;
    view.showAxes = false;
    view.wireframe = true;
    view.pixelRatio = 2.0f;
    expectLikeBaseline(draw(*m_target, withView(request, view)), "wire_2x");
    view.wireframe = false;
    view.lighting = Lighting::Matcap;
    view.shading = Shading::Flat;
    expectLikeBaseline(draw(*m_target, withView(request, view)), "matcap_flat");
}

TEST(OffscreenTargetWithoutDriver, IsAnErrorThatSaysWhatToInstall) {
    ASSERT_EQ(setenv("VK_DRIVER_FILES", "/nowhere/none.json", 1), 0);
    ASSERT_EQ(setenv("VK_ICD_FILENAMES", "/nowhere/none.json", 1), 0);
    const auto target = OffscreenTarget::create();
    unsetenv("VK_DRIVER_FILES");
    unsetenv("VK_ICD_FILENAMES");
    ASSERT_FALSE(target.ok());
    EXPECT_EQ(target.error().code, ErrorCode::Unavailable);
    EXPECT_EQ(
        target.error().userText,
        "No graphics driver with Vulkan 1.2 was found; install mesa-vulkan-drivers or your card's driver");
}

} // namespace
} // namespace orfeas::render
