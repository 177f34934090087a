#include "core/project/project_session.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "core/project/project_service.h"
#include "core/project/session_folder.h"
#include "tests/core/project/event_log.h"
#include "tests/core/project/fake_engine.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::project {
namespace {

using history::ObjectId;

/// Keeps the session's events and waits for what they say.
class SessionLog {
public:
    ProjectSession::Sink sink() {
        return [this](const SessionEvent& event) {
            const std::lock_guard lock(m_mutex);
            m_events.push_back(event);
        };
    }

    template <typename Event>
    std::vector<Event> all() const {
        const std::lock_guard lock(m_mutex);
        std::vector<Event> found;
        for (const SessionEvent& event : m_events) {
            if (const Event* one = std::get_if<Event>(&event)) found.push_back(*one);
        }
        return found;
    }

    template <typename Event>
    Event last() const {
        const std::vector<Event> found = all<Event>();
        return found.empty() ? Event{} : found.back();
    }

    bool waitUntil(const std::function<bool()>& wanted) {
        for (int turn = 0; turn < 3000; ++turn) {
            if (wanted()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return false;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<SessionEvent> m_events;
};

/// One run of the program: service and session together.
class Program {
public:
    explicit Program(const std::filesystem::path& data, bool resume = true) {
        service = std::make_unique<ProjectService>(
            [this](const CoreEvent& event) {
                // The session first: what a test has seen, the session has been told.
                if (session) session->observe(event);
                sink(event);
            },
            engine.engine());
        ProjectSession::Options options;
        options.folder = data;
        options.backups.keep = 0;
        session = std::make_unique<ProjectSession>(*service, log.sink(), options);
        session->begin(resume);
        session->wait();
    }
    ~Program() { session.reset(); }

    SessionStatus status() { return log.last<SessionChanged>().status; }
    std::vector<GraphVersion> versions() { return log.last<GraphChanged>().graph->versions; }
    DocumentPtr document() { return core.document(); }

    void add(const std::string& file) {
        const std::size_t before = document()->objects.size();
        const std::size_t graphs = log.all<GraphChanged>().size();
        service->makeFromFiles({file}, {});
        ASSERT_TRUE(core.waitForObjects(before + 1));
        ASSERT_TRUE(log.waitUntil([&] { return log.all<GraphChanged>().size() > graphs; }));
        session->wait();
    }
    void rename(std::size_t object, const std::string& name) {
        service->renameObject(document()->objects[object]->id, name);
        ASSERT_TRUE(
            core.waitUntil([&](const auto& it) { return it.document()->objects[object]->name == name; }));
    }
    bool waitForState(SaveState state) {
        return log.waitUntil([&] { return status().state == state; });
    }
    // An edit is on disk and no version yet.
    bool waitForAutosave() {
        session->wait();
        return log.waitUntil([&] { return status().edited && status().state == SaveState::Saved; });
    }
    bool waitForNames(const std::vector<std::string>& names) {
        return log.waitUntil([&] {
            std::vector<std::string> now;
            const DocumentPtr held = document(); // another may take its place meanwhile
            for (const ObjectPtr& object : held->objects)
                now.push_back(object->name);
            return now == names;
        });
    }

    test::FakeEngine engine;
    test::EventLog core;
    ProjectService::Sink sink = core.sink();
    SessionLog log;
    std::unique_ptr<ProjectService> service;
    std::unique_ptr<ProjectSession> session;
};

class ProjectSessionTest : public testing::Test {
protected:
    // What the disk holds while a program runs is what it holds after a crash: the run goes on in a copy.
    void crashAfter(const std::function<void(Program&)>& work) {
        Program run(data());
        work(run);
        const std::filesystem::path copy = folder / "crashed";
        std::filesystem::copy(data(), copy, std::filesystem::copy_options::recursive);
        m_data = copy;
        for (const auto& entry : std::filesystem::directory_iterator(copy / "untitled")) {
            if (entry.path().extension() == ".orfeas") {
                ASSERT_TRUE(SessionFolder(copy).markOpen(entry.path()).ok());
            }
        }
    }
    std::filesystem::path data() const { return m_data; }
    std::filesystem::path file(const char* name = "garden.orfeas") const { return folder / name; }

    test::TemporaryFolder folder;

private:
    std::filesystem::path m_data = folder / "data";
};

TEST_F(ProjectSessionTest, nothingMadeIsNoFile) {
    Program run(data());
    EXPECT_EQ(run.status().state, SaveState::Empty);
    EXPECT_TRUE(run.versions().empty());
    EXPECT_FALSE(std::filesystem::exists(data() / "untitled"));
}

TEST_F(ProjectSessionTest, whatIsMadeBecomesAVersionOfAnUntitledProject) {
    Program run(data());
    run.add("owl.png");
    EXPECT_TRUE(run.status().untitled());
    EXPECT_EQ(run.status().state, SaveState::Saved);
    ASSERT_EQ(run.versions().size(), 1u);
    EXPECT_EQ(run.versions()[0].message, "Add Owl");
    EXPECT_EQ(run.versions()[0].reason, "generate");
    EXPECT_EQ(run.versions()[0].triangles, 12u);
    EXPECT_FALSE(run.versions()[0].named);
}

TEST_F(ProjectSessionTest, aSmallEditIsOnDiskWithoutBecomingAVersion) {
    Program run(data());
    run.add("owl.png");
    run.rename(0, "Bird");
    ASSERT_TRUE(run.waitForAutosave());
    EXPECT_EQ(run.versions().size(), 1u);
}

TEST_F(ProjectSessionTest, anUntitledProjectComesBackAfterQuitting) {
    { Program(data()).add("owl.png"); }
    Program again(data());
    ASSERT_TRUE(again.waitForNames({"Owl"}));
    EXPECT_TRUE(again.status().untitled());
    EXPECT_TRUE(again.log.all<RecoveryOffered>().empty());
    EXPECT_EQ(again.versions().size(), 1u);
}

TEST_F(ProjectSessionTest, quittingKeepsTheLastEditsAsAVersion) {
    {
        Program run(data());
        run.add("owl.png");
        run.rename(0, "Bird");
    }
    Program again(data());
    ASSERT_TRUE(again.waitForNames({"Bird"}));
    EXPECT_EQ(again.versions().size(), 2u);
    EXPECT_FALSE(again.status().edited);
}

TEST_F(ProjectSessionTest, savingUnderANameMovesTheWholeHistory) {
    Program run(data());
    run.add("owl.png");
    run.session->saveAs(file());
    run.session->wait();
    EXPECT_EQ(run.status().name, "garden");
    EXPECT_EQ(run.versions().size(), 2u);
    EXPECT_TRUE(std::filesystem::is_empty(data() / "untitled"));
    run.session->save("Flat base");
    run.session->wait();
    ASSERT_EQ(run.versions().size(), 3u);
    EXPECT_EQ(run.versions()[0].message, "Flat base");
    EXPECT_TRUE(run.versions()[0].named);
}

TEST_F(ProjectSessionTest, openingReplacesTheDocumentAndKeepsWhatWasOpen) {
    {
        Program run(data());
        run.add("owl.png");
        run.session->saveAs(file());
    }
    Program run(data(), false);
    run.add("cat.png");
    run.rename(0, "Tiger");
    run.session->open(file());
    ASSERT_TRUE(run.waitForNames({"Owl"}));
    run.session->wait(); // the document comes before the status
    EXPECT_EQ(run.status().name, "garden");
    const auto untitled = std::filesystem::directory_iterator(data() / "untitled")->path();
    run.session->open(untitled);
    ASSERT_TRUE(run.waitForNames({"Tiger"}));
}

TEST_F(ProjectSessionTest, whatIsNoProjectLeavesEverythingAsItWas) {
    std::ofstream(file("text.orfeas")) << "no database at all";
    Program run(data());
    run.add("owl.png");
    run.session->open(file("text.orfeas"));
    run.session->open(file("missing.orfeas"));
    run.session->wait();
    EXPECT_EQ(run.log.all<SessionFailed>().size(), 2u);
    EXPECT_EQ(run.document()->objects.size(), 1u);
    EXPECT_EQ(run.status().state, SaveState::Saved);
}

TEST_F(ProjectSessionTest, restoringAddsAndCanBeUndone) {
    Program run(data());
    run.add("owl.png");
    run.add("cat.png");
    const ObjectId first = run.versions().back().id;
    run.session->restore(first);
    ASSERT_TRUE(run.waitForNames({"Owl"}));
    run.session->wait();
    EXPECT_EQ(run.versions().size(), 3u);
    EXPECT_FALSE(run.status().edited);
    run.service->undo();
    ASSERT_TRUE(run.waitForNames({"Owl", "Cat"}));
    ASSERT_TRUE(run.log.waitUntil([&] { return run.status().edited; }));
}

TEST_F(ProjectSessionTest, variantsGoTheirOwnWaysAndMerge) {
    Program run(data());
    run.add("owl.png");
    run.session->createVariant("round", run.versions()[0].id);
    run.session->wait();
    EXPECT_EQ(run.status().variant, "round");
    run.add("cat.png");
    run.session->switchTo("main");
    ASSERT_TRUE(run.waitForNames({"Owl"}));
    run.session->wait();
    run.add("dog.png");
    run.session->merge("round", {});
    ASSERT_TRUE(run.log.waitUntil([&] { return run.document()->objects.size() == 3u; }));
    run.session->wait();
    EXPECT_EQ(run.versions().front().parents.size(), 2u);
    EXPECT_TRUE(run.log.all<SessionFailed>().empty());
}

TEST_F(ProjectSessionTest, aConflictAsksAndTheAnswerHolds) {
    Program run(data());
    run.add("owl.png");
    run.session->createVariant("round", run.versions()[0].id);
    run.session->wait();
    run.rename(0, "Round");
    run.session->switchTo("main");
    ASSERT_TRUE(run.waitForNames({"Owl"}));
    run.rename(0, "Square");
    run.session->merge("round", {});
    run.session->wait();
    const auto asked = run.log.all<MergeAsked>();
    ASSERT_EQ(asked.size(), 1u);
    ASSERT_EQ(asked[0].conflicts.size(), 1u);
    MergeChoices choices;
    choices.objects[asked[0].conflicts[0].object] = MergeChoice::Theirs;
    run.session->merge("round", choices);
    ASSERT_TRUE(run.waitForNames({"Round"}));
}

TEST_F(ProjectSessionTest, theSecondOpenerReadsOnly) {
    Program run(data());
    run.add("owl.png");
    run.session->saveAs(file());
    run.session->wait();
    Program second(folder / "other", false);
    second.session->open(file());
    ASSERT_TRUE(second.waitForNames({"Owl"}));
    second.session->wait();
    EXPECT_EQ(second.status().state, SaveState::ReadOnly);
    EXPECT_FALSE(second.status().reason.empty());
    second.session->save("Mine");
    second.session->restore(second.versions().back().id);
    second.session->wait();
    EXPECT_EQ(second.log.all<SessionFailed>().size(), 2u);
    // Changes there are not lost: they go on as an untitled project.
    second.rename(0, "Mine");
    second.session->startNew();
    second.session->wait();
    ASSERT_FALSE(std::filesystem::is_empty(folder / "other" / "untitled"));
    second.session->open(std::filesystem::directory_iterator(folder / "other" / "untitled")->path());
    ASSERT_TRUE(second.waitForNames({"Mine"}));
    EXPECT_EQ(run.versions().size(), 2u);
}

TEST_F(ProjectSessionTest, workLeftByACrashIsOfferedAndComesBack) {
    crashAfter([](Program& run) {
        run.add("owl.png");
        run.rename(0, "Bird");
        EXPECT_TRUE(run.waitForAutosave());
    });
    Program again(data());
    const auto offers = again.log.all<RecoveryOffered>();
    ASSERT_EQ(offers.size(), 1u);
    EXPECT_EQ(offers[0].objects, std::vector<std::string>{"Bird"});
    EXPECT_TRUE(again.waitForNames({"Owl"}));
    again.session->recover();
    ASSERT_TRUE(again.waitForNames({"Bird"}));
    again.session->wait();
    EXPECT_FALSE(again.status().edited);
    EXPECT_EQ(again.versions().size(), 2u);
}

TEST_F(ProjectSessionTest, workThatGoesOnBeforeTheAnswerMakesTheFoundWorkAVariant) {
    crashAfter([](Program& run) {
        run.add("owl.png");
        run.rename(0, "Bird");
        EXPECT_TRUE(run.waitForAutosave());
    });
    Program again(data());
    ASSERT_TRUE(again.waitForNames({"Owl"}));
    again.add("cat.png");
    const std::vector<GraphVersion> versions = again.versions();
    EXPECT_TRUE(std::ranges::any_of(versions, [](const GraphVersion& version) {
        return std::ranges::any_of(version.variants,
                                   [](const std::string& name) { return name.starts_with("recovered-"); });
    }));
}

TEST_F(ProjectSessionTest, discardedWorkIsNotOfferedAgain) {
    crashAfter([](Program& run) {
        run.add("owl.png");
        run.rename(0, "Bird");
        EXPECT_TRUE(run.waitForAutosave());
    });
    {
        Program again(data());
        ASSERT_EQ(again.log.all<RecoveryOffered>().size(), 1u);
        again.session->discardRecovery();
    }
    Program third(data());
    EXPECT_TRUE(third.log.all<RecoveryOffered>().empty());
    EXPECT_TRUE(third.waitForNames({"Owl"}));
}

TEST_F(ProjectSessionTest, comparesWithNowAndWithOtherVersions) {
    Program run(data());
    run.add("owl.png");
    const ObjectId first = run.versions()[0].id;
    run.rename(0, "Bird");
    run.session->compare(first, std::nullopt);
    ASSERT_TRUE(run.log.waitUntil([&] { return run.log.all<CompareDone>().size() == 1; }));
    const auto done = run.log.last<CompareDone>().comparison;
    ASSERT_EQ(done->objects.size(), 1u);
    EXPECT_TRUE(done->objects[0].renamed);
    EXPECT_FALSE(done->objects[0].shape);
    EXPECT_EQ(done->older.title, "Add Owl");
    EXPECT_FALSE(done->newer.version);
}

TEST_F(ProjectSessionTest, aFileDeletedWhileOpenGoesOnInACopy) {
    Program run(data());
    run.add("owl.png");
    run.session->saveAs(file());
    run.session->wait();
    std::filesystem::remove(file());
    run.rename(0, "Bird");
    ASSERT_TRUE(run.log.waitUntil([&] {
        return run.status().untitled() && run.status().state == SaveState::Saved && run.status().edited;
    }));
    EXPECT_EQ(run.versions().size(), 2u);
    run.session->saveAs(file("again.orfeas"));
    run.session->wait();
    EXPECT_EQ(run.status().name, "again");
    EXPECT_EQ(run.versions().size(), 4u); // with "Changes until …" and "Saved as …"
    EXPECT_FALSE(run.status().edited);
}

TEST_F(ProjectSessionTest, aFileDeletedBeforeQuittingIsThereAgainAfterwards) {
    {
        Program run(data());
        run.add("owl.png");
        run.session->saveAs(file());
        run.session->wait();
        run.rename(0, "Bird");
        std::filesystem::remove(file());
    }
    Program again(data());
    ASSERT_TRUE(again.waitForNames({"Bird"}));
    EXPECT_TRUE(again.status().untitled());
}

TEST_F(ProjectSessionTest, savingUnderAnotherNameAfterTheFileWasDeletedKeepsEverything) {
    Program run(data());
    run.add("owl.png");
    run.session->saveAs(file());
    run.session->wait();
    std::filesystem::remove(file());
    run.session->saveAs(file("again.orfeas"));
    run.session->wait();
    EXPECT_EQ(run.status().name, "again");
    EXPECT_EQ(run.status().state, SaveState::Saved);
    EXPECT_GE(run.versions().size(), 2u);
    EXPECT_TRUE(run.log.all<SessionFailed>().empty());
}

TEST_F(ProjectSessionTest, aVersionSaysWhetherItPrints) {
    Program run(data());
    run.add("owl.png");
    const std::string verdict = run.versions()[0].verdict;
    EXPECT_TRUE(verdict == "prints" || verdict == "prints-with-care" || verdict == "does-not-print")
        << verdict;
}

TEST_F(ProjectSessionTest, searchFindsNamesOfObjects) {
    Program run(data());
    run.add("owl.png");
    run.session->save("First");
    run.session->wait(); // it must not see the new name
    run.rename(0, "Bird");
    run.session->save("Second");
    run.session->search("bird");
    run.session->wait();
    const Found found = run.log.last<Found>();
    EXPECT_EQ(found.words, "bird");
    ASSERT_EQ(found.versions.size(), 1u);
    EXPECT_EQ(found.versions[0], run.versions()[0].id);
}

TEST_F(ProjectSessionTest, backupsAreMadeListedAndOpenedAsCopies) {
    Program run(data());
    run.add("owl.png");
    run.session->saveAs(file());
    run.session->backUpNow();
    ASSERT_TRUE(run.log.waitUntil([&] { return !run.log.last<CareRead>().backups.empty(); }));
    const CareRead care = run.log.last<CareRead>();
    ASSERT_EQ(care.backups.size(), 1u);
    EXPECT_GT(care.bytes, 0u);
    run.rename(0, "Bird");
    run.session->openBackup(care.backups[0].file);
    ASSERT_TRUE(run.waitForNames({"Owl"}));
    run.session->wait();
    EXPECT_NE(run.status().file, care.backups[0].file);
    EXPECT_TRUE(std::filesystem::exists(care.backups[0].file));
    run.session->open(file());
    ASSERT_TRUE(run.waitForNames({"Bird"}));
}

TEST_F(ProjectSessionTest, damageIsToldAndWhatIsSoundComesBack) {
    {
        Program run(data());
        run.add("owl.png");
        run.session->saveAs(file());
    }
    const auto half = std::filesystem::file_size(file()) * 3 / 4;
    std::filesystem::resize_file(file(), half);
    Program run(data(), false);
    run.session->open(file());
    run.session->wait();
    ASSERT_EQ(run.log.all<DamageFound>().size(), 1u);
    EXPECT_EQ(run.log.last<DamageFound>().file, file());
    EXPECT_EQ(run.status().state, SaveState::Empty);
    run.session->salvage(file());
    ASSERT_TRUE(run.log.waitUntil(
        [&] { return !run.log.all<Salvaged>().empty() || !run.log.all<SessionFailed>().empty(); }));
    EXPECT_EQ(std::filesystem::file_size(file()), half) << "the damaged file must stay as it is";
    if (run.log.all<Salvaged>().empty())
        return; // so little was left that nothing could be put together, and it said so
    EXPECT_EQ(run.status().file, run.log.last<Salvaged>().to);
}

TEST_F(ProjectSessionTest, checksAndCleansUp) {
    Program run(data());
    run.add("owl.png");
    run.rename(0, "Bird");
    ASSERT_TRUE(run.waitForState(SaveState::Saved));
    run.session->verify(false);
    run.session->wait();
    ASSERT_EQ(run.log.all<Verified>().size(), 1u);
    EXPECT_TRUE(run.log.last<Verified>().report.sound());
    run.session->collectGarbage(std::chrono::seconds(0));
    run.session->verify(false);
    run.session->wait();
    EXPECT_EQ(run.log.last<Verified>().report.unreachable, 0u);
    EXPECT_TRUE(run.log.last<Verified>().report.sound());
}

TEST_F(ProjectSessionTest, twoPeopleShareAFolderAndChooseWhereBothChangedTheSame) {
    const std::string place = folder / "shared";
    Program ada(folder / "ada", false);
    ada.add("owl.png");
    ada.session->push(place);
    ASSERT_TRUE(ada.log.waitUntil([&] { return !ada.log.all<SessionTold>().empty(); }));
    Program bob(folder / "bob", false);
    bob.session->pull(place, {});
    ASSERT_TRUE(bob.waitForNames({"Owl"}));
    ada.rename(0, "Round");
    ada.session->push(place);
    ASSERT_TRUE(ada.log.waitUntil([&] { return ada.log.all<SessionTold>().size() == 2; }));
    bob.rename(0, "Square");
    bob.session->push(place);
    ASSERT_TRUE(bob.log.waitUntil([&] { return bob.log.all<SessionFailed>().size() == 1; }));
    bob.session->pull(place, {});
    ASSERT_TRUE(bob.log.waitUntil([&] { return bob.log.all<PullAsked>().size() == 1; }));
    const PullAsked asked = bob.log.last<PullAsked>();
    ASSERT_EQ(asked.conflicts.size(), 1u);
    PullChoices choices;
    choices.variants[asked.variant].objects[asked.conflicts[0].object] = MergeChoice::Theirs;
    bob.session->pull(place, choices);
    ASSERT_TRUE(bob.waitForNames({"Round"}));
    bob.session->push(place);
    ASSERT_TRUE(
        bob.log.waitUntil([&] { return bob.log.last<SessionTold>().text.starts_with("Everything"); }));
}

TEST(RefNameFor, keepsWhatPeopleTypeAsFarAsGitTakesIt) {
    EXPECT_EQ(refNameFor("thicker wings"), "thicker-wings");
    EXPECT_EQ(refNameFor("  Größe 2 "), "Größe-2");
    EXPECT_EQ(refNameFor("a..b~^:?*[\\c"), "a.bc");
    EXPECT_EQ(refNameFor("..."), "");
    EXPECT_EQ(refNameFor("-x"), "");
    EXPECT_EQ(refNameFor("x.lock"), "x");
    EXPECT_EQ(refNameFor(""), "");
}

} // namespace
} // namespace orfeas::project
