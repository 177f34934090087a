#include "tests/core/project/project_service_fixture.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "core/project/engine.h"
#include "core/project/placement.h"

namespace orfeas::project {
namespace {

TEST_F(ProjectServiceTest, pictureBecomesAnObject) {
    const ObjectPtr object = addObject("/somewhere/garden_owl-2.png");
    EXPECT_EQ(object->name, "Garden owl 2");
    EXPECT_EQ(object->facts.triangles, 12u);
    EXPECT_EQ(object->provenance->sourceName, "garden_owl-2.png");
    EXPECT_EQ(object->provenance->sourcePath, "/somewhere/garden_owl-2.png");
    EXPECT_EQ(object->provenance->generator, "auto");
    EXPECT_TRUE(object->provenance->picture);
    EXPECT_EQ(log.lastDocument()->undoText, "Add Garden owl 2");
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.rows().at(0).state == JobState::Done; }));
    const JobStatus row = log.rows().at(0);
    EXPECT_EQ(row.name, "garden_owl-2.png");
    EXPECT_EQ(row.note, "A cube");
    EXPECT_EQ(row.fraction, 1.0);
    EXPECT_EQ(row.object, object->id);
    ASSERT_TRUE(row.thumbnail);
    EXPECT_EQ(row.thumbnail->width, 128);
    EXPECT_EQ(row.thumbnail->height, 85);
}

TEST_F(ProjectServiceTest, eventsComeInTheOrderOfTheWork) {
    addObject();
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.rows().at(0).state == JobState::Done; }));
    std::vector<std::string> order;
    double fraction = 0.0;
    for (const CoreEvent& event : log.events()) {
        std::string name;
        if (const auto* changed = std::get_if<JobChanged>(&event)) {
            static constexpr const char* kNames[] = {"waiting", "running", "done", "failed", "cancelled"};
            name = kNames[static_cast<int>(changed->status.state)];
            EXPECT_GE(changed->status.fraction, fraction);
            fraction = changed->status.fraction;
        } else if (std::holds_alternative<PreviewReady>(event)) {
            name = "preview";
        } else if (std::holds_alternative<DocumentChanged>(event)) {
            name = "document";
        }
        if (order.empty() || order.back() != name) order.push_back(name);
    }
    EXPECT_EQ(order,
              (std::vector<std::string>{"waiting", "running", "preview", "running", "document", "done"}));
}

TEST_F(ProjectServiceTest, generationsRunOneAtATimeInOrder) {
    service->makeFromFiles({"a.png", "b.png", "c.png"}, {});
    ASSERT_TRUE(log.waitForObjects(3));
    EXPECT_EQ(engine.begun(), (std::vector<std::string>{"a.png 10", "b.png 10", "c.png 10"}));
    EXPECT_EQ(engine.generationsAtOnce(), 1);
    EXPECT_EQ(log.document()->objects[2]->name, "C");
}

TEST_F(ProjectServiceTest, picturesAreMadeSideBySide) {
    service.reset();
    engine.close();
    service = std::make_unique<ProjectService>(log.sink(), engine.engine(true));
    std::vector<std::filesystem::path> files;
    for (int i = 0; i < 10; ++i)
        files.push_back("p" + std::to_string(i) + ".png");
    service->makeFromFiles(files, {});
    ASSERT_TRUE(waitBegun(8));
    EXPECT_EQ(engine.generationsAtOnce(), 8);
    engine.open();
    ASSERT_TRUE(log.waitForObjects(10));
}

TEST_F(ProjectServiceTest, aJobThatThrowsHarmsNoOther) {
    service->makeFromFiles({"throwing.png", "fine.png"}, {});
    ASSERT_TRUE(log.waitForObjects(1));
    ASSERT_TRUE(log.waitForState(log.rows()[0].id, JobState::Failed));
    EXPECT_EQ(log.rows()[0].error->detail, "a bug");
    EXPECT_EQ(log.document()->objects[0]->name, "Fine");
}

TEST_F(ProjectServiceTest, aPausedRowWaitsUntilItIsResumed) {
    engine.close();
    service->makeFromFiles({"a.png", "b.png", "c.png"}, {});
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.rows().size() == 3; }));
    const JobId second = log.rows()[1].id;
    service->setPaused(second, true);
    ASSERT_TRUE(log.waitUntil([&](const auto& l) { return l.status(second)->paused; }));
    engine.open();
    ASSERT_TRUE(log.waitForObjects(2));
    EXPECT_EQ(log.status(second)->state, JobState::Waiting);
    service->setPaused(second, false);
    ASSERT_TRUE(log.waitForObjects(3));
    EXPECT_FALSE(log.status(second)->paused);
    EXPECT_EQ(engine.begun(), (std::vector<std::string>{"a.png 10", "c.png 10", "b.png 10"}));
}

