// Checks and files that are kept: the same bytes and the same words as made anew, and never what was damaged.
#include "app/kept_output.h"

#include <gtest/gtest.h>

#include "core/cache/cache_store.h"
#include "core/history/database.h"
#include "core/io/atomic_file.h"
#include "tests/support/shapes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::app {
namespace {

class KeptOutputTest : public testing::Test {
protected:
    KeptOutputTest() {
        m_mesh = test::moved(test::sphere(20.0f, 16), {0.0f, 0.0f, 20.0f});
        m_mesh.colors.assign(m_mesh.positions.size(), mesh::Rgba8(10, 20, 30, 255));
        m_options.title = "Ball";
    }

    struct Written {
        std::vector<std::byte> bytes;
        io::Receipt receipt;
        bool wasKept = true; ///< nothing was made for it
    };
    Written write(const KeptOutput& output, const std::string& name) {
        const io::MeshPart part{m_options.title, std::make_shared<const mesh::Mesh>(m_mesh), glm::mat4(1.0f)};
        Written written;
        const jobs::JobContext context({}, [&](const jobs::Progress& progress) {
            if (progress.stage != "saving") written.wasKept = false;
        });
        auto receipt = output.write(folder / name, {&part, 1}, m_options, context);
        EXPECT_TRUE(receipt.ok()) << receipt.error().userText;
        if (receipt.ok()) written.receipt = *receipt;
        written.bytes = io::readFile(folder / name, 1 << 30).value();
        return written;
    }
    void expectSame(const Written& a, const Written& b) {
        EXPECT_EQ(a.bytes, b.bytes);
        EXPECT_EQ(a.receipt.format, b.receipt.format);
        EXPECT_EQ(a.receipt.bytes, b.receipt.bytes);
        EXPECT_EQ(a.receipt.triangles, b.receipt.triangles);
        EXPECT_EQ(a.receipt.volumeMm3, b.receipt.volumeMm3);
        EXPECT_EQ(a.receipt.sizeMm, b.receipt.sizeMm);
        EXPECT_EQ(a.receipt.closed, b.receipt.closed);
    }
    // Every kept byte but the first becomes another one.
    void damageAll() {
        auto database = history::Database::open(store->file(), history::OpenMode::Create).value();
        ASSERT_TRUE(database
                        .execute("UPDATE value SET bytes = CAST(substr(bytes, 1, 1) || "
                                 "zeroblob(length(bytes) - 1) AS BLOB)")
                        .ok());
    }

    test::TemporaryFolder folder;
    std::unique_ptr<cache::CacheStore> store = std::move(cache::CacheStore::open(folder / "cache").value());
    const KeptOutput kept{store.get()}, anew{nullptr};
    mesh::Mesh m_mesh;
    io::WriteOptions m_options;
};

TEST_F(KeptOutputTest, aFileIsWrittenTheSecondTimeAsItWasTheFirst) {
    for (const std::string extension : {".stl", ".3mf", ".ply", ".glb"}) {
        const Written first = write(kept, "first" + extension), second = write(kept, "second" + extension),
                      plain = write(anew, "plain" + extension);
        EXPECT_FALSE(first.wasKept) << extension;
        EXPECT_TRUE(second.wasKept) << extension;
        expectSame(first, second);
        expectSame(first, plain);
        EXPECT_EQ(second.receipt.file, folder / ("second" + extension));
    }
    EXPECT_EQ(store->stats()->entries, 0u); // no results
}

TEST_F(KeptOutputTest, whateverDecidesItsBytesMakesItAnotherFile) {
    const Written first = write(kept, "a.3mf");
    m_options.title = "Globe";
    EXPECT_FALSE(write(kept, "b.3mf").wasKept);
    m_options.colors = false;
    EXPECT_FALSE(write(kept, "c.3mf").wasKept);
    m_mesh.positions[0].x += 0.25f;
    EXPECT_FALSE(write(kept, "d.3mf").wasKept);
    auto thumbnail = std::make_shared<image::Picture>();
    thumbnail->width = thumbnail->height = 1;
    thumbnail->rgba = {1, 2, 3, 255};
    m_options.thumbnail = thumbnail;
    EXPECT_FALSE(write(kept, "e.3mf").wasKept);
    EXPECT_TRUE(write(kept, "f.3mf").wasKept);
    m_options.title.clear(); // then the writers take the file's name
    EXPECT_FALSE(write(kept, "g.3mf").wasKept);
    EXPECT_FALSE(write(kept, "h.3mf").wasKept);
}

TEST_F(KeptOutputTest, aFileWithOthersBesideItIsWrittenAnew) {
    m_mesh.colors.clear();
    auto texture = std::make_shared<image::Picture>();
    texture->width = texture->height = 1;
    texture->rgba = {200, 100, 50, 255};
    m_mesh.texture = texture;
    m_mesh.uvs.assign(m_mesh.positions.size(), glm::vec2(0.5f));
    write(kept, "a.obj");
    const Written second = write(kept, "b.obj");
    EXPECT_FALSE(second.wasKept);
    EXPECT_FALSE(second.receipt.sideFiles.empty());
}

TEST_F(KeptOutputTest, aCheckIsAnsweredTheSecondTimeInTheSameWords) {
    const Json first = kept.check(m_mesh, {}).value();
    std::stop_source stopped;
    stopped.request_stop(); // a check would fail, an answer does not
    const auto second = kept.check(m_mesh, jobs::JobContext(stopped.get_token(), {}));
    ASSERT_TRUE(second.ok());
    EXPECT_EQ(second->dump(), first.dump());
    EXPECT_EQ(first.dump(), anew.check(m_mesh, {}).value().dump());
    m_mesh.positions[0].z += 0.25f;
    EXPECT_EQ(kept.check(m_mesh, jobs::JobContext(stopped.get_token(), {})).error().code,
              ErrorCode::Cancelled);
}

TEST_F(KeptOutputTest, whatWasDamagedIsMadeAnew) {
    const Written first = write(kept, "a.stl");
    const Json words = kept.check(m_mesh, {}).value();
    damageAll();
    const Written second = write(kept, "b.stl");
    EXPECT_FALSE(second.wasKept);
    expectSame(first, second);
    EXPECT_EQ(kept.check(m_mesh, {}).value().dump(), words.dump());
    EXPECT_EQ(store->stats()->damaged, 2u);
    EXPECT_TRUE(write(kept, "c.stl").wasKept); // the new one
}

TEST_F(KeptOutputTest, nothingIsKeptWhereTheUserSaidSo) {
    cache::Limits limits = store->limits();
    limits.enabled = false;
    ASSERT_TRUE(store->setLimits(limits).ok());
    write(kept, "a.stl");
    EXPECT_FALSE(write(kept, "b.stl").wasKept);
    EXPECT_EQ(store->stats()->bytes, 0u);
}

TEST_F(KeptOutputTest, aPlaceThatCannotBeWrittenIsSaidAndLeavesNothing) {
    write(kept, "a.stl");
    const io::MeshPart part{"Ball", std::make_shared<const mesh::Mesh>(m_mesh), glm::mat4(1.0f)};
    const auto failed = kept.write(folder / "nowhere" / "b.stl", {&part, 1}, m_options, {});
    ASSERT_FALSE(failed.ok());
    EXPECT_EQ(failed.error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace orfeas::app
