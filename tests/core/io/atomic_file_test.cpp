#include "core/io/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstring>
#include <string>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unprivileged.h"

namespace orfeas::io {
namespace {

using test::bytesOf;
using test::namesIn;
using test::putBytes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::span<const std::byte> asBytes(std::string_view text) {
    return std::as_bytes(std::span(text));
}

Result<void> writeAll(const std::filesystem::path& target, std::string_view text) {
    ORFEAS_TRY(file, AtomicFile::create(target));
    ORFEAS_CHECK(file.write(asBytes(text)));
    return file.commit();
}

TEST(AtomicFile, replacesAnOldFileWhole) {
    const test::TemporaryFolder folder;
    putBytes(folder / "a.stl", "old");
    ASSERT_TRUE(writeAll(folder / "a.stl", "new and longer").ok());
    EXPECT_EQ(bytesOf(folder / "a.stl"), "new and longer");
    EXPECT_THAT(namesIn(folder.path()), ElementsAre("a.stl"));
}

TEST(AtomicFile, oldFileStaysUntilTheCommit) {
    const test::TemporaryFolder folder;
    putBytes(folder / "a.stl", "old");
    auto file = AtomicFile::create(folder / "a.stl");
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE(file->write(asBytes("new")).ok());
    ASSERT_TRUE(file->flush().ok());
    EXPECT_EQ(bytesOf(folder / "a.stl"), "old");
    EXPECT_EQ(bytesOf(file->temporaryPath()), "new");
    EXPECT_EQ(file->temporaryPath().parent_path(), folder.path());
    EXPECT_TRUE(file->temporaryPath().filename().string().starts_with('.'));
}

TEST(AtomicFile, leavesNothingWhenItDies) {
    const test::TemporaryFolder folder;
    {
        auto file = AtomicFile::create(folder / "a.stl");
        ASSERT_TRUE(file.ok());
        ASSERT_TRUE(file->write(asBytes("half")).ok());
        AtomicFile moved = std::move(*file);
        EXPECT_EQ(moved.bytesWritten(), 4u);
    }
    EXPECT_THAT(namesIn(folder.path()), IsEmpty());
}

TEST(AtomicFile, writesMoreThanItsBuffer) {
    const test::TemporaryFolder folder;
    std::string big(5'000'000, 'x');
    for (std::size_t i = 0; i < big.size(); ++i)
        big[i] = static_cast<char>(i * 7);
    ASSERT_TRUE(writeAll(folder / "big", big).ok());
    EXPECT_EQ(bytesOf(folder / "big"), big);
}

TEST(AtomicFile, namesBeyondAscii) {
    const test::TemporaryFolder folder;
    std::filesystem::create_directory(folder / "ユニ コード");
    const auto target = folder / "ユニ コード" / "größe – œuvre 猫.stl";
    ASSERT_TRUE(writeAll(target, "x").ok());
    EXPECT_EQ(bytesOf(target), "x");
}

TEST(AtomicFile, longestNameThatFitsAndOneLonger) {
    const test::TemporaryFolder folder;
    EXPECT_TRUE(writeAll(folder / std::string(255, 'n'), "x").ok());
    const auto tooLong = writeAll(folder / std::string(256, 'n'), "x");
    ASSERT_FALSE(tooLong.ok());
    EXPECT_EQ(tooLong.error().code, ErrorCode::BadInput);
    EXPECT_THAT(tooLong.error().userText, HasSubstr("too long"));
    EXPECT_EQ(namesIn(folder.path()).size(), 1u);
}

TEST(AtomicFile, missingFolderIsNamed) {
    const test::TemporaryFolder folder;
    const auto result = writeAll(folder / "nowhere" / "a.stl", "x");
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::NotFound);
    EXPECT_THAT(result.error().userText, HasSubstr("nowhere"));
    EXPECT_THAT(result.error().userText, HasSubstr("does not exist"));
}

TEST(AtomicFile, targetThatIsAFolder) {
    const test::TemporaryFolder folder;
    std::filesystem::create_directory(folder / "dir.stl");
    const auto result = writeAll(folder / "dir.stl", "x");
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::BadInput);
    EXPECT_THAT(result.error().userText, HasSubstr("it is a folder"));
}

TEST(AtomicFile, emptyNameAndDevices) {
    EXPECT_EQ(writeAll("", "x").error().code, ErrorCode::BadInput);
    EXPECT_EQ(writeAll("/tmp/", "x").error().code, ErrorCode::BadInput);
    EXPECT_THAT(writeAll("/dev/null", "x").error().userText, HasSubstr("device"));
}

