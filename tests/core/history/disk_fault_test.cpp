// Full and dying disks: every write and every sync fails once, in turn; nothing that was committed is lost, the sentence is
// clear, and work goes on when the disk does.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "core/history/backup.h"
#include "core/history/project_file.h"
#include "core/history/snapshot.h"
#include "core/history/verify.h"
#include "tests/core/history/faulty_disk.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::history {
namespace {

namespace fs = std::filesystem;
using test::DiskFault;
using test::FaultyDisk;

constexpr const char* kVariant = "refs/heads/main";

Result<ObjectId> addVersion(ProjectFile& project, int number) {
    ORFEAS_TRY(transaction, Transaction::begin(project.database()));
    const std::string text =
        std::to_string(number) + std::string(static_cast<std::size_t>(number % 7) * 9'000, 'x');
    ORFEAS_TRY(blob, project.objects().put(ObjectKind::Blob, std::as_bytes(std::span(text))));
    ORFEAS_TRY(tree, writeTree(project.objects(), {{"project.json", blob}}));
    ORFEAS_TRY(parent, project.refs().get(kVariant));
    const std::vector<ObjectId> parents = parent ? std::vector{*parent} : std::vector<ObjectId>();
    ORFEAS_TRY(id, writeSnapshot(project.objects(), tree, parents, {std::to_string(number), {}, number, {}}));
    ORFEAS_CHECK(project.refs().set(kVariant, id));
    ORFEAS_CHECK(transaction.commit());
    return id;
}

struct Case {
    const char* name;
    DiskFault fault;
    ErrorCode code;
};

class DiskFaultTest : public testing::TestWithParam<Case> {
protected:
    fs::path file() const { return m_folder / "p.orfeas"; }

    test::TemporaryFolder m_folder;
    FaultyDisk m_disk;
};

TEST_P(DiskFaultTest, losesNothingWhicheverOperationFails) {
    const char* wanted = std::getenv("ORFEAS_FAULT_ROUNDS");
    const int rounds = wanted ? std::atoi(wanted) : 10;
    {
        const auto project = std::move(ProjectFile::create(file()).value());
        ASSERT_TRUE(addVersion(*project, 0).ok());
    }
    ObjectId last;
    int failures = 0;
    for (int round = 1; round <= rounds; ++round) {
        auto opened = ProjectFile::open(file(), ProjectFile::Access::ReadWrite);
        ASSERT_TRUE(opened.ok()) << opened.error().detail;
        ASSERT_FALSE((*opened)->readOnly()) << (*opened)->readOnlyReason();
        last = (*opened)->refs().get(kVariant)->value();
        m_disk.fail(GetParam().fault, round % 23, 1 + round % 3);
        for (int edit = 0; edit < 3; ++edit) {
            const Result<ObjectId> added = addVersion(**opened, 10 * round + edit);
            if (added.ok()) {
                last = *added;
            } else {
                EXPECT_EQ(added.error().code, GetParam().code) << added.error().detail;
                EXPECT_FALSE(added.error().userText.empty());
                ++failures;
            }
        }
        opened->reset(); // the fault may strike the closing checkpoint as well
        m_disk.fail(DiskFault::None, 0);
        auto again = ProjectFile::open(file(), ProjectFile::Access::ReadWrite);
        ASSERT_TRUE(again.ok()) << "round " << round << ": " << again.error().detail;
        const ObjectId found = (*again)->refs().get(kVariant)->value();
        // A commit whose sync failed may be there all the same.
        const bool oneMore = found != last && !readSnapshot((*again)->objects(), found)->parents.empty() &&
                             readSnapshot((*again)->objects(), found)->parents[0] == last;
        EXPECT_TRUE(found == last || oneMore) << "round " << round;
        EXPECT_TRUE(verify(**again, VerifyMode::Look)->sound()) << "round " << round;
    }
    EXPECT_GT(failures, 0);
}

TEST_P(DiskFaultTest, aBackupThatFailsLeavesNothing) {
    const auto project = std::move(ProjectFile::create(file()).value());
    for (int i = 0; i < 20; ++i)
        ASSERT_TRUE(addVersion(*project, i).ok());
    m_disk.fail(GetParam().fault, 0);
    const Result<void> copied = copyProject(file(), m_folder / "copy.orfeas");
    const bool struck = m_disk.failed();
    m_disk.fail(DiskFault::None, 0);
    ASSERT_FALSE(copied.ok());
    EXPECT_TRUE(struck);
    EXPECT_FALSE(fs::exists(m_folder / "copy.orfeas"));
    EXPECT_FALSE(fs::exists(m_folder / ".copy.orfeas.part"));
    EXPECT_TRUE(verify(*project, VerifyMode::Look)->sound());
    EXPECT_TRUE(copyProject(file(), m_folder / "copy.orfeas").ok());
}

INSTANTIATE_TEST_SUITE_P(Disks, DiskFaultTest,
                         testing::Values(Case{"full", DiskFault::FullOnWrite, ErrorCode::DiskFull},
                                         Case{"write", DiskFault::FailOnWrite, ErrorCode::IoFailed},
                                         Case{"sync", DiskFault::FailOnSync, ErrorCode::IoFailed}),
                         [](const auto& tested) { return tested.param.name; });

TEST(NetworkFolder, worksWithoutAWriteAheadLog) {
    const test::TemporaryFolder folder;
    FaultyDisk disk;
    disk.withoutSharedMemory(true);
    const fs::path file = folder / "p.orfeas";
    ObjectId id;
    {
        const auto project = std::move(ProjectFile::create(file).value());
        EXPECT_NE(project->database().text("PRAGMA journal_mode").value(), "wal");
        id = addVersion(*project, 1).value();
    }
    auto project = std::move(ProjectFile::open(file, ProjectFile::Access::ReadWrite).value());
    EXPECT_FALSE(project->readOnly());
    EXPECT_EQ(project->refs().get(kVariant).value(), id);
    EXPECT_TRUE(addVersion(*project, 2).ok());
    const auto reader = std::move(ProjectFile::open(file, ProjectFile::Access::ReadOnly).value());
    EXPECT_TRUE(verify(*reader, VerifyMode::Look)->sound());
}

TEST(SyncedFolder, worksWithoutAWriteAheadLog) {
    const test::TemporaryFolder folder;
    fs::create_directories(folder / ".stfolder");
    fs::create_directories(folder / "projects");
    const fs::path file = folder / "projects" / "p.orfeas";
    const auto project = std::move(ProjectFile::create(file).value());
    EXPECT_EQ(project->database().text("PRAGMA journal_mode").value(), "delete");
    EXPECT_TRUE(addVersion(*project, 1).ok());
    EXPECT_FALSE(fs::exists(file.string() + "-wal"));
}

TEST(DeletedWhileOpen, isToldAndCanBeSavedElsewhere) {
    const test::TemporaryFolder folder;
    const fs::path file = folder / "p.orfeas";
    const auto project = std::move(ProjectFile::create(file).value());
    ASSERT_TRUE(addVersion(*project, 1).ok());
    EXPECT_TRUE(project->requireInPlace().ok());
    fs::rename(file, folder / "elsewhere.orfeas");
    const Result<void> gone = project->requireInPlace();
    ASSERT_FALSE(gone.ok());
    EXPECT_EQ(gone.error().code, ErrorCode::NotFound);
    EXPECT_TRUE(copyProject(*project, folder / "copy.orfeas").ok());
}

} // namespace
} // namespace orfeas::history
