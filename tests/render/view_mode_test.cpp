// Every way to look at an object, against pictures that were looked at.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "render/offscreen_target.h"
#include "tests/render/render_support.h"
#include "tests/support/shapes.h"

namespace orfeas::render {
namespace {

using test::draw;
using test::expectLikeBaseline;

/// A ball beside a cube, on the bed.
RenderScene pair() {
    RenderScene scene;
    scene.objects.resize(2);
    scene.objects[0].id = 1;
    scene.objects[0].mesh = std::make_shared<const mesh::Mesh>(test::moved(test::sphere(20, 24), {0, 0, 20}));
    scene.objects[1].id = 2;
    scene.objects[1].mesh = std::make_shared<const mesh::Mesh>(test::cube(22));
    scene.objects[1].transform[3] = {18, -30, 0, 1};
    scene.view.showAxes = false;
    return scene;
}

PictureRequest look(RenderScene scene, int width = 160, int height = 120) {
    PictureRequest request;
    request.width = width;
    request.height = height;
    request.camera.frame(worldBox(scene), {width, height}, 0.1f);
    request.scene = std::make_shared<const RenderScene>(std::move(scene));
    return request;
}

std::shared_ptr<ScalarField> heights(const mesh::Mesh& mesh, ColourMap map) {
    auto field = std::make_shared<ScalarField>();
    for (const glm::vec3& p : mesh.positions)
        field->values.push_back(p.z);
    field->lower = 0.0f;
    field->upper = 40.0f;
    field->map = map;
    return field;
}

class ViewModeTest : public testing::Test {
protected:
    ViewModeTest() {
        Result<std::unique_ptr<OffscreenTarget>> made = OffscreenTarget::create(test::onInstance(m_instance));
        if (made.ok()) m_target = *std::move(made);
    }
    void SetUp() override { ASSERT_NE(m_target, nullptr); }