TEST(AtomicFile, readOnlyFolder) {
    const test::TemporaryFolder folder;
    std::filesystem::create_directory(folder / "locked");
    putBytes(folder / "locked" / "a.stl", "old");
    std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
    std::filesystem::permissions(folder / "locked", std::filesystem::perms(0555));
    {
        const test::Unprivileged asUser;
        const auto result = writeAll(folder / "locked" / "b.stl", "x");
        ASSERT_FALSE(result.ok());
        EXPECT_EQ(result.error().code, ErrorCode::PermissionDenied);
        EXPECT_THAT(result.error().userText, HasSubstr("write-protected"));
    }
    EXPECT_THAT(namesIn(folder / "locked"), ElementsAre("a.stl"));
    std::filesystem::permissions(folder / "locked", std::filesystem::perms::all);
}

TEST(AtomicFile, replacedFileKeepsItsPermissions) {
    const test::TemporaryFolder folder;
    putBytes(folder / "a.stl", "old");
    std::filesystem::permissions(folder / "a.stl", std::filesystem::perms(0640));
    ASSERT_TRUE(writeAll(folder / "a.stl", "new").ok());
    EXPECT_EQ(std::filesystem::status(folder / "a.stl").permissions(), std::filesystem::perms(0640));
}

TEST(AtomicFile, writesThroughALink) {
    const test::TemporaryFolder folder;
    putBytes(folder / "real.stl", "old");
    std::filesystem::create_symlink(folder / "real.stl", folder / "link.stl");
    ASSERT_TRUE(writeAll(folder / "link.stl", "new").ok());
    EXPECT_TRUE(std::filesystem::is_symlink(folder / "link.stl"));
    EXPECT_EQ(bytesOf(folder / "real.stl"), "new");
}

// A disk with no room, as seen by a process that may not write more than 64 kB to a file.
TEST(AtomicFile, fullDiskLeavesTheOldFileAndNothingElse) {
    const test::TemporaryFolder folder;
    putBytes(folder / "a.stl", "old");
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{65'536, 65'536};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const auto result = writeAll(folder / "a.stl", std::string(3'000'000, 'x'));
        const bool right = !result.ok() && result.error().code == ErrorCode::DiskFull;
        ::_exit(right ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    EXPECT_THAT(namesIn(folder.path()), ElementsAre("a.stl"));
    EXPECT_EQ(bytesOf(folder / "a.stl"), "old");
}

TEST(SystemError, everyCommonCauseIsASentenceWithoutAPeriod) {
    for (const int why :
         {ENOENT, EACCES, EROFS, ENOSPC, EDQUOT, EFBIG, EISDIR, ENAMETOOLONG, ELOOP, EMFILE, EIO, EPIPE}) {
        for (const char* doing : {"write", "read"}) {
            const Error error = systemError(why, doing, "/some/where/cup.stl");
            EXPECT_THAT(error.userText, HasSubstr("cup.stl"));
            EXPECT_NE(error.userText.back(), '.');
            EXPECT_THAT(error.detail, HasSubstr(std::strerror(why)));
        }
    }
    EXPECT_EQ(systemError(ENOSPC, "write", "a").code, ErrorCode::DiskFull);
}

TEST(ReadFile, readsWholeFilesUpToTheLimit) {
    const test::TemporaryFolder folder;
    putBytes(folder / "a", "12345");
    const auto bytes = readFile(folder / "a", 5);
    ASSERT_TRUE(bytes.ok());
    EXPECT_EQ(bytes->size(), 5u);
    EXPECT_EQ(readFile(folder / "a", 4).error().code, ErrorCode::TooLarge);
    putBytes(folder / "empty", "");
    EXPECT_EQ(readFile(folder / "empty", 4)->size(), 0u);
    // Claims to be empty and is not.
    EXPECT_GT(readFile("/proc/self/status", 1 << 20)->size(), 0u);
}

TEST(ReadFile, refusesWhatIsNoFile) {
    const test::TemporaryFolder folder;
    EXPECT_EQ(readFile(folder / "none", 10).error().code, ErrorCode::NotFound);
    EXPECT_EQ(readFile(folder.path(), 10).error().code, ErrorCode::BadInput);
    EXPECT_EQ(readFile("/dev/zero", 10).error().code, ErrorCode::BadInput);
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(readFile(folder / "pipe", 10).error().code, ErrorCode::BadInput);
}

} // namespace
} // namespace orfeas::io
