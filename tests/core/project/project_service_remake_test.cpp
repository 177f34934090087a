// Objects made again: sliders, previews, undo.
#include "tests/core/project/project_service_fixture.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "core/project/engine.h"
#include "core/project/placement.h"

namespace orfeas::project {
namespace {

TEST_F(ProjectServiceTest, remakeReplacesTheMeshInOneUndoStep) {
    const ObjectPtr before = addObject();
    service->remake(before->id, ofSize(20));
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.lastDocument()->undoText == "Change Owl"; }));
    const Object* after = log.document()->find(before->id);
    EXPECT_FLOAT_EQ(after->facts.box.size().x, 20.0f);
    EXPECT_EQ(after->provenance->picture, before->provenance->picture);
    EXPECT_EQ(after->provenance->generator, "fake");
    EXPECT_EQ(std::get<double>(after->provenance->settings.values().at("size")), 20.0);
    service->undo();
    ASSERT_TRUE(
        log.waitUntil([&](const auto& l) { return l.document()->find(before->id)->mesh == before->mesh; }));
    EXPECT_EQ(log.lastDocument()->redoText, "Change Owl");
}

TEST_F(ProjectServiceTest, remakesAtEveryMoveOfASliderSettleOnce) {
    const ObjectPtr before = addObject();
    engine.close(); // no intermediate value gets beyond its first shape
    for (int size = 11; size <= 70; ++size) {
        service->remake(before->id, ofSize(size));
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    engine.open();
    ASSERT_TRUE(log.waitUntil(
        [&](const auto& l) { return l.document()->find(before->id)->facts.box.size().x == 70.0f; }));
    const std::vector<PreviewReady> previews = log.all<PreviewReady>();
    EXPECT_GT(previews.size(), 2u);                   // intermediate values were seen
    EXPECT_EQ(log.all<DocumentChanged>().size(), 2u); // and one result was kept
    EXPECT_EQ(engine.generationsAtOnce(), 1);
    EXPECT_EQ(log.rows().size(), 2u); // one row for all of them
    EXPECT_TRUE(log.rows()[1].isRemake);
    EXPECT_TRUE(log.all<PreviewDropped>().empty()); // the view never flickered back
}

TEST_F(ProjectServiceTest, remakeGivesWayOnlyAfterItsFirstShape) {
    const ObjectPtr before = addObject();
    engine.close();
    service->remake(before->id, ofSize(20));
    ASSERT_TRUE(waitBegun(2));
    service->remake(before->id, ofSize(30));
    service->remake(before->id, ofSize(40));
    engine.open();
    ASSERT_TRUE(log.waitUntil(
        [&](const auto& l) { return l.document()->find(before->id)->facts.box.size().x == 40.0f; }));
    std::vector<float> seen;
    for (const PreviewReady& p : log.all<PreviewReady>())
        seen.push_back(mesh::boundingBox(*p.preview.mesh).size().x);
    EXPECT_EQ(seen.back(), 40.0f);
    EXPECT_EQ(std::count(seen.begin(), seen.end(), 20.0f), 1);
}

TEST_F(ProjectServiceTest, remakeRunsBesideTheQueue) {
    const ObjectPtr first = addObject();
    engine.close();
    service->makeFromFiles({"slow.png"}, {});
    ASSERT_TRUE(waitBegun(2));
    service->remake(first->id, ofSize(30));
    ASSERT_TRUE(waitBegun(3)); // although the other one has not ended
    engine.open();
    ASSERT_TRUE(log.waitForObjects(2));
}

TEST_F(ProjectServiceTest, cancelledRemakeKeepsTheObject) {
    const ObjectPtr before = addObject();
    engine.close();
    service->remake(before->id, ofSize(30));
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.template all<PreviewReady>().size() == 2; }));
    const JobId job = log.all<PreviewReady>()[1].job;
    service->cancel(job);
    ASSERT_TRUE(log.waitForState(job, JobState::Cancelled));
    EXPECT_EQ(log.all<PreviewDropped>().size(), 1u);
    EXPECT_EQ(log.document()->find(before->id)->mesh, before->mesh);
}

TEST_F(ProjectServiceTest, changedSettingsRestartTheFirstMaking) {
    engine.close();
    service->makeFromFiles({"a.png"}, {});
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.template all<PreviewReady>().size() == 1; }));
    service->remake(log.all<PreviewReady>()[0].object, ofSize(50));
    engine.open();
    ASSERT_TRUE(log.waitForObjects(1));
    EXPECT_FLOAT_EQ(log.document()->objects[0]->facts.box.size().x, 50.0f);
    EXPECT_EQ(log.rows().size(), 1u);
}

TEST_F(ProjectServiceTest, removingAnObjectCancelsItsRemake) {
    const ObjectPtr before = addObject();
    engine.close();
    service->remake(before->id, ofSize(30));
    ASSERT_TRUE(waitBegun(2));
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.rows().size() == 2; }));
    service->removeObjects({before->id});
    ASSERT_TRUE(log.waitForState(log.rows()[1].id, JobState::Cancelled));
    EXPECT_TRUE(log.document()->objects.empty());
    service->undo();
    ASSERT_TRUE(log.waitForObjects(1));
    EXPECT_EQ(log.document()->objects[0], before);
}

TEST_F(ProjectServiceTest, resultOfARemakeWhoseObjectWasUndoneIsDropped) {
    const ObjectPtr before = addObject();
    engine.close();
    service->remake(before->id, ofSize(30));
    ASSERT_TRUE(waitBegun(2));
    service->undo(); // takes the object away
    ASSERT_TRUE(log.waitForObjects(0));
    engine.open();
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.rows().size() == 2; }));
    ASSERT_TRUE(log.waitForState(log.rows()[1].id, JobState::Cancelled));
    service->redo();
    ASSERT_TRUE(log.waitForObjects(1));
    EXPECT_EQ(log.document()->objects[0]->mesh, before->mesh);
}

TEST_F(ProjectServiceTest, remakeThatGrowsStepsAside) {
    const ObjectPtr small = addObject("a.png");
    const ObjectPtr other = addObject("b.png");
    service->remake(small->id, ofSize(80));
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.lastDocument()->undoText == "Change A"; }));
    const Object* grown = log.document()->find(small->id);
    EXPECT_FALSE(crowds(footprintOf(grown->facts.box, grown->transform),
                        footprintOf(other->facts.box, other->transform)));
}

TEST_F(ProjectServiceTest, importedMeshCannotBeRemade) {
    service->importMeshes({"cube.stl"});
    ASSERT_TRUE(log.waitForObjects(1));
    EXPECT_EQ(log.document()->objects[0]->name, "Cube");
    service->remake(log.document()->objects[0]->id, ofSize(20));
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return !l.template all<Notice>().empty(); }));
    EXPECT_NE(log.all<Notice>()[0].error.userText.find("did not come from a picture"), std::string::npos);
}

} // namespace
} // namespace orfeas::project
