#include "core/project/document.h"

#include <gtest/gtest.h>

namespace orfeas::project {
namespace {

ObjectPtr named(unsigned id, std::string name) {
    auto object = std::make_shared<Object>();
    object->id = ObjectId{id};
    object->name = std::move(name);
    return object;
}

TEST(Document, editsLeaveTheOldValueAndShareTheRest) {
    const Document before = Document().withObject(named(1, "a")).withObject(named(2, "b"));
    const Document after = before.withObject(named(2, "c"));
    EXPECT_EQ(before.find(ObjectId{2})->name, "b");
    EXPECT_EQ(after.find(ObjectId{2})->name, "c");
    EXPECT_EQ(before.objects[0], after.objects[0]);
    EXPECT_EQ(after.objects.size(), 2u);
}

TEST(Document, replacedObjectKeepsItsPlaceInTheList) {
    const Document before = Document().withObject(named(1, "a")).withObject(named(2, "b"));
    EXPECT_EQ(before.withObject(named(1, "z")).objects.front()->name, "z");
}

TEST(Document, withoutRemovesOnlyThatOne) {
    const Document both = Document().withObject(named(1, "a")).withObject(named(2, "b"));
    const Document one = both.without(ObjectId{1});
    EXPECT_EQ(one.find(ObjectId{1}), nullptr);
    EXPECT_NE(one.find(ObjectId{2}), nullptr);
    EXPECT_EQ(one.without(ObjectId{7}).objects.size(), 1u);
}

TEST(Document, freeNameCountsUp) {
    Document document;
    EXPECT_EQ(document.freeName("Owl"), "Owl");
    document = document.withObject(named(1, "Owl"));
    EXPECT_EQ(document.freeName("Owl"), "Owl 2");
    document = document.withObject(named(2, "Owl 2"));
    EXPECT_EQ(document.freeName("Owl"), "Owl 3");
    EXPECT_EQ(document.freeName("Owl 2"), "Owl 3");
    EXPECT_EQ(document.freeName("Bear"), "Bear");
}

TEST(Document, freeNameLeavesNumbersThatBelongToTheName) {
    const Document document = Document().withObject(named(1, "Model 007")).withObject(named(2, "42"));
    EXPECT_EQ(document.freeName("Model 007"), "Model 007 2");
    EXPECT_EQ(document.freeName("42"), "42 2");
}

TEST(Document, newObjectsGetTheNextNumbers) {
    Document document;
    document.objects = {named(7, "a"), named(0, "b"), named(0, "c")};
    std::uint64_t last = 9;
    const Document numbered = document.withNumbers(last);
    EXPECT_EQ(numbered.objects[0], document.objects[0]);
    EXPECT_EQ(numbered.objects[1]->id, ObjectId{10});
    EXPECT_EQ(numbered.objects[2]->id, ObjectId{11});
    EXPECT_EQ(last, 11u);
}

TEST(Document, groupsWithoutObjectsGo) {
    Document document;
    auto member = std::make_shared<Object>();
    member->group = GroupId{2};
    document.objects = {member};
    document.groups = {{GroupId{1}, "Left"}, {GroupId{2}, "Right"}};
    const Document next = document.withoutEmptyGroups();
    EXPECT_EQ(next.groups, (std::vector<Group>{{GroupId{2}, "Right"}}));
    EXPECT_EQ(next.findGroup(GroupId{1}), nullptr);
    EXPECT_EQ(next.findGroup(GroupId{2})->name, "Right");
}

} // namespace
} // namespace orfeas::project