TEST_F(ProjectServiceTest, theWholeQueueCanStandStill) {
    service->setQueuePaused(true);
    service->makeFromFiles({"a.png"}, {});
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return !l.template all<QueuePaused>().empty(); }));
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    EXPECT_TRUE(engine.begun().empty());
    service->setQueuePaused(false);
    ASSERT_TRUE(log.waitForObjects(1));
}

TEST_F(ProjectServiceTest, movedRowsAreMadeWhereTheyStand) {
    engine.close();
    service->makeFromFiles({"a.png", "b.png", "c.png", "d.png"}, {});
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.rows().size() == 4; }));
    const auto rows = log.rows();
    service->moveBefore(rows[3].id, rows[1].id);
    service->moveBefore(rows[1].id, std::nullopt);
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.template all<JobMoved>().size() == 2; }));
    engine.open();
    ASSERT_TRUE(log.waitForObjects(4));
    EXPECT_EQ(engine.begun(), (std::vector<std::string>{"a.png 10", "d.png 10", "c.png 10", "b.png 10"}));
}

TEST_F(ProjectServiceTest, whatIsStillToBeMadeIsToldToBeKept) {
    std::mutex mutex;
    std::vector<QueuedPicture> kept;
    service.reset();
    Engine with = engine.engine();
    with.keepQueue = [&](const std::vector<QueuedPicture>& pictures) {
        std::lock_guard lock(mutex);
        kept = pictures;
    };
    service = std::make_unique<ProjectService>(log.sink(), with);
    engine.close();
    service->makeFromFiles({"a.png", "b.png"}, ofSize(20));
    ASSERT_TRUE(waitBegun(1));
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.rows().size() == 2; }));
    service->setPaused(log.rows()[1].id, true);
    ASSERT_TRUE(log.waitUntil([&](const auto&) {
        std::lock_guard lock(mutex);
        return kept.size() == 2 && kept[1].paused;
    }));
    EXPECT_EQ(kept[0].file, "a.png");
    EXPECT_EQ(kept[1].generator, "fake");
    EXPECT_EQ(std::get<double>(kept[1].settings.values().at("size")), 20.0);
    const std::vector<QueuedPicture> before = kept;
    service.reset(); // the program ends
    service = std::make_unique<ProjectService>(log.sink(), with);
    engine.open();
    service->makeAgain(before);
    ASSERT_TRUE(waitBegun(2));
    ASSERT_TRUE(log.waitUntil([&](const auto&) {
        std::lock_guard lock(mutex);
        return kept.size() == 1; // the paused one still waits
    }));
    service.reset();
}

TEST_F(ProjectServiceTest, prioritisedJobGoesNext) {
    engine.close();
    service->makeFromFiles({"a.png", "b.png", "c.png"}, {});
    ASSERT_TRUE(waitBegun(1)); // or the third may come before the first
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.rows().size() == 3; }));
    service->prioritise(log.rows()[2].id);
    service->prioritise(JobId{999}); // unknown ones are ignored
    service->makeFromFiles({"d.png"}, {});
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.rows().size() == 4; }));
    engine.open();
    ASSERT_TRUE(log.waitForObjects(4));
    EXPECT_EQ(engine.begun(), (std::vector<std::string>{"a.png 10", "c.png 10", "b.png 10", "d.png 10"}));
}

TEST_F(ProjectServiceTest, cancelledWhileWaitingNeverRuns) {
    engine.close();
    service->makeFromFiles({"a.png", "b.png"}, {});
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.rows().size() == 2; }));
    const JobId second = log.rows()[1].id;
    service->cancel(second);
    ASSERT_TRUE(log.waitForState(second, JobState::Cancelled));
    engine.open();
    ASSERT_TRUE(log.waitForObjects(1));
    EXPECT_EQ(engine.begun().size(), 1u);
}

TEST_F(ProjectServiceTest, cancelledWhileRunningDropsItsPreview) {
    engine.close();
    service->makeFromFiles({"a.png", "b.png"}, {});
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.template all<PreviewReady>().size() == 1; }));
    const PreviewReady preview = log.all<PreviewReady>()[0];
    EXPECT_EQ(preview.name, "A");
    service->cancel(preview.job);
    ASSERT_TRUE(log.waitForState(preview.job, JobState::Cancelled));
    ASSERT_EQ(log.all<PreviewDropped>().size(), 1u);
    EXPECT_EQ(log.all<PreviewDropped>()[0].object, preview.object);
    engine.open();
    ASSERT_TRUE(log.waitForObjects(1)); // the next one goes on
    EXPECT_EQ(log.document()->objects[0]->name, "B");
}

