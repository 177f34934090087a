// A writer is killed with SIGKILL at random instants; the file must open, verify, and lack at most the last version.
// Runs some rounds in ctest; `crash_test --gtest_repeat=…` or ORFEAS_CRASH_ROUNDS=1000 for the long run.
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include "core/history/project_file.h"
#include "core/history/snapshot.h"
#include "core/history/verify.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::history {
namespace {

namespace fs = std::filesystem;

constexpr const char* kVariant = "refs/heads/main";

std::string versionText(int version) {
    return std::to_string(version) + ":" + std::string(static_cast<std::size_t>(version * 37 % 20'000), 'v');
}

// One version: blob, tree, snapshot and ref in one transaction.
bool writeVersion(ProjectFile& project, int version) {
    Result<Transaction> transaction = Transaction::begin(project.database());
    if (!transaction.ok()) return false;
    const std::string text = versionText(version);
    const Result<ObjectId> blob = project.objects().put(ObjectKind::Blob, std::as_bytes(std::span(text)));
    if (!blob.ok()) return false;
    const Result<ObjectId> tree = writeTree(project.objects(), {{"project.json", *blob}});
    const Result<std::optional<ObjectId>> parent = project.refs().get(kVariant);
    if (!tree.ok() || !parent.ok()) return false;
    const std::vector<ObjectId> parents = *parent ? std::vector{**parent} : std::vector<ObjectId>();
    const Result<ObjectId> id =
        writeSnapshot(project.objects(), *tree, parents, {std::to_string(version), {}, version, {}});
    return id.ok() && project.refs().set(kVariant, *id).ok() && transaction->commit().ok();
}

// Writes versions from `first` on until killed; tells each committed one through the pipe.
[[noreturn]] void writeUntilKilled(const fs::path& file, int first, int pipe) {
    Result<std::unique_ptr<ProjectFile>> project = ProjectFile::open(file, ProjectFile::Access::ReadWrite);
    if (!project.ok() || (*project)->readOnly()) ::_exit(2);
    for (int version = first;; ++version) {
        if (!writeVersion(**project, version)) ::_exit(3);
        if (::write(pipe, &version, sizeof version) != static_cast<ssize_t>(sizeof version)) ::_exit(4);
    }
}

// Runs a writer until it has told of some versions (perhaps none: it may still be opening the file), lets it go on for a
// moment, and kills it; the last version it said it had committed, or `none`. Counted in versions and not in time, so that
// a busy machine tests the same.
int runAndKill(const fs::path& file, int first, std::mt19937& random, int none) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        writeUntilKilled(file, first, ends[1]);
    }
    ::close(ends[1]);
    int last = none;
    int version = 0;
    for (auto wanted = random() % 5;
         wanted > 0 && ::read(ends[0], &version, sizeof version) == static_cast<ssize_t>(sizeof version);
         --wanted)
        last = version;
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself: " << WEXITSTATUS(status);
    for (version = 0; ::read(ends[0], &version, sizeof version) == static_cast<ssize_t>(sizeof version);) {
        last = version;
    }
    ::close(ends[0]);
    return last;
}

TEST(Crash, killedWritersLoseAtMostTheLastVersion) {
    const char* wanted = std::getenv("ORFEAS_CRASH_ROUNDS");
    const int rounds = wanted ? std::atoi(wanted) : 25;
    const test::TemporaryFolder folder;
    const fs::path file = folder / "p.orfeas";
    {
        const auto project = std::move(ProjectFile::create(file).value());
        ASSERT_TRUE(writeVersion(*project, 1));
    }
    std::mt19937 random(20261123);
    int committed = 1;
    for (int round = 0; round < rounds; ++round) {
        const int told = runAndKill(file, committed + 1, random, committed);
        Result<std::unique_ptr<ProjectFile>> project =
            ProjectFile::open(file, ProjectFile::Access::ReadWrite);
        ASSERT_TRUE(project.ok()) << "round " << round << ": " << project.error().detail;
        ASSERT_FALSE((*project)->readOnly()) << "the killed writer's lock is still there";
        const Result<std::optional<ObjectId>> head = (*project)->refs().get(kVariant);
        ASSERT_TRUE(head.ok() && head->has_value());
        const int found = std::atoi(readSnapshot((*project)->objects(), **head)->info.message.c_str());
        // What was told as committed is there; one more may have been committed and not told.
        EXPECT_GE(found, told) << "round " << round;
        EXPECT_LE(found, told + 1) << "round " << round;
        committed = found;
        if (round % 10 == 0 || round + 1 == rounds) {
            const Result<VerifyReport> report = verify(**project, VerifyMode::Look);
            ASSERT_TRUE(report.ok());
            EXPECT_TRUE(report->sound()) << "round " << round;
            EXPECT_EQ(report->snapshots, static_cast<std::uint64_t>(committed));
        }
        if ((round + 1) % 100 == 0 || round + 1 == rounds)
            std::fprintf(stderr, "%d of %d rounds, %d versions\n", round + 1, rounds, committed);
    }
    EXPECT_GT(committed, 1);
}

} // namespace
} // namespace orfeas::history
