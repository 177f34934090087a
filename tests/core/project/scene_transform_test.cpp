#include "core/project/scene_transform.h"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include <glm/gtc/matrix_transform.hpp>

#include "core/mesh/placed_box.h"
#include "core/project/placement.h"
#include "tests/support/shapes.h"

namespace orfeas::project {
namespace {

const ObjectId kOne[] = {ObjectId{1}};
const ObjectId kBoth[] = {ObjectId{1}, ObjectId{2}};

// A box of 10 x 20 x 30 mm whose corner is the mesh's origin.
std::shared_ptr<const mesh::Mesh> brick() {
    mesh::Mesh mesh = test::cube();
    const mesh::Box box = mesh::boundingBox(mesh);
    for (glm::vec3& position : mesh.positions)
        position = (position - box.lower) / box.size() * glm::vec3(10, 20, 30);
    return std::make_shared<const mesh::Mesh>(std::move(mesh));
}

ObjectPtr object(std::uint64_t id, glm::vec3 at, std::shared_ptr<const mesh::Mesh> mesh = brick()) {
    auto made = std::make_shared<Object>();
    made->id = ObjectId{id};
    made->name = "Brick";
    made->mesh = std::move(mesh);
    made->facts = mesh::measure(*made->mesh);
    made->transform = glm::translate(glm::mat4(1.0f), at);
    return made;
}

Document of(std::vector<ObjectPtr> objects) {
    Document document;
    document.objects = std::move(objects);
    return document;
}

void expectNear(glm::vec3 a, glm::vec3 b, float tolerance = 1e-3f) {
    for (int axis = 0; axis < 3; ++axis)
        EXPECT_NEAR(a[axis], b[axis], tolerance) << "axis " << axis;
}

mesh::Box worldBox(const Object& object) {
    return mesh::transformed(object.facts.box, object.transform);
}

double signedVolume(const mesh::Mesh& mesh) {
    double volume = 0.0;
    for (const glm::uvec3& t : mesh.triangles) {
        volume += glm::dot(mesh.positions[t.x], glm::cross(mesh.positions[t.y], mesh.positions[t.z])) / 6.0;
    }
    return volume;
}

TEST(SceneTransform, posesComeBackAsTheyWereSet) {
    const ObjectPtr brick = object(1, {5, 6, 7});
    for (const glm::vec3 degrees : {glm::vec3(0, 0, 0), glm::vec3(10, 20, 30), glm::vec3(-170, 45, 90),
                                    glm::vec3(0, 90, 25), glm::vec3(0, -90, -60), glm::vec3(0, 0, 180)}) {
        const Pose wanted{{1, -2, 3}, degrees, {5, 50, 12}};
        Object turned = *brick;
        turned.transform = transformFor(*brick, wanted);
        const Pose pose = poseOf(turned);
        expectNear(pose.position, wanted.position);
        expectNear(pose.size, wanted.size);
        expectNear(pose.degrees, wanted.degrees, 0.05f);
    }
    expectNear(poseOf(*brick).position, {10, 16, 22});
}

TEST(SceneTransform, movesTurnsAndScalesInTheWorld) {
    const Document before = of({object(1, {0, 0, 0}), object(2, {50, 0, 0})});
    const Document moved = transformedBy(before, kBoth, glm::translate(glm::mat4(1.0f), {1, 2, 3})).value();
    expectNear(glm::vec3(moved.objects[1]->transform[3]), {51, 2, 3});
    EXPECT_EQ(moved.objects[0]->mesh, before.objects[0]->mesh);
    const auto flat = transformedBy(before, kOne, glm::scale(glm::mat4(1.0f), {1, 1, 0}));
    EXPECT_FALSE(flat.ok());
    EXPECT_EQ(transformedBy(before, kBoth, glm::mat4(1.0f)).value().objects, before.objects);
}

TEST(SceneTransform, lockedObjectsDoNotMove) {
    auto locked = std::make_shared<Object>(*object(1, {0, 0, 0}));
    locked->locked = true;
    const Document before = of({locked, object(2, {50, 0, 0})});
    const Document moved = transformedBy(before, kBoth, glm::translate(glm::mat4(1.0f), {1, 0, 0})).value();
    EXPECT_EQ(moved.objects[0], before.objects[0]);
    EXPECT_FALSE(droppedToBed(before, kOne).ok());
}

TEST(SceneTransform, tiltedObjectsDropOntoTheirLowestVertex) {
    auto tilted = std::make_shared<Object>(*object(1, {0, 0, 40}));
    tilted->transform = glm::rotate(tilted->transform, 0.5f, glm::normalize(glm::vec3(1, 2, 0.3f)));
    const Document dropped = droppedToBed(of({tilted}), kOne).value();
    float lowest = 1e9f;
    for (const glm::vec3& p : tilted->mesh->positions)
        lowest = std::min(lowest, (dropped.objects[0]->transform * glm::vec4(p, 1.0f)).z);
    EXPECT_NEAR(lowest, 0.0f, 1e-4f);
    EXPECT_EQ(droppedToBed(of({object(1, {3, 3, 0})}), kOne).value().objects[0]->transform[3].z, 0.0f);
}

TEST(SceneTransform, anyFaceCanBeLaidOnTheBed) {
    for (const glm::vec3 normal :
         {glm::vec3(0, 0, 1), glm::vec3(0, 0, -1), glm::vec3(1, 0, 0), glm::vec3(0, -1, 0)}) {
        const ObjectPtr brick = object(1, {0, 0, 10});
        const Document placed = placedOnFace(of({brick}), ObjectId{1}, normal).value();
        const mesh::Box box = worldBox(*placed.objects[0]);
        EXPECT_NEAR(box.lower.z, 0.0f, 1e-3f);
        EXPECT_NEAR(box.size().z, glm::dot(glm::vec3(10, 20, 30), glm::abs(normal)), 1e-2f);
        const glm::vec3 down = glm::mat3(placed.objects[0]->transform) * normal;
        expectNear(down, {0, 0, -1});
    }
    EXPECT_FALSE(placedOnFace(of({object(1, {0, 0, 0})}), ObjectId{1}, glm::vec3(0)).ok());
}

TEST(SceneTransform, duplicatesShareTheMeshAndStandClear) {
    const Document before = of({object(1, {0, 0, 0}), object(2, {20, 0, 0})});
    const Document after = duplicated(before, kBoth).value();
    ASSERT_EQ(after.objects.size(), 4u);
    EXPECT_EQ(after.objects[2]->mesh, before.objects[0]->mesh);
    EXPECT_EQ(after.objects[2]->id, ObjectId{});
    EXPECT_EQ(after.objects[2]->name, "Brick 2");
    for (std::size_t copy : {2u, 3u}) {
        for (std::size_t original : {0u, 1u}) {
            EXPECT_FALSE(
                crowds(footprintOf(after.objects[copy]->facts.box, after.objects[copy]->transform),
                       footprintOf(after.objects[original]->facts.box, after.objects[original]->transform)));
        }
    }
    const Document own = madeUnique(after, kOne);
    EXPECT_NE(own.objects[0]->mesh, before.objects[0]->mesh);
    EXPECT_EQ(own.objects[0]->mesh->positions, before.objects[0]->mesh->positions);
}

TEST(SceneTransform, mirrorsKeepTheOutsideOut) {
    auto mesh = brick();
    auto turned = std::make_shared<Object>(*object(1, {5, 0, 0}, mesh));
    turned->transform = glm::rotate(turned->transform, 0.7f, glm::normalize(glm::vec3(0.2f, 0.3f, 1)));
    const Document before = of({turned, object(2, {60, 0, 0}, mesh)});
    const mesh::Box whole = boxOf(before, kBoth);
    for (int axis = 0; axis < 3; ++axis) {
        const Document after = mirrored(before, kBoth, axis).value();
        for (std::size_t i = 0; i < 2; ++i) {
            const Object& is = *after.objects[i];
            EXPECT_GT(glm::determinant(glm::mat3(is.transform)), 0.0f);
            EXPECT_GT(signedVolume(*is.mesh), 0.0);
            glm::vec3 expected(before.objects[i]->transform *
                               glm::vec4(before.objects[i]->mesh->positions[3], 1.0f));
            expected[axis] = 2.0f * whole.center()[axis] - expected[axis];
            expectNear(glm::vec3(is.transform * glm::vec4(is.mesh->positions[3], 1.0f)), expected, 1e-2f);
            expectNear(is.facts.box.lower, mesh::boundingBox(*is.mesh).lower);
            expectNear(is.facts.box.upper, mesh::boundingBox(*is.mesh).upper);
        }
        EXPECT_EQ(after.objects[0]->mesh, after.objects[1]->mesh);
    }
}

TEST(SceneTransform, arraysCountTheOriginalsIn) {
    const Document before = of({object(1, {0, 0, 0})});
    const Document after = arrayed(before, kOne, {3, 2}, 4.0f).value();
    ASSERT_EQ(after.objects.size(), 6u);
    expectNear(glm::vec3(after.objects[5]->transform[3]), {28, 24, 0});
    EXPECT_EQ(after.objects[0], before.objects[0]);
    std::set<std::string> names;
    for (const ObjectPtr& it : after.objects)
        names.insert(it->name);
    EXPECT_EQ(names.size(), 6u);
    EXPECT_FALSE(arrayed(before, kOne, {0, 2}, 4.0f).ok());
    EXPECT_FALSE(arrayed(before, kOne, {1'000'000, 1'000'000}, 4.0f).ok());
    EXPECT_EQ(arrayed(before, kOne, {100, 100}, 1.0f).value().objects.size(), 10'000u);
}

TEST(SceneTransform, packingNeverOverlapsNorLeavesTheBed) {
    Document document;
    std::vector<ObjectId> ids;
    for (std::uint64_t id = 1; id <= 24; ++id) {
        auto one = std::make_shared<Object>(*object(id, {3.0f * static_cast<float>(id), 1000, 50}));
        one->transform = glm::scale(one->transform, glm::vec3(0.5f + 0.1f * static_cast<float>(id % 7)));
        document.objects.push_back(one);
        ids.push_back(ObjectId{id});
    }
    const Document packed = packedOnBed(document, ids, {110, 110}, 2.0f).value();
    for (const ObjectPtr& a : packed.objects) {
        const mesh::Box box = worldBox(*a);
        EXPECT_GE(box.lower.x, -55.001f);
        EXPECT_LE(box.upper.y, 55.001f);
        EXPECT_NEAR(box.lower.z, 0.0f, 1e-3f);
        for (const ObjectPtr& b : packed.objects) {
            if (a == b) continue;
            const mesh::Box other = worldBox(*b);
            EXPECT_TRUE(box.upper.x + 1.99f < other.lower.x || other.upper.x + 1.99f < box.lower.x ||
                        box.upper.y + 1.99f < other.lower.y || other.upper.y + 1.99f < box.lower.y);
        }
    }
    const auto tooMany = packedOnBed(document, ids, {30, 30}, 2.0f);
    ASSERT_FALSE(tooMany.ok());
    EXPECT_NE(tooMany.error().userText.find("of 24 objects do not fit"), std::string::npos);
}

} // namespace
} // namespace orfeas::project