TEST_F(ProjectServiceTest, aPreviewCanBeKept) {
    engine.close();
    service->makeFromFiles({"a.png", "b.png"}, {});
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.template all<PreviewReady>().size() == 1; }));
    const PreviewReady preview = log.all<PreviewReady>()[0];
    service->keep(preview.job);
    ASSERT_TRUE(log.waitForState(preview.job, JobState::Done));
    ASSERT_EQ(log.document()->objects.size(), 1u);
    const Object& kept = *log.document()->objects[0];
    EXPECT_EQ(kept.mesh, preview.preview.mesh);
    EXPECT_TRUE(kept.facts.solid());
    ASSERT_TRUE(kept.provenance && kept.provenance->picture) << "it can be made again";
    EXPECT_NE(kept.provenance->how.find("outline"), std::string::npos);
    engine.open();
    ASSERT_TRUE(log.waitForObjects(2)); // the next one goes on
    service->undo();
    service->undo();
    ASSERT_TRUE(log.waitForObjects(0));
}

TEST_F(ProjectServiceTest, nothingIsKeptBeforeThereIsAShape) {
    addObject();
    service->keep(log.rows()[0].id); // has ended
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return !l.template all<Notice>().empty(); }));
    EXPECT_EQ(log.document()->objects.size(), 1u);
}

TEST_F(ProjectServiceTest, cancellingAnEndedJobDoesNothing) {
    addObject();
    const JobId id = log.rows()[0].id;
    ASSERT_TRUE(log.waitForState(id, JobState::Done));
    service->cancel(id);
    service->retry(id);
    settle();
    EXPECT_EQ(log.status(id)->state, JobState::Done);
}

TEST_F(ProjectServiceTest, failureIsToldAndCanBeRetriedAndDismissed) {
    service->makeFromFiles({"bad.png"}, {});
    ASSERT_TRUE(
        log.waitUntil([](const auto& l) { return l.rows().size() == 1 && l.rows()[0].error.has_value(); }));
    const JobStatus failed = log.rows()[0];
    EXPECT_EQ(failed.state, JobState::Failed);
    EXPECT_EQ(failed.error->userText, "The picture is bad");
    const std::size_t told = log.all<JobChanged>().size();
    service->retry(failed.id);
    ASSERT_TRUE(waitBegun(2));
    // The row says failed until it is told that it runs: it must have run, and failed after that.
    ASSERT_TRUE(log.waitUntil([&](const auto& l) {
        const auto news = l.template all<JobChanged>();
        const auto failedNow = [](const JobChanged& job) { return job.status.state == JobState::Failed; };
        const auto runs = std::find_if_not(news.begin() + std::ptrdiff_t(told), news.end(), failedNow);
        return std::find_if(runs, news.end(), failedNow) != news.end();
    }));
    service->dismiss(failed.id);
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.rows().empty(); }));
    EXPECT_TRUE(log.document()->objects.empty());
}

TEST_F(ProjectServiceTest, runningAndWaitingRowsAreNotDismissed) {
    const ObjectPtr first = addObject();
    engine.close();
    service->makeFromFiles({"a.png", "b.png"}, {});
    ASSERT_TRUE(waitBegun(2));
    ASSERT_TRUE(log.waitUntil(
        [](const auto& l) { return l.rows().size() == 3; })); // the engine knows before the log does
    service->dismiss(log.rows()[1].id);
    service->dismiss(log.rows()[2].id);
    settle();
    EXPECT_EQ(log.rows().size(), 3u);
}

TEST_F(ProjectServiceTest, retriedAfterCancelMakesTheSameObject) {
    engine.close();
    service->makeFromFiles({"a.png"}, {});
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.template all<PreviewReady>().size() == 1; }));
    const PreviewReady preview = log.all<PreviewReady>()[0];
    service->cancel(preview.job);
    ASSERT_TRUE(log.waitForState(preview.job, JobState::Cancelled));
    engine.open();
    service->retry(preview.job);
    ASSERT_TRUE(log.waitForObjects(1));
    EXPECT_EQ(log.document()->objects[0]->id, preview.object);
}

TEST_F(ProjectServiceTest, objectsAndTheirPreviewsDoNotOverlap) {
    service->makeFromFiles({"a.png", "b.png", "c.png", "d.png", "e.png"}, ofSize(60));
    ASSERT_TRUE(log.waitForObjects(5));
    std::vector<Footprint> taken;
    const DocumentPtr held = log.document();
    for (const ObjectPtr& object : held->objects) {
        const Footprint one = footprintOf(object->facts.box, object->transform);
        EXPECT_FALSE(crowdsAny(one, taken)) << object->name;
        taken.push_back(one);
    }
    const std::vector<PreviewReady> previews = log.all<PreviewReady>();
    for (std::size_t i = 0; i < previews.size(); ++i) {
        EXPECT_EQ(previews[i].transform, log.document()->objects[i]->transform);
    }
}