    test::ValidatedInstance m_instance;
    std::unique_ptr<OffscreenTarget> m_target;
};

TEST_F(ViewModeTest, HeatMaps) {
    RenderScene scene = pair();
    scene.objects[0].field = heights(*scene.objects[0].mesh, ColourMap::Sequential);
    expectLikeBaseline(draw(*m_target, look(scene)), "heat_sequential");
    scene.objects[0].field = heights(*scene.objects[0].mesh, ColourMap::Diverging);
    expectLikeBaseline(draw(*m_target, look(scene)), "heat_diverging");
    auto verdict = heights(*scene.objects[0].mesh, ColourMap::Verdict);
    verdict->lower = 12.0f;
    verdict->upper = 26.0f;
    // The top of the ball is unknown.
    for (float& value : verdict->values)
        if (value > 37.0f) value = std::numeric_limits<float>::quiet_NaN();
    scene.objects[0].field = verdict;
    expectLikeBaseline(draw(*m_target, look(scene)), "heat_verdict");
}

TEST_F(ViewModeTest, AFieldIsColouredAsTheLegendIs) {
    RenderScene scene = pair();
    scene.objects.resize(1);
    for (const ColourMap map :
         {ColourMap::Sequential, ColourMap::Diverging, ColourMap::Heat, ColourMap::Verdict}) {
        auto field = std::make_shared<ScalarField>();
        field->values.assign(scene.objects[0].mesh->positions.size(), 0.7f);
        field->map = map;
        field->lower = map == ColourMap::Verdict ? 0.8f : 0.0f;
        scene.objects[0].field = field;
        const PictureRequest request = look(scene, 64, 64);
        const image::Picture picture = draw(*m_target, request);
        // The middle faces the eye, where the lamp is.
        const glm::vec3 wanted = 255.0f * colourAt(map, mapPosition(*field, 0.7f));
        for (int c = 0; c < 3; ++c)
            EXPECT_NEAR(picture.pixel(32, 32)[c], wanted[c], 4.0f) << static_cast<int>(map);
    }
}

TEST_F(ViewModeTest, AFieldWithTooFewValuesIsAnError) {
    RenderScene scene = pair();
    auto field = std::make_shared<ScalarField>();
    field->values = {1.0f, 2.0f};
    scene.objects[0].field = field;
    EXPECT_EQ(m_target->renderPicture(look(scene)).error().code, ErrorCode::BadInput);
}

TEST_F(ViewModeTest, ManyFieldsComeAndGo) {
    RenderScene scene = pair();
    const image::Picture plain = draw(*m_target, look(scene));
    for (int i = 0; i < 40; ++i) {
        const mesh::Mesh ball = test::sphere(20, 20 + i);
        scene.objects[0].mesh = std::make_shared<const mesh::Mesh>(test::moved(ball, {0, 0, 20}));
        scene.objects[0].field = heights(*scene.objects[0].mesh, ColourMap::Heat);
        scene.objects[1].field = i % 2 == 0 ? heights(*scene.objects[1].mesh, ColourMap::Heat) : nullptr;
        draw(*m_target, look(scene));
    }
    EXPECT_EQ(draw(*m_target, look(pair())).rgba, plain.rgba);
}

TEST_F(ViewModeTest, Section) {
    RenderScene scene = pair();
    scene.view.section = SectionPlane{glm::vec3(0, -1, 0), 3.0f};
    expectLikeBaseline(draw(*m_target, look(scene)), "section");
}

TEST_F(ViewModeTest, FoldsAreDarkerAndFlatPlacesAreNot) {
    // A block on a plate: the fold between them sees less of the sky than the plate's open side.
    RenderScene scene;
    scene.view.showGrid = scene.view.showBed = scene.view.showShadow = scene.view.showAxes = false;
    for (const auto& [size, middle] : {std::pair(glm::vec3(80, 80, 4), glm::vec3(0, 0, 2)),
                                       std::pair(glm::vec3(24, 24, 30), glm::vec3(0, 20, 19))}) {
        SceneObject object;
        object.id = scene.objects.size() + 1;
        object.mesh = std::make_shared<const mesh::Mesh>(test::moved(test::cube(1.0f), middle / size - 0.5f));
        for (int axis = 0; axis < 3; ++axis)
            object.transform[axis][axis] = size[axis];
        scene.objects.push_back(object);
    }
    PictureRequest request = look(scene);
    request.width = 200;
    request.height = 160;
    request.camera = Camera{};
    request.camera.yaw = 0.0f;
    request.camera.pitch = 0.6f;
    request.camera.frame(worldBox(scene), {200, 160});
    const auto lightAt = [&](const image::Picture& picture, const glm::vec3& point) {
        const glm::vec3 pixel = request.camera.project(point, {200, 160});
        return static_cast<int>(
            picture.rgba[4 * (static_cast<std::size_t>(pixel.y) * 200 + static_cast<std::size_t>(pixel.x))]);
    };
    const image::Picture shaded = draw(*m_target, request);
    scene.view.ambientOcclusion = false;
    request.scene = std::make_shared<const RenderScene>(scene);
    const image::Picture open = draw(*m_target, request);
    const glm::vec3 fold(0.0f, 6.5f, 4.0f), field(-34.0f, -34.0f, 4.0f);
    EXPECT_LT(lightAt(shaded, fold), lightAt(open, fold) - 6);
    EXPECT_NEAR(lightAt(shaded, field), lightAt(open, field), 4);
    expectLikeBaseline(shaded, "ambient_occlusion");
}

TEST_F(ViewModeTest, Xray) {
    RenderScene scene = pair();
    scene.view.xray = true;
    scene.objects[0].selected = true;
    expectLikeBaseline(draw(*m_target, look(scene)), "xray");
}

TEST_F(ViewModeTest, NormalsAndOverhang) {
    RenderScene scene = pair();
    scene.view.surface = SurfaceMode::Normals;
    expectLikeBaseline(draw(*m_target, look(scene)), "normals");
    scene.view.surface = SurfaceMode::Overhang;
    PictureRequest request = look(scene);
    request.camera.pitch = -0.15f;
    expectLikeBaseline(draw(*m_target, request), "overhang");
}

TEST_F(ViewModeTest, Backgrounds) {
    RenderScene scene = pair();
    scene.objects[0].colour = mesh::Rgba8(40, 120, 200, 255);
    scene.view.background = Background::Light;
    expectLikeBaseline(draw(*m_target, look(scene)), "light_background");
    scene.view.background = Background::Flat;
    scene.view.backgroundColour = {10, 200, 30, 255};
    scene.view.showGrid = scene.view.showBed = scene.view.showShadow = false;
    const image::Picture flat = draw(*m_target, look(scene));
    EXPECT_NEAR(flat.pixel(1, 1)[0], 10, 1);
    EXPECT_NEAR(flat.pixel(1, 1)[1], 200, 1);
    EXPECT_NEAR(flat.pixel(1, 1)[2], 30, 1);
}

TEST_F(ViewModeTest, HiddenObjectsAreNotDrawn) {
    RenderScene scene = pair();
    const PictureRequest both = look(scene);
    RenderScene one = scene;
    one.objects.pop_back();
    PictureRequest alone = both;
    alone.scene = std::make_shared<const RenderScene>(one);
    scene.objects[1].visible = false;
    PictureRequest hidden = both;
    hidden.scene = std::make_shared<const RenderScene>(scene);
    EXPECT_EQ(draw(*m_target, hidden).rgba, draw(*m_target, alone).rgba);
}

TEST_F(ViewModeTest, Handles) {
    auto handles = std::make_shared<OverlayGeometry>();
    const glm::vec3 o{0, 0, 20};
    const std::pair<glm::vec3, mesh::Rgba8> axes[] = {{{45, 0, 0}, {242, 102, 122, 255}},
                                                      {{0, -45, 0}, {92, 201, 140, 255}},
                                                      {{0, 0, 45}, {111, 177, 255, 255}}};
    for (const auto& [axis, colour] : axes) {
        handles->lines.push_back({{o, colour}, {o + axis, colour}, 3.0f});
        for (const glm::vec3 corner : {axis * 1.15f, axis + glm::vec3(3, 3, -3), axis + glm::vec3(-3, 3, 3)})
            handles->triangles.push_back({o + corner, colour});
    }
    PictureRequest request = look(pair());
    request.handles = handles;
    expectLikeBaseline(draw(*m_target, request), "handles");
}

TEST_F(ViewModeTest, LinesBehindTheEyeAreCutOff) {
    auto handles = std::make_shared<OverlayGeometry>();
    PictureRequest request = look(pair());
    const glm::vec3 eye = request.camera.eye(), forward = request.camera.forward();
    handles->lines.push_back(
        {{eye - 500.0f * forward, mesh::Rgba8(255)}, {eye - 900.0f * forward, mesh::Rgba8(255)}});
    PictureRequest with = request;
    with.handles = handles;
    EXPECT_EQ(draw(*m_target, with).rgba, draw(*m_target, request).rgba);
}

} // namespace
} // namespace orfeas::render
