// Edits of objects and work on them: one undo step each.
#include "tests/core/project/project_service_fixture.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "core/project/engine.h"

namespace orfeas::project {
namespace {

TEST_F(ProjectServiceTest, renamingAndHidingAreUndoable) {
    const ObjectPtr owl = addObject("owl.png");
    const ObjectPtr second = addObject("owl.png");
    EXPECT_EQ(second->name, "Owl 2");
    service->renameObject(second->id, "  Owl ");
    service->setVisible(owl->id, false);
    service->setVisible(owl->id, false); // nothing new: no step
    service->renameObject(owl->id, "Bird");
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.lastDocument()->undoText == "Rename to Bird"; }));
    EXPECT_EQ(log.document()->find(second->id)->name, "Owl 2");
    service->undo();
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.lastDocument()->undoText == "Hide Owl"; }));
    EXPECT_FALSE(log.document()->find(owl->id)->visible);
    service->undo();
    service->undo();
    ASSERT_TRUE(log.waitForObjects(1));
    EXPECT_EQ(log.lastDocument()->redoText, "Add Owl 2");
}

Result<Document> lockedAll(const Document& document) {
    Document next = document;
    for (ObjectPtr& object : next.objects) {
        auto locked = std::make_shared<Object>(*object);
        locked->locked = true;
        object = std::move(locked);
    }
    return next;
}

TEST_F(ProjectServiceTest, anEditIsOneUndoStep) {
    addObject();
    service->edit("Lock everything", lockedAll);
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.lastDocument()->undoText == "Lock everything"; }));
    EXPECT_TRUE(log.document()->objects[0]->locked);
    service->undo();
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.lastDocument()->redoText == "Lock everything"; }));
    EXPECT_FALSE(log.document()->objects[0]->locked);
}

TEST_F(ProjectServiceTest, anEditThatFailsIsTold) {
    addObject();
    service->edit("Break", [](const Document&) -> Result<Document> {
        return Error{ErrorCode::BadInput, "It cannot be broken", {}};
    });
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return !l.template all<Notice>().empty(); }));
    EXPECT_EQ(log.all<Notice>()[0].error.userText, "It cannot be broken");
    EXPECT_EQ(log.lastDocument()->undoText, "Add Owl");
}

TEST_F(ProjectServiceTest, anEditThatChangesNothingIsNoStep) {
    addObject();
    service->edit("Nothing", [](const Document& document) -> Result<Document> { return document; });
    settle();
    EXPECT_EQ(log.lastDocument()->undoText, "Add Owl");
}

TEST_F(ProjectServiceTest, copiesGetNumbersOfTheirOwn) {
    const ObjectPtr owl = addObject();
    const auto copy = [](const Document& document) -> Result<Document> {
        Document next = document;
        auto twin = std::make_shared<Object>(*document.objects[0]);
        twin->id = ObjectId{};
        next.objects.push_back(std::move(twin));
        return next;
    };
    service->edit("Copy", copy);
    ASSERT_TRUE(log.waitForObjects(2));
    const ObjectId first = log.document()->objects[1]->id;
    EXPECT_NE(first, owl->id);
    EXPECT_NE(first, ObjectId{});
    service->undo();
    service->edit("Copy", copy);
    ASSERT_TRUE(log.waitUntil([&](const auto& l) {
        return l.document()->objects.size() == 2 && l.document()->objects[1]->id != first;
    }));
}

TEST_F(ProjectServiceTest, workOnObjectsIsARowAndOneStep) {
    const ObjectPtr owl = addObject();
    service->operate("Lock Owl", {owl->id}, [](DocumentPtr, const jobs::JobContext& context) {
        context.report("locking", 0.5);
        return Result<ProjectService::Operation>(lockedAll);
    });
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.lastDocument()->undoText == "Lock Owl"; }));
    const JobStatus row = log.rows().back();
    EXPECT_EQ(row.kind, JobKind::Operate);
    EXPECT_EQ(row.object, owl->id);
    EXPECT_TRUE(log.waitForState(row.id, JobState::Done));
}

TEST_F(ProjectServiceTest, workOnObjectsThatChangedMeanwhileIsRefused) {
    const ObjectPtr owl = addObject();
    std::atomic<bool> begun = false;
    std::atomic<bool> go = false;
    service->operate("Lock Owl", {owl->id}, [&](DocumentPtr, const jobs::JobContext& context) {
        begun = true;
        while (!go && !context.cancelled())
            std::this_thread::yield();
        return Result<ProjectService::Operation>(lockedAll);
    });
    while (!begun)
        std::this_thread::yield();
    service->renameObject(owl->id, "Bird"); // is no reason
    service->removeObjects({owl->id});
    ASSERT_TRUE(log.waitForObjects(0));
    go = true;
    const JobId row = log.rows().back().id;
    ASSERT_TRUE(log.waitForState(row, JobState::Failed));
    EXPECT_NE(log.status(row)->error->userText.find("changed while this ran"), std::string::npos);
    EXPECT_EQ(log.lastDocument()->undoText, "Remove Bird");
}

TEST_F(ProjectServiceTest, workOnObjectsCanBeStopped) {
    const ObjectPtr owl = addObject();
    service->operate("Wait", {owl->id},
                     [](DocumentPtr, const jobs::JobContext& context) -> Result<ProjectService::Operation> {
                         while (!context.cancelled())
                             std::this_thread::yield();
                         return jobs::cancelledError();
                     });
    ASSERT_TRUE(log.waitUntil(
        [](const auto& l) { return !l.rows().empty() && l.rows().back().kind == JobKind::Operate; }));
    const JobId row = log.rows().back().id;
    service->cancel(row);
    ASSERT_TRUE(log.waitForState(row, JobState::Cancelled));
    EXPECT_FALSE(log.document()->objects[0]->locked);
}

TEST_F(ProjectServiceTest, emptyNameIsRefusedInPlace) {
    const ObjectPtr owl = addObject();
    service->renameObject(owl->id, " \t ");
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return !l.template all<Notice>().empty(); }));
    EXPECT_EQ(log.document()->objects[0]->name, "Owl");
}

} // namespace
} // namespace orfeas::project