TEST_F(ProjectServiceTest, importedPartsStandOnTheBedTogether) {
    service->importMeshes({"two.3mf"});
    ASSERT_TRUE(log.waitForObjects(2));
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return l.rows()[0].state == JobState::Done; }));
    EXPECT_EQ(log.rows()[0].note, "1 triangle was left out");
    EXPECT_EQ(log.lastDocument()->undoText, "Add Two");
    const ObjectPtr base = log.document()->objects[0];
    const ObjectPtr top = log.document()->objects[1];
    EXPECT_EQ(base->name, "base");
    EXPECT_FLOAT_EQ(base->facts.box.lower.z, 0.0f);
    EXPECT_FLOAT_EQ(base->facts.box.center().x, 0.0f);
    EXPECT_EQ(glm::vec3(base->transform[3]), glm::vec3(0.0f));
    EXPECT_EQ(glm::vec3(top->transform[3]), glm::vec3(0.0f, 0.0f, 20.0f));
    EXPECT_TRUE(base->facts.solid());
}

TEST_F(ProjectServiceTest, exportWritesTheSelectedObjectsAsTheyWere) {
    const ObjectPtr first = addObject("a.png");
    const ObjectPtr second = addObject("b.png");
    engine.close();
    service->exportObjects({first->id, second->id}, "out.3mf", {});
    service->removeObjects({first->id});
    engine.open();
    ASSERT_TRUE(log.waitUntil([](const auto& l) { return !l.template all<Exported>().empty(); }));
    EXPECT_EQ(log.all<Exported>()[0].receipt.triangles, 24u);
}

TEST_F(ProjectServiceTest, failedExportsSayWhy) {
    const ObjectPtr object = addObject();
    service->exportObjects({object->id}, "bad.stl", {});
    service->exportObjects({}, "empty.stl", {});
    ASSERT_TRUE(log.waitForState(JobId{2}, JobState::Failed));
    ASSERT_TRUE(log.waitForState(JobId{3}, JobState::Failed));
    EXPECT_EQ(log.status(JobId{2})->error->userText, "The disk is full");
    EXPECT_EQ(log.status(JobId{3})->error->code, ErrorCode::BadInput);
}

TEST_F(ProjectServiceTest, memoryRunningOutFailsTheJobOnly) {
    Engine small = engine.engine();
    small.generate = [](const auto&, const auto&, const auto&) -> Result<generate::Generated> {
        throw std::bad_alloc();
    };
    test::EventLog own;
    ProjectService tight(own.sink(), small);
    tight.makeFromFiles({"a.png"}, {});
    ASSERT_TRUE(own.waitForState(JobId{1}, JobState::Failed));
    EXPECT_EQ(own.status(JobId{1})->error->code, ErrorCode::OutOfMemory);
}

TEST_F(ProjectServiceTest, destructionWhileEverythingRunsStopsIt) {
    const ObjectPtr object = addObject();
    engine.close(); // never opened again: only a stop gets them out
    service->makeFromFiles({"a.png", "b.png"}, {});
    service->remake(object->id, ofSize(20));
    service->importMeshes({"m.stl"});
    ASSERT_TRUE(waitBegun(3));
    service.reset();
    const std::size_t events = log.events().size();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(log.events().size(), events); // nothing after the end
}

TEST_F(ProjectServiceTest, commandsFromManyThreadsAtOnce) {
    const ObjectPtr object = addObject();
    {
        std::vector<std::jthread> users;
        for (unsigned t = 0; t < 4; ++t) {
            users.emplace_back([this, t, id = object->id] {
                std::mt19937 random(t);
                for (int i = 0; i < 60; ++i) {
                    switch (random() % 9) {
                    case 0:
                        service->makeFromFiles({"a.png", "bad.png"}, {});
                        break;
                    case 1:
                        service->remake(id, ofSize(10 + static_cast<int>(random() % 50)));
                        break;
                    case 2:
                        service->cancel(JobId{random() % 60});
                        break;
                    case 3:
                        service->retry(JobId{random() % 60});
                        break;
                    case 4:
                        service->undo();
                        break;
                    case 5:
                        service->redo();
                        break;
                    case 6:
                        service->removeObjects({ObjectId{2 + random() % 20}});
                        break;
                    case 7:
                        service->dismiss(JobId{random() % 60});
                        break;
                    default:
                        service->prioritise(JobId{random() % 60});
                        break;
                    }
                }
            });
        }
    }
    ASSERT_TRUE(log.waitUntil([](const auto& l) {
        const std::vector<JobStatus> rows = l.rows();
        return std::none_of(rows.begin(), rows.end(), [](const JobStatus& row) {
            return row.state == JobState::Waiting || row.state == JobState::Running;
        });
    }));
    const DocumentPtr held = log.document();
    for (const ObjectPtr& one : held->objects)
        EXPECT_TRUE(one->facts.solid());
}

} // namespace
} // namespace orfeas::project
