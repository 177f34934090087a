#include "core/project/scene_edit.h"

#include <gtest/gtest.h>

namespace orfeas::project {
namespace {

ObjectPtr object(std::uint64_t id, bool locked = false) {
    auto made = std::make_shared<Object>();
    made->id = ObjectId{id};
    made->name = "Object " + std::to_string(id);
    made->locked = locked;
    return made;
}

Document three() {
    Document document;
    document.objects = {object(1), object(2), object(3, true)};
    return document;
}

const ObjectId kAll[] = {ObjectId{1}, ObjectId{2}, ObjectId{3}};
const ObjectId kFirst[] = {ObjectId{1}};
const ObjectId kLocked[] = {ObjectId{3}, ObjectId{99}};

TEST(SceneEdit, whatIsAlreadySoIsShared) {
    const Document before = three();
    const Document hidden = withVisible(before, kFirst, false);
    EXPECT_FALSE(hidden.find(ObjectId{1})->visible);
    EXPECT_TRUE(before.find(ObjectId{1})->visible);
    EXPECT_EQ(hidden.objects[1], before.objects[1]);
    EXPECT_EQ(withVisible(hidden, kFirst, false).objects, hidden.objects);
    EXPECT_EQ(withLocked(before, kLocked, true).objects, before.objects);
    const Document red = withColour(before, kFirst, mesh::Rgba8(255, 0, 0, 255));
    EXPECT_EQ(red.find(ObjectId{1})->colour, mesh::Rgba8(255, 0, 0, 255));
    EXPECT_EQ(withColour(red, kFirst, std::nullopt).find(ObjectId{1})->colour, std::nullopt);
}

TEST(SceneEdit, groupsTakeTheirMembersFromOtherGroups) {
    const Document first = grouped(three(), kAll, "Group").value();
    ASSERT_EQ(first.groups.size(), 1u);
    const Document second = grouped(first, kFirst, "Group").value();
    ASSERT_EQ(second.groups.size(), 2u);
    EXPECT_EQ(second.groups[1].name, "Group 2");
    EXPECT_EQ(second.find(ObjectId{1})->group, second.groups[1].id);
    EXPECT_EQ(second.find(ObjectId{2})->group, second.groups[0].id);
    const Document all = grouped(second, kAll, "Group").value();
    EXPECT_EQ(all.groups.size(), 1u); // the emptied ones are gone
    EXPECT_TRUE(ungrouped(all, kAll).groups.empty());
    EXPECT_FALSE(grouped(three(), {}, "Group").ok());
}

TEST(SceneEdit, groupsAreRenamed) {
    const Document document = grouped(three(), kFirst, "Group").value();
    const GroupId id = document.groups[0].id;
    EXPECT_EQ(withGroupName(document, id, " Barn  owls ").value().groups[0].name, "Barn owls");
    EXPECT_EQ(withGroupName(document, id, "Group").value().groups[0].name, "Group");
    EXPECT_FALSE(withGroupName(document, id, "\t").ok());
}

TEST(SceneEdit, lockedObjectsStay) {
    const Document next = removed(three(), kAll).value();
    ASSERT_EQ(next.objects.size(), 1u);
    EXPECT_EQ(next.objects[0]->id, ObjectId{3});
    const auto nothing = removed(next, kAll);
    ASSERT_FALSE(nothing.ok());
    EXPECT_NE(nothing.error().userText.find("locked"), std::string::npos);
    EXPECT_EQ(movable(three(), kAll).value(), (std::vector<ObjectId>{ObjectId{1}, ObjectId{2}}));
}

} // namespace
} // namespace orfeas::project
