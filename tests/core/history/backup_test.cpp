#include "core/history/backup.h"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "core/history/verify.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::history {
namespace {

namespace fs = std::filesystem;

ObjectId put(ProjectFile& project, const std::string& text) {
    return project.objects().put(ObjectKind::Blob, std::as_bytes(std::span(text))).value();
}

class BackupTest : public testing::Test {
protected:
    fs::path file() const { return m_folder / "owl.orfeas"; }
    void pretendBackup(const std::string& date) const {
        fs::create_directories(backupFolder(file()));
        test::putBytes(backupFolder(file()) / ("owl " + date + ".orfeas"), "old");
    }
    std::size_t count() const { return listBackups(backupFolder(file()), "owl").size(); }

    test::TemporaryFolder m_folder;
};

TEST_F(BackupTest, isAWholeProjectThoughTheOriginalIsOpen) {
    const auto project = std::move(ProjectFile::create(file()).value());
    const ObjectId id = put(*project, "content");
    const auto made = backUp(file(), {}).value();
    ASSERT_TRUE(made.has_value());
    const auto copy = std::move(ProjectFile::open(made->file, ProjectFile::Access::ReadOnly).value());
    EXPECT_TRUE(copy->objects().has(id).value());
    EXPECT_TRUE(verify(*copy, VerifyMode::Look)->sound());
    EXPECT_EQ(test::namesIn(backupFolder(file())).size(), 1u) << "nothing but the backup itself";
}

TEST_F(BackupTest, notBeforeItIsDue) {
    const auto project = std::move(ProjectFile::create(file()).value());
    EXPECT_TRUE(backUp(file(), {})->has_value());
    EXPECT_FALSE(backUp(file(), {})->has_value());
    EXPECT_EQ(count(), 1u);
    BackupPolicy none;
    none.keep = 0;
    EXPECT_FALSE(backUp(file(), none)->has_value());
}

TEST_F(BackupTest, twoWithinASecondAreBothKept) {
    const auto project = std::move(ProjectFile::create(file()).value());
    BackupPolicy policy;
    policy.every = BackupPolicy::kAlways;
    for (int i = 0; i < 4; ++i)
        ASSERT_TRUE(backUp(file(), policy)->has_value());
    EXPECT_EQ(count(), 4u);
}

TEST_F(BackupTest, keepsSoManyAndNoneTooOld) {
    const auto project = std::move(ProjectFile::create(file()).value());
    for (int day = 1; day <= 6; ++day)
        pretendBackup("2020-01-0" + std::to_string(day) + " 10-00-00");
    fs::path foreign = backupFolder(file()) / "notes.txt";
    test::putBytes(foreign, "mine");
    BackupPolicy policy;
    policy.keep = 4;
    policy.maxAge = std::chrono::hours(24 * 366 * 100);
    ASSERT_TRUE(backUp(file(), policy)->has_value());
    EXPECT_EQ(count(), 4u);
    policy.every = std::chrono::seconds(-1);
    policy.maxAge = std::chrono::hours(1);
    fs::remove(listBackups(backupFolder(file()), "owl").front().file);
    ASSERT_TRUE(backUp(file(), policy)->has_value());
    EXPECT_EQ(count(), 1u) << "the others are older than an hour";
    EXPECT_TRUE(fs::exists(foreign));
}

TEST_F(BackupTest, aWriterMayGoOn) {
    auto project = std::move(ProjectFile::create(file()).value());
    put(*project, std::string(3'000'000, 'x'));
    std::atomic<bool> stop = false;
    std::atomic<int> written = 0;
    std::thread writer([&] {
        while (!stop)
            put(*project, "text " + std::to_string(++written));
    });
    while (written == 0)
        std::this_thread::yield();
    const Result<void> copied = copyProject(file(), m_folder / "copy.orfeas");
    stop = true;
    writer.join();
    ASSERT_TRUE(copied.ok()) << copied.error().detail;
    const auto copy =
        std::move(ProjectFile::open(m_folder / "copy.orfeas", ProjectFile::Access::ReadOnly).value());
    EXPECT_TRUE(verify(*copy, VerifyMode::Look)->sound());
}

TEST_F(BackupTest, neverReplacesAFile) {
    const auto project = std::move(ProjectFile::create(file()).value());
    test::putBytes(m_folder / "taken.orfeas", "mine");
    EXPECT_EQ(copyProject(file(), m_folder / "taken.orfeas").error().code, ErrorCode::BadInput);
    EXPECT_EQ(test::bytesOf(m_folder / "taken.orfeas"), "mine");
}

TEST_F(BackupTest, stopsWhenAskedAndLeavesNothing) {
    const auto project = std::move(ProjectFile::create(file()).value());
    EXPECT_EQ(copyProject(file(), m_folder / "c.orfeas", [] { return true; }).error().code,
              ErrorCode::Cancelled);
    EXPECT_EQ(test::namesIn(m_folder.path()).size(), 4u) << "project, lock, -wal and -shm";
}

TEST_F(BackupTest, whatIsOpenCanBeSavedThoughItsFileWasDeleted) {
    const auto project = std::move(ProjectFile::create(file()).value());
    const ObjectId id = put(*project, "content");
    fs::remove(file());
    ASSERT_TRUE(copyProject(*project, m_folder / "saved.orfeas").ok());
    const auto copy =
        std::move(ProjectFile::open(m_folder / "saved.orfeas", ProjectFile::Access::ReadOnly).value());
    EXPECT_TRUE(copy->objects().has(id).value());
}

} // namespace
} // namespace orfeas::history
