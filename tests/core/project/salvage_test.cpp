#include "core/project/salvage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "core/history/verify.h"
#include "core/project/project_history.h"
#include "tests/support/file_bytes.h"
#include "tests/support/shapes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::project {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ObjectPtr object(std::uint64_t id, const std::string& name, mesh::Mesh mesh) {
    auto made = std::make_shared<Object>();
    made->id = ObjectId{id};
    made->name = name;
    made->mesh = std::make_shared<const mesh::Mesh>(std::move(mesh));
    made->facts = mesh::measure(*made->mesh);
    return made;
}

class SalvageTest : public testing::Test {
protected:
    SalvageTest() {
        ProjectHistory history = std::move(ProjectHistory::create(file()).value());
        Document document;
        document.objects = {object(1, "Owl", test::sphere(10, 24))};
        EXPECT_TRUE(history.save(document, "one", SnapshotReason::Named, {}).ok());
        document.objects.push_back(object(2, "Cat", test::sphere(14, 30)));
        EXPECT_TRUE(history.save(document, "two", SnapshotReason::Named, {}).ok());
    }
    std::filesystem::path file() const { return m_folder / "p.orfeas"; }
    std::filesystem::path saved() const { return m_folder / "saved.orfeas"; }
    void execute(const std::string& sql) const {
        auto database = std::move(history::Database::open(file(), history::OpenMode::ReadWrite).value());
        ASSERT_TRUE(database.execute(sql.c_str()).ok());
    }
    /// The salvaged project, which must be sound whatever happened.
    DocumentPtr salvaged() {
        ProjectHistory history =
            std::move(ProjectHistory::open(saved(), history::ProjectFile::Access::ReadWrite).value());
        EXPECT_TRUE(history::verify(history.file(), history::VerifyMode::Look)->sound());
        return history.current({}).value();
    }

    test::TemporaryFolder m_folder;
};

TEST_F(SalvageTest, aSoundProjectComesBackWhole) {
    const SalvageReport report = salvage(file(), saved(), {}).value();
    EXPECT_EQ(report.damaged, 0u);
    EXPECT_EQ(report.versions, 2u);
    EXPECT_THAT(report.whole, ElementsAre("refs/heads/main"));
    EXPECT_EQ(salvaged()->objects.size(), 2u);
}

TEST_F(SalvageTest, anObjectThatLostItsShapeIsLeftOut) {
    // The largest blob that is no small picture belongs to the cat.
    const std::string shapes = "kind = 3 AND hex(substr(data, 1, 4)) <> '89504E47'";
    execute("UPDATE objects SET data = zeroblob(length(data)) WHERE " + shapes +
            " AND length(data) = (SELECT max(length(data)) FROM objects WHERE " + shapes + ")");
    const SalvageReport report = salvage(file(), saved(), {}).value();
    EXPECT_EQ(report.damaged, 1u);
    ASSERT_EQ(report.mended.size(), 1u);
    EXPECT_THAT(report.mended[0], HasSubstr("without \"Cat\""));
    const DocumentPtr document = salvaged();
    ASSERT_EQ(document->objects.size(), 1u);
    EXPECT_EQ(document->objects[0]->name, "Owl");
}

TEST_F(SalvageTest, versionsThatNothingLeadsToAreFound) {
    execute("DELETE FROM refs");
    const SalvageReport report = salvage(file(), saved(), {}).value();
    ASSERT_EQ(report.found.size(), 1u);
    EXPECT_EQ(salvaged()->objects.size(), 2u);
}

TEST_F(SalvageTest, aTipThatIsGoneGoesOnFromTheVersionBefore) {
    execute("DELETE FROM objects WHERE id = (SELECT target FROM refs WHERE name = 'refs/heads/main')");
    const SalvageReport report = salvage(file(), saved(), {}).value();
    EXPECT_EQ(report.lost.size() + report.found.size(), 2u) << "main is lost, the version before it is found";
    EXPECT_EQ(salvaged()->objects.size(), 1u);
}

// Whatever is overwritten: a clear refusal, or a sound project.
TEST_F(SalvageTest, pagesOfRubbishNeverGiveAnUnsoundProject) {
    const std::string whole = test::bytesOf(file());
    std::mt19937 random(11);
    int saves = 0;
    for (int round = 0; round < 12; ++round) {
        std::string broken = whole;
        for (int hits = 0; hits <= round % 3; ++hits) {
            const std::size_t page = random() % (broken.size() / 4096);
            for (std::size_t i = 0; i < 4096; ++i)
                broken[4096 * page + i] = static_cast<char>(random());
        }
        test::putBytes(file(), broken);
        const Result<SalvageReport> report = salvage(file(), saved(), {});
        EXPECT_EQ(test::bytesOf(file()), broken) << "the damaged file is only read";
        if (!report.ok()) {
            EXPECT_EQ(report.error().code, ErrorCode::BadInput) << report.error().detail;
            EXPECT_FALSE(std::filesystem::exists(saved()));
            continue;
        }
        ++saves;
        salvaged();
        std::filesystem::remove(saved());
    }
    EXPECT_GT(saves, 3);
}

// The third branch of the table's root leads where its first one does, and the fourth to rubbish: whoever goes on after the
// last row read before the rubbish comes to the second branch again, and so on for ever.
TEST_F(SalvageTest, aTableThatLeadsRoundInACircleIsReadToAnEnd) {
    {
        ProjectHistory history =
            std::move(ProjectHistory::open(file(), history::ProjectFile::Access::ReadWrite).value());
        Document document = *history.current({}).value();
        for (int i = 0; i < 60; ++i) {
            document.objects[0] = object(1, "Owl " + std::to_string(i), test::sphere(10, 4 + i % 5));
            ASSERT_TRUE(history.save(document, std::to_string(i), SnapshotReason::Named, {}).ok());
        }
    }
    std::int64_t root = 0;
    {
        auto database = std::move(history::Database::open(file(), history::OpenMode::ReadWrite).value());
        auto select =
            std::move(database.prepare("SELECT rootpage FROM sqlite_master WHERE name = 'objects'").value());
        ASSERT_TRUE(select.step().value());
        root = select.integer(0);
    }
    // Database file format, 1.6: byte 0 of an interior page is 5, the number of cells is at 3, their places begin at 12, and a cell
    // begins with the number of its page.
    std::string bytes = test::bytesOf(file());
    const auto number = [&](std::size_t at, int length) {
        std::size_t value = 0;
        for (int i = 0; i < length; ++i)
            value = 256 * value + static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
        return value;
    };
    const std::size_t page = 4096 * static_cast<std::size_t>(root - 1);
    ASSERT_EQ(bytes[page], 5);
    ASSERT_GE(number(page + 3, 2), 5u) << "the table has to have branches";
    const auto cell = [&](std::size_t i) { return page + number(page + 12 + 2 * i, 2); };
    bytes[4096 * (number(cell(3), 4) - 1)] = '\xff';
    bytes.replace(cell(2), 4, bytes.substr(cell(0), 4));
    test::putBytes(file(), bytes);

    const Result<SalvageReport> report = salvage(file(), saved(), {});
    ASSERT_TRUE(report.ok()) << report.error().userText;
    EXPECT_GE(report->versions, 1u);
    salvaged();
}

TEST_F(SalvageTest, neverReplacesAFile) {
    test::putBytes(saved(), "mine");
    EXPECT_FALSE(salvage(file(), saved(), {}).ok());
    EXPECT_EQ(test::bytesOf(saved()), "mine");
}

} // namespace
} // namespace orfeas::project
