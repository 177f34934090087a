#include "core/io/file_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <sys/stat.h>

#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::io {
namespace {

std::vector<std::string> linesOf(const std::string& text, std::size_t maxLine = 100) {
    const test::TemporaryFolder folder;
    test::putBytes(folder / "t", text);
    auto file = FileReader::open(folder / "t", 1 << 30);
    LineReader lines(*file, maxLine);
    std::vector<std::string> out;
    std::string_view line;
    for (;;) {
        const auto more = lines.next(line);
        if (!more.ok()) return {"error"};
        if (!*more) return out;
        out.emplace_back(line);
        EXPECT_EQ(lines.lineNumber(), out.size());
    }
}

TEST(LineReader, knowsEveryLineEnd) {
    const std::vector<std::string> wanted{"a", "b", "", "c"};
    EXPECT_EQ(linesOf("a\nb\n\nc\n"), wanted);
    EXPECT_EQ(linesOf("a\r\nb\r\n\r\nc"), wanted);
    EXPECT_EQ(linesOf("a\rb\r\rc\r"), wanted);
    EXPECT_TRUE(linesOf("").empty());
}

TEST(LineReader, linesMayLieAcrossTheBufferAnywhere) {
    // 64 kB is the smallest buffer; ends of both kinds fall on every place around its border.
    for (std::size_t first = 65'520; first < 65'550; ++first) {
        const std::string head(first, 'x');
        const auto lines = linesOf(head + "\r\nsecond\r\nthird", 70'000);
        ASSERT_EQ(lines.size(), 3u) << first;
        EXPECT_EQ(lines[0], head);
        EXPECT_EQ(lines[1], "second");
        EXPECT_EQ(lines[2], "third");
    }
}

TEST(LineReader, lineEndsAcrossTheBufferOfShortLines) {
    std::string text;
    for (int i = 0; i < 60'000; ++i)
        text += std::to_string(i) + "\r\n";
    const auto lines = linesOf(text);
    ASSERT_EQ(lines.size(), 60'000u);
    for (int i = 0; i < 60'000; ++i)
        ASSERT_EQ(lines[static_cast<std::size_t>(i)], std::to_string(i));
}

TEST(LineReader, refusesEndlessLines) {
    EXPECT_EQ(linesOf(std::string(1'000'000, 'x'))[0], "error");
    EXPECT_EQ(linesOf(std::string(101, 'x'))[0], "error");
    EXPECT_EQ(linesOf(std::string(100, 'x')).size(), 1u);
}

TEST(TakeToken, splitsAtBlanks) {
    std::string_view line = "  v\t1 2 ";
    EXPECT_EQ(takeToken(line), "v");
    EXPECT_EQ(takeToken(line), "1");
    EXPECT_EQ(takeToken(line), "2");
    EXPECT_EQ(takeToken(line), "");
}

TEST(FileReader, refusesWhatIsNoFileWithoutWaiting) {
    const test::TemporaryFolder folder;
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(FileReader::open(folder / "pipe", 10).error().code, ErrorCode::BadInput);
    EXPECT_EQ(FileReader::open("/dev/zero", 10).error().code, ErrorCode::BadInput);
    EXPECT_EQ(FileReader::open(folder.path(), 10).error().code, ErrorCode::BadInput);
    EXPECT_EQ(FileReader::open(folder / "none", 10).error().code, ErrorCode::NotFound);
    test::putBytes(folder / "big", "12345678901");
    EXPECT_EQ(FileReader::open(folder / "big", 10).error().code, ErrorCode::TooLarge);
}

} // namespace
} // namespace orfeas::io
