#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

#include "core/io/codec.h"
#include "core/io/import_form.h"
#include "core/mesh/mesh_facts.h"
#include "tests/contracts/mesh_format_contract.h"
#include "tests/support/file_bytes.h"
#include "tests/support/shapes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::io {
namespace {

using testing::HasSubstr;

constexpr const char* kTetrahedron =
    "OFF\n4 4 0\n0 0 0\n1 0 0\n0 1 0\n0 0 1\n3 0 2 1\n3 0 1 3\n3 1 2 3\n3 2 0 3\n";

// Puts a shell script where the importer is looked for.
class FakeImporter {
public:
    FakeImporter(const test::TemporaryFolder& folder, const std::string& script) {
        test::putBytes(folder / "orfeas-import", "#!/bin/sh\n" + script + "\n");
        std::filesystem::permissions(folder / "orfeas-import", std::filesystem::perms(0755));
        ::setenv("ORFEAS_LIBEXEC", folder.path().c_str(), 1);
    }
    ~FakeImporter() { ::unsetenv("ORFEAS_LIBEXEC"); }
};

TEST(ForeignReader, readsAnOffFile) {
    const test::TemporaryFolder folder;
    test::putBytes(folder / "größe 猫.off", kTetrahedron);
    const auto read = readMesh(folder / "größe 猫.off", {});
    ASSERT_TRUE(read.ok()) << read.error().userText;
    ASSERT_EQ(read->parts.size(), 1u);
    const mesh::MeshFacts facts = mesh::measure(*read->parts[0].mesh);
    EXPECT_TRUE(facts.solid());
    EXPECT_EQ(facts.vertices, 4u);
    EXPECT_NEAR(facts.volumeMm3, 1.0 / 6.0, 1e-9);
}

// Assimp is an outside judge of what we write: the same corners, in the same order.
TEST(ForeignReader, assimpReadsOurFiles) {
    const test::TemporaryFolder folder;
    const std::vector<MeshPart> parts{test::partOf(test::moved(test::sphere(12, 8), {3, 4, 5}), "ball")};
    for (const char* name : {"a.stl", "a.ply", "a.glb"}) {
        ASSERT_TRUE(writeMesh(folder / name, parts, {}, {}).ok());
        auto file = FileReader::open(folder / name, 1 << 30);
        ASSERT_TRUE(file.ok());
        const auto scene = readForeign(*file, {});
        ASSERT_TRUE(scene.ok()) << scene.error().userText;
        std::vector<MeshPart> found;
        for (const RawPart& raw : scene->parts)
            found.push_back(raw.part);
        const auto wanted = test::cornersOf(parts);
        const auto corners = test::cornersOf(found);
        ASSERT_EQ(corners.size(), wanted.size()) << name;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            for (int k = 0; k < 3; ++k)
                ASSERT_NEAR(corners[i][k], wanted[i][k], 1e-4f) << name;
        }
    }
}

TEST(ForeignReader, damagedFilesAreASentence) {
    const test::TemporaryFolder folder;
    for (const char* name : {"a.fbx", "a.dae", "a.3ds", "a.blend", "a.x", "a.amf", "a.gltf", "a.lwo"}) {
        test::putBytes(folder / name, "this is no model at all, whatever its name says");
        const auto read = readMesh(folder / name, {});
        ASSERT_FALSE(read.ok()) << name;
        EXPECT_THAT(read.error().userText, HasSubstr(name));
        EXPECT_NE(read.error().userText.back(), '.');
    }
}

TEST(ForeignReader, aCrashOfTheImporterIsASentence) {
    const test::TemporaryFolder folder;
    test::putBytes(folder / "a.off", kTetrahedron);
    for (const char* script :
         {"kill -SEGV $$", "exit 0", "printf garbage >&3", "printf 'ORFIMP02\\0\\0\\0\\0' >&3"}) {
        const FakeImporter importer(folder, script);
        const auto read = readMesh(folder / "a.off", {});
        ASSERT_FALSE(read.ok());
        EXPECT_THAT(read.error().userText, HasSubstr("a.off"));
    }
}

TEST(ForeignReader, theTimeIsLimited) {
    const test::TemporaryFolder folder;
    test::putBytes(folder / "a.off", kTetrahedron);
    const FakeImporter importer(folder, "exec sleep 1000");
    ReadLimits limits;
    limits.timeoutSeconds = 1;
    const auto read = readMesh(folder / "a.off", {}, limits);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::TooLarge);
    EXPECT_THAT(read.error().userText, HasSubstr("1 second"));
}

TEST(ForeignReader, cancellingEndsTheImporter) {
    const test::TemporaryFolder folder;
    test::putBytes(folder / "a.off", kTetrahedron);
    const FakeImporter importer(folder, "exec sleep 1000");
    std::stop_source source;
    std::thread canceller([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        source.request_stop();
    });
    const auto read = readMesh(folder / "a.off", jobs::JobContext(source.get_token(), {}));
    canceller.join();
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::Cancelled);
}

// A form with one triangle, as the importer would write it.
std::string form() {
    std::string bytes(kImportBegin.begin(), kImportBegin.end());
    const auto word = [&](std::uint32_t v) { bytes.append(reinterpret_cast<const char*>(&v), 4); };
    for (const std::uint32_t v : {0u, 0u, 1u, 0u, 0u, 1u})
        word(v); // status, text, flags, warnings, textures, surfaces
    for (const std::uint32_t v : {0u, 0u, kImportNoTexture, 0u, 0xffffffffu, 3u, 1u, 0u})
        word(v);
    const float corners[9] = {0, 0, 0, 1, 0, 0, 0, 1, 0};
    bytes.append(reinterpret_cast<const char*>(corners), sizeof corners);
    for (const std::uint32_t v : {0u, 1u, 2u})
        word(v);
    bytes.append(kImportEnd.begin(), kImportEnd.end());
    return bytes;
}

Result<ImportScene> parsed(const test::TemporaryFolder& folder, const std::string& bytes) {
    test::putBytes(folder / "form", bytes);
    ORFEAS_TRY(file, FileReader::open(folder / "form", 1 << 30));
    return readImportForm(file, {});
}

TEST(ImportForm, isReadAndNothingLessThanAllOfIt) {
    const test::TemporaryFolder folder;
    const auto scene = parsed(folder, form());
    ASSERT_TRUE(scene.ok());
    ASSERT_EQ(scene->surfaces.size(), 1u);
    EXPECT_TRUE(scene->unitKnown);
    EXPECT_EQ(scene->surfaces[0].mesh.triangles.size(), 1u);
    for (std::size_t length = 0; length < form().size(); ++length) {
        EXPECT_FALSE(parsed(folder, form().substr(0, length)).ok()) << length;
    }
}

TEST(ImportForm, everyWordIsCheckedBeforeItIsUsed) {
    const test::TemporaryFolder folder;
    const std::string whole = form();
    for (std::size_t at = 8; at + 4 <= whole.size(); at += 4) {
        for (const std::uint32_t value : {1u, 3u, 0x7fffffffu, 0xffffffffu}) {
            std::string bytes = whole;
            std::memcpy(bytes.data() + at, &value, 4);
            const auto scene = parsed(folder, bytes);
            if (!scene.ok() || scene->surfaces.empty()) continue;
            for (const glm::uvec3& t : scene->surfaces[0].mesh.triangles) {
                for (int k = 0; k < 3; ++k)
                    ASSERT_LT(t[k], scene->surfaces[0].mesh.positions.size());
            }
        }
    }
}

} // namespace
} // namespace orfeas::io
