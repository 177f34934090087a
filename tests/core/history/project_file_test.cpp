#include "core/history/project_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "core/history/git_exchange.h"
#include "core/history/snapshot.h"
#include "core/history/verify.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::history {
namespace {

namespace fs = std::filesystem;

std::span<const std::byte> bytes(std::string_view text) {
    return std::as_bytes(std::span(text));
}

// Adds a version on the head variant.
ObjectId commit(ProjectFile& project, const std::string& content, const std::string& message) {
    Transaction transaction = std::move(Transaction::begin(project.database()).value());
    const ObjectId blob = project.objects().put(ObjectKind::Blob, bytes(content)).value();
    const ObjectId tree =
        writeTree(project.objects(), {{"objects/1/object.json", blob}, {"project.json", blob}}).value();
    const std::string ref = std::string(kVariantPrefix) + project.refs().head().value();
    const std::optional<ObjectId> parent = project.refs().get(ref).value();
    const std::vector<ObjectId> parents = parent ? std::vector{*parent} : std::vector<ObjectId>();
    const ObjectId id =
        writeSnapshot(project.objects(), tree, parents, {message, {}, 1'700'000'000, {}}).value();
    EXPECT_TRUE(project.refs().set(ref, id).ok());
    EXPECT_TRUE(transaction.commit().ok());
    return id;
}

std::string readAll(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void writeAll(const fs::path& file, const std::string& content) {
    std::ofstream(file, std::ios::binary) << content;
}

class ProjectFileTest : public testing::Test {
protected:
    fs::path file() const { return m_folder / "gärten.orfeas"; }
    std::unique_ptr<ProjectFile> create() { return std::move(ProjectFile::create(file()).value()); }
    std::unique_ptr<ProjectFile> open(ProjectFile::Access access = ProjectFile::Access::ReadWrite) {
        return std::move(ProjectFile::open(file(), access).value());
    }
    const fs::path& folder() const { return m_folder.path(); }

private:
    test::TemporaryFolder m_folder;
};

TEST_F(ProjectFileTest, whatWasCommittedIsThereAfterReopening) {
    ObjectId id;
    {
        auto project = create();
        commit(*project, "one", "first");
        id = commit(*project, "two", "second");
    }
    auto project = open();
    EXPECT_FALSE(project->readOnly());
    EXPECT_EQ(project->refs().get("refs/heads/main").value(), id);
    EXPECT_EQ(readSnapshot(project->objects(), id)->info.message, "second");
}

TEST_F(ProjectFileTest, closingLeavesOneFile) {
    { commit(*create(), "one", "first"); }
    std::vector<fs::path> left(fs::directory_iterator(folder()), {});
    EXPECT_EQ(left, std::vector<fs::path>{file()});
}

TEST_F(ProjectFileTest, rolledBackWorkIsNotThere) {
    auto project = create();
    commit(*project, "one", "first");
    {
        Transaction transaction = std::move(Transaction::begin(project->database()).value());
        ASSERT_TRUE(project->refs().set("refs/heads/other", hashObject(ObjectKind::Blob, {})).ok());
    }
    EXPECT_EQ(project->refs().list()->size(), 1u);
}

TEST_F(ProjectFileTest, creatingNeverTouchesAnExistingFile) {
    writeAll(file(), "precious");
    EXPECT_FALSE(ProjectFile::create(file()).ok());
    EXPECT_EQ(readAll(file()), "precious");
}

TEST_F(ProjectFileTest, aSecondWriterGetsReadOnlyAndSeesTheCommittedState) {
    auto writer = create();
    const ObjectId first = commit(*writer, "one", "first");
    auto reader = open();
    EXPECT_TRUE(reader->readOnly());
    EXPECT_EQ(reader->readOnlyReason(), "another program has it open");
    EXPECT_EQ(reader->refs().get("refs/heads/main").value(), first);
    const ObjectId second = commit(*writer, "two", "second");
    EXPECT_EQ(reader->refs().get("refs/heads/main").value(), second);
    reader.reset();
    writer.reset();
    EXPECT_FALSE(open()->readOnly());
}

TEST_F(ProjectFileTest, aNewerMajorVersionOpensReadOnly) {
    {
        auto project = create();
        commit(*project, "one", "first");
        ASSERT_TRUE(project->database().execute("PRAGMA user_version = 2000").ok());
    }
    const std::string before = readAll(file());
    {
        auto project = open();
        EXPECT_TRUE(project->readOnly());
        EXPECT_NE(project->readOnlyReason().find("newer Orfeas"), std::string::npos);
        EXPECT_TRUE(project->refs().get("refs/heads/main")->has_value());
    }
    EXPECT_EQ(readAll(file()), before);
}

TEST_F(ProjectFileTest, aNewerMinorVersionStaysWritable) {
    {
        auto project = create();
        ASSERT_TRUE(project->database().execute("PRAGMA user_version = 1007").ok());
        ASSERT_TRUE(project->database().execute("CREATE TABLE of_the_future(x)").ok());
    }
    auto project = open();
    EXPECT_FALSE(project->readOnly());
    commit(*project, "one", "first");
    EXPECT_EQ(project->database().integer("SELECT count(*) FROM of_the_future").value(), 0);
}

TEST_F(ProjectFileTest, foreignFilesAreRefusedAndLeftAlone) {
    for (const std::string& content : {std::string(), std::string("x"), std::string(5000, 'x'),
                                       std::string("SQLite format 3\0 but not really one", 36)}) {
        writeAll(file(), content);
        const auto project = ProjectFile::open(file(), ProjectFile::Access::ReadWrite);
        ASSERT_FALSE(project.ok()) << content.size();
        EXPECT_EQ(project.error().code, ErrorCode::BadInput);
        EXPECT_EQ(readAll(file()), content);
    }
    fs::remove(file());
    EXPECT_EQ(ProjectFile::open(file(), ProjectFile::Access::ReadWrite).error().code, ErrorCode::NotFound);
    EXPECT_EQ(ProjectFile::open(folder(), ProjectFile::Access::ReadWrite).error().code, ErrorCode::BadInput);
}

TEST_F(ProjectFileTest, verifyFindsASoundProjectSound) {
    auto project = create();
    for (int i = 0; i < 5; ++i)
        commit(*project, std::string(1000, static_cast<char>('a' + i)), "version");
    const Result<VerifyReport> report = verify(*project, VerifyMode::Look);
    ASSERT_TRUE(report.ok());
    EXPECT_TRUE(report->sound());
    EXPECT_EQ(report->snapshots, 5u);
    EXPECT_EQ(report->objects, 25u); // five each: blob, two folders, root, snapshot
    EXPECT_EQ(report->unreachable, 0u);
}

TEST_F(ProjectFileTest, verifyNamesAndSetsAsideWhatIsDamaged) {
    auto project = create();
    commit(*project, "one", "first");
    ASSERT_TRUE(project->database().execute("UPDATE objects SET data = 'eno' WHERE kind = 3").ok());
    const Result<VerifyReport> report = verify(*project, VerifyMode::Quarantine);
    ASSERT_TRUE(report.ok());
    EXPECT_FALSE(report->sound());
    EXPECT_EQ(report->damaged, std::vector{hashObject(ObjectKind::Blob, bytes("one"))});
    EXPECT_EQ(report->missing, report->damaged);
    EXPECT_EQ(report->brokenRefs, std::vector<std::string>{"refs/heads/main"});
    EXPECT_EQ(project->database().integer("SELECT count(*) FROM quarantine").value(), 1);
    // Storing the same content again heals the history.
    ASSERT_TRUE(project->objects().put(ObjectKind::Blob, bytes("one")).ok());
    EXPECT_TRUE(verify(*project, VerifyMode::Look)->sound());
}

// Every flipped byte of the file is either noticed or changes nothing that can be read.
TEST_F(ProjectFileTest, bitFlipsAreNoticedOrHarmless) {
    ObjectId id;
    {
        auto project = create();
        commit(*project, std::string(3000, 'x') + "tail", "first");
        id = commit(*project, "two", "second");
    }
    const std::string sound = readAll(file());
    int noticed = 0;
    for (std::size_t at = 0; at < sound.size(); at += 61) {
        std::string flipped = sound;
        flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));
        writeAll(file(), flipped);
        const auto project = ProjectFile::open(file(), ProjectFile::Access::ReadOnly);
        const bool opened = project.ok();
        const Result<VerifyReport> report =
            opened ? verify(**project, VerifyMode::Look) : Result<VerifyReport>(project.error());
        if (!report.ok() || !report->sound()) {
            ++noticed;
            continue;
        }
        // What verify calls sound can be read, and is what was written.
        const auto head = (*project)->refs().get("refs/heads/main");
        if (head.ok() && *head == id) {
            EXPECT_EQ(readSnapshot((*project)->objects(), id)->info.message, "second") << at;
        }
    }
    EXPECT_GT(noticed, 20);
}

TEST_F(ProjectFileTest, garbageGoesOnlyWhenUnreachableAndOld) {
    auto project = create();
    commit(*project, "one", "first");
    ASSERT_TRUE(project->objects().put(ObjectKind::Blob, bytes("nobody links here")).ok());
    const Result<CollectReport> young = collectGarbage(*project, 3600);
    ASSERT_TRUE(young.ok());
    EXPECT_EQ(young->removed, 0u);
    EXPECT_EQ(young->keptYoung, 1u);
    EXPECT_EQ(collectGarbage(*project, 0)->removed, 1u);
    EXPECT_TRUE(verify(*project, VerifyMode::Look)->sound());
}

TEST_F(ProjectFileTest, garbageIsLeftAloneInADamagedProject) {
    auto project = create();
    commit(*project, "one", "first");
    ASSERT_TRUE(project->database().execute("DELETE FROM objects WHERE kind = 2").ok());
    EXPECT_EQ(collectGarbage(*project, 0).error().code, ErrorCode::BadInput);
}

TEST_F(ProjectFileTest, gitAcceptsTheExport) {
    auto project = create();
    for (int i = 0; i < 3; ++i)
        commit(*project, std::to_string(i), "version " + std::to_string(i));
    ASSERT_TRUE(project->refs()
                    .set("refs/tags/printed", project->refs().get("refs/heads/main").value().value())
                    .ok());
    const fs::path bare = folder() / "export.git";
    const Result<ExchangeReport> report = exportGit(*project, bare);
    ASSERT_TRUE(report.ok()) << report.error().userText << report.error().detail;
    EXPECT_EQ(report->refs, 2u);
    const std::string git = "git -C '" + bare.string() + "' ";
    EXPECT_EQ(std::system((git + "fsck --strict --full >/dev/null 2>&1").c_str()), 0);
    EXPECT_EQ(std::system(("test $(" + git + "log --format=%s main | wc -l) -eq 3").c_str()), 0);
    // A second export of the same adds nothing.
    EXPECT_EQ(exportGit(*project, bare)->objects, 0u);
}

TEST_F(ProjectFileTest, exportAndImportKeepEveryId) {
    const fs::path bare = folder() / "export.git";
    ObjectId id;
    {
        auto project = create();
        commit(*project, "one", "first");
        id = commit(*project, "two", "second");
        ASSERT_TRUE(exportGit(*project, bare).ok());
    }
    auto copy = std::move(ProjectFile::create(folder() / "copy.orfeas").value());
    ASSERT_TRUE(importGit(*copy, bare).ok());
    EXPECT_EQ(copy->refs().get("refs/heads/main").value(), id);
    EXPECT_TRUE(verify(*copy, VerifyMode::Look)->sound());
}

TEST_F(ProjectFileTest, importRefusesToOverwriteNewerWork) {
    const fs::path bare = folder() / "export.git";
    auto project = create();
    commit(*project, "one", "first");
    ASSERT_TRUE(exportGit(*project, bare).ok());
    const ObjectId ours = commit(*project, "two", "ours alone");
    EXPECT_FALSE(importGit(*project, bare).ok());
    EXPECT_EQ(project->refs().get("refs/heads/main").value(), ours);
}

TEST_F(ProjectFileTest, exportNeverTouchesAFolderThatIsInUse) {
    auto project = create();
    commit(*project, "one", "first");
    fs::create_directory(folder() / "full");
    writeAll(folder() / "full" / "letter.txt", "precious");
    EXPECT_FALSE(exportGit(*project, folder() / "full").ok());
    EXPECT_EQ(readAll(folder() / "full" / "letter.txt"), "precious");
}

TEST_F(ProjectFileTest, namesOfVariantsAreChecked) {
    auto project = create();
    const ObjectId id = commit(*project, "one", "first");
    EXPECT_TRUE(project->refs().set("refs/heads/thicker-wings", id).ok());
    for (const char* name : {"refs/heads/", "refs/heads/a..b", "refs/heads/a b", "refs/heads/x.lock",
                             "heads/a", "refs/heads/~"}) {
        EXPECT_EQ(project->refs().set(name, id).error().code, ErrorCode::BadInput) << name;
    }
}

} // namespace
} // namespace orfeas::history
