#include "core/io/mesh_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <sys/stat.h>

#include "tests/contracts/mesh_format_contract.h"
#include "tests/support/file_bytes.h"
#include "tests/support/shapes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::test {
namespace {

std::vector<io::MeshFormat> writableFormats() {
    std::vector<io::MeshFormat> formats;
    for (const io::MeshFormat& format : io::meshFormats()) {
        if (format.canWrite) formats.push_back(format);
    }
    return formats;
}

INSTANTIATE_TEST_SUITE_P(AllFormats, MeshFormatContract, testing::ValuesIn(writableFormats()),
                         [](const auto& instance) { return std::string(instance.param.name); });

} // namespace
} // namespace orfeas::test

namespace orfeas::io {
namespace {

using testing::HasSubstr;

TEST(FormatForPath, ignoresCase) {
    ASSERT_NE(formatForPath("a/b.STL"), nullptr);
    EXPECT_EQ(formatForPath("a/b.STL")->name, "stl");
    EXPECT_EQ(formatForPath("b"), nullptr);
    EXPECT_EQ(formatForPath("b."), nullptr);
    EXPECT_EQ(formatForPath(".stl"), nullptr);
    EXPECT_EQ(formatForPath("b.docx"), nullptr);
}

TEST(WriteMesh, namesTheKnownFormatsWhenTheNameTellsNothing) {
    const auto result = writeMesh("/tmp/x.docx", std::vector{test::partOf(test::cube())}, {}, {});
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::Unsupported);
    EXPECT_THAT(result.error().userText, HasSubstr(".stl"));
}

TEST(ReadMesh, namesEachOfTheInstancesInA3mfPackage) {
    const test::TemporaryFolder folder;
    const auto mesh = std::make_shared<const mesh::Mesh>(test::cube());
    glm::mat4 beside(1.0f);
    beside[3][0] = 30.0f;
    const std::vector<MeshPart> parts{{"left", mesh, glm::mat4(1.0f)}, {"right", mesh, beside}};
    ASSERT_TRUE(writeMesh(folder / "two.3mf", parts, {}, {}).ok());
    const auto read = readMesh(folder / "two.3mf", {});
    ASSERT_TRUE(read.ok()) << read.error().userText;
    ASSERT_EQ(read->parts.size(), 2u);
    EXPECT_EQ(read->parts[0].name, "left");
    EXPECT_EQ(read->parts[1].name, "right");
    EXPECT_EQ(read->parts[0].mesh, read->parts[1].mesh);
}

TEST(ReadMesh, refusesWhatIsNoFile) {
    const test::TemporaryFolder folder;
    EXPECT_EQ(readMesh(folder / "none.stl", {}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(readMesh(folder.path(), {}).error().code, ErrorCode::BadInput);
    EXPECT_EQ(readMesh("/dev/zero", {}).error().code, ErrorCode::BadInput);
    ASSERT_EQ(::mkfifo((folder / "pipe.obj").c_str(), 0600), 0);
    EXPECT_EQ(readMesh(folder / "pipe.obj", {}).error().code, ErrorCode::BadInput);
    for (const MeshFormat& format : meshFormats()) {
        const auto empty = folder / ("empty." + std::string(format.extension));
        test::putBytes(empty, "");
        EXPECT_FALSE(readMesh(empty, {}).ok());
    }
}

TEST(ReadMesh, tellsTheFormatByContent) {
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeMesh(folder / "a.stl", std::vector{test::partOf(test::cube())}, {}, {}).ok());
    std::filesystem::rename(folder / "a.stl", folder / "a.obj");
    const auto read = readMesh(folder / "a.obj", {});
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->format, "stl");
    ASSERT_EQ(read->warnings.size(), 1u);
    EXPECT_THAT(read->warnings[0], HasSubstr("named like OBJ"));
}

} // namespace
} // namespace orfeas::io
