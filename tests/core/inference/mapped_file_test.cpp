#include "core/inference/mapped_file.h"

#include <gtest/gtest.h>

#include <algorithm>

#include <unistd.h>

#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::inference {
namespace {

TEST(MappedFile, showsTheFileAndNoticesChanges) {
    const test::TemporaryFolder folder;
    test::putBytes(folder / "a", "hello");
    const auto file = MappedFile::open(folder / "a").value();
    EXPECT_EQ(file->bytes().size(), 5u);
    EXPECT_EQ(std::to_integer<char>(file->bytes()[1]), 'e');
    EXPECT_TRUE(file->checkUnchanged().ok());
    file->release(file->bytes());
    EXPECT_EQ(std::to_integer<char>(file->bytes()[4]), 'o');
    test::putBytes(folder / "b", "hello");
    std::filesystem::rename(folder / "b", folder / "a");
    EXPECT_EQ(file->checkUnchanged().error().code, ErrorCode::BadInput);
}

TEST(MappedFile, refusesWhatIsNoFile) {
    const test::TemporaryFolder folder;
    EXPECT_EQ(MappedFile::open(folder / "nothing").error().code, ErrorCode::NotFound);
    EXPECT_EQ(MappedFile::open(folder.path()).error().code, ErrorCode::BadInput);
    test::putBytes(folder / "empty", "");
    EXPECT_EQ(MappedFile::open(folder / "empty").error().code, ErrorCode::BadInput);
}

// Reading pages that are gone would end the program; here they read as zeros, and the file is known to have changed.
TEST(MappedFile, readingOnInAFileThatWasCutShortDoesNotEndTheProgram) {
    const test::TemporaryFolder folder;
    test::putBytes(folder / "long", std::string(1u << 20, 'x'));
    test::putBytes(folder / "other", std::string(1u << 20, 'y'));
    const auto file = MappedFile::open(folder / "long").value();
    const auto other = MappedFile::open(folder / "other").value();
    ASSERT_EQ(::truncate((folder / "long").c_str(), 0), 0);
    const auto zeros = [](std::span<const std::byte> bytes) {
        return std::count(bytes.begin(), bytes.end(), std::byte{0});
    };
    EXPECT_EQ(zeros(file->bytes()), 1 << 20);
    EXPECT_FALSE(file->checkUnchanged().ok());
    EXPECT_EQ(zeros(other->bytes()), 0);
    EXPECT_TRUE(other->checkUnchanged().ok());
    // Restored to its size and time, it still is not what was read.
    ASSERT_EQ(::truncate((folder / "long").c_str(), 1 << 20), 0);
    EXPECT_FALSE(file->checkUnchanged().ok());
}

} // namespace
} // namespace orfeas::inference
