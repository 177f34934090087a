// A program that edits, keeps versions, autosaves, restores and branches is killed with SIGKILL at random instants: the file
// opens, verifies, and lacks at most the last edit. Some rounds in ctest; ORFEAS_CRASH_ROUNDS=1000 for the long run.
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include "core/history/verify.h"
#include "core/project/project_history.h"
#include "tests/support/shapes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::project {
namespace {

namespace fs = std::filesystem;
using history::ProjectFile;

// Every edit moves the owl to the edit's number, so that a document says which edit was the last one.
ObjectPtr owlAt(int edit) {
    auto object = std::make_shared<Object>();
    object->id = ObjectId{1};
    object->name = "Owl";
    object->mesh = std::make_shared<const mesh::Mesh>(test::sphere(10, 4 + edit % 7));
    object->facts = mesh::measure(*object->mesh);
    object->transform[3].x = static_cast<float>(edit);
    return object;
}

int editOf(const Document& document) {
    return document.objects.empty() ? 0 : static_cast<int>(document.objects[0]->transform[3].x);
}

bool doEdit(ProjectHistory& history, int edit, std::mt19937& random) {
    Document document;
    document.objects = {owlAt(edit)};
    switch (random() % 6) {
    case 0: {
        // What was edited becomes a version before the variant is left, as the session does it.
        Document before;
        before.objects = {owlAt(edit - 1)};
        if (!history.save(before, "before", SnapshotReason::Edited, {}).ok()) return false;
        const auto tip = history.tip();
        const std::string name = "variant-" + std::to_string(random());
        return tip.ok() && *tip && history.createVariant(name, **tip).ok() && history.switchTo(name).ok() &&
               history.save(document, "edit", SnapshotReason::Edited, {}).ok();
    }
    case 1:
    case 2:
        return history.save(document, "edit", SnapshotReason::Named, {}).ok();
    default:
        return history.autosave(document, {}).ok();
    }
}

[[noreturn]] void editUntilKilled(const fs::path& file, int first, unsigned seed, int pipe) {
    Result<ProjectHistory> history = ProjectHistory::open(file, ProjectFile::Access::ReadWrite);
    if (!history.ok() || history->file().readOnly()) ::_exit(2);
    std::mt19937 random(seed);
    for (int edit = first;; ++edit) {
        if (!doEdit(*history, edit, random)) ::_exit(3);
        if (::write(pipe, &edit, sizeof edit) != static_cast<ssize_t>(sizeof edit)) ::_exit(4);
    }
}

// Kills it some edits on (perhaps before the first), and a moment; the last edit it told of, or `none`.
int runAndKill(const fs::path& file, int first, std::mt19937& random, int none) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const auto seed = static_cast<unsigned>(random());
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        editUntilKilled(file, first, seed, ends[1]);
    }
    ::close(ends[1]);
    int last = none;
    int edit = 0;
    for (auto wanted = random() % 5;
         wanted > 0 && ::read(ends[0], &edit, sizeof edit) == static_cast<ssize_t>(sizeof edit); --wanted)
        last = edit;
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the program ended by itself: " << WEXITSTATUS(status);
    for (edit = 0; ::read(ends[0], &edit, sizeof edit) == static_cast<ssize_t>(sizeof edit);)
        last = edit;
    ::close(ends[0]);
    return last;
}

// What the user gets back: the autosave where there is one that differs, else the last version.
int lastEdit(ProjectHistory& history) {
    const auto left = history.recovery();
    EXPECT_TRUE(left.ok());
    const auto document = left.ok() && *left ? history.read((*left)->version, {}) : history.current({});
    EXPECT_TRUE(document.ok()) << document.error().detail;
    return document.ok() ? editOf(**document) : -1;
}

TEST(ProjectCrash, killedProgramsLoseAtMostTheLastEdit) {
    const char* wanted = std::getenv("ORFEAS_CRASH_ROUNDS");
    const int rounds = wanted ? std::atoi(wanted) : 20;
    const test::TemporaryFolder folder;
    std::mt19937 random(20261126);
    fs::path file;
    int kept = 0;
    std::uint64_t edits = 0;
    for (int round = 0; round < rounds; ++round) {
        if (round % 50 == 0) { // a fresh project: the checks below read all of it
            file = folder / ("p" + std::to_string(round) + ".orfeas");
            ProjectHistory made = std::move(ProjectHistory::create(file).value());
            Document first;
            first.objects = {owlAt(1)};
            ASSERT_TRUE(made.save(first, "first", SnapshotReason::Named, {}).ok());
            kept = 1;
        }
        const int told = runAndKill(file, kept + 1, random, kept);
        Result<ProjectHistory> history = ProjectHistory::open(file, ProjectFile::Access::ReadWrite);
        ASSERT_TRUE(history.ok()) << "round " << round << ": " << history.error().detail;
        ASSERT_FALSE(history->file().readOnly()) << history->file().readOnlyReason();
        const int found = lastEdit(*history);
        EXPECT_GE(found, told) << "round " << round;
        EXPECT_LE(found, told + 1) << "round " << round; // committed and not yet told
        edits += static_cast<std::uint64_t>(std::max(0, found - kept));
        kept = found;
        const Result<history::VerifyReport> report =
            history::verify(history->file(), history::VerifyMode::Look);
        ASSERT_TRUE(report.ok() && report->sound()) << "round " << round;
        if ((round + 1) % 100 == 0 || round + 1 == rounds)
            std::fprintf(stderr, "%d of %d rounds, %llu edits\n", round + 1, rounds,
                         static_cast<unsigned long long>(edits));
    }
    EXPECT_GT(edits, 0u);
}

} // namespace
} // namespace orfeas::project
