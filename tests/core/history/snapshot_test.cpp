#include "core/history/snapshot.h"

#include <gtest/gtest.h>

#include <string>

#include "core/history/memory_store.h"

namespace orfeas::history {
namespace {

std::span<const std::byte> bytes(std::string_view text) {
    return std::as_bytes(std::span(text));
}

ObjectId blob(ObjectStore& store, std::string_view text) {
    return store.put(ObjectKind::Blob, bytes(text)).value();
}

TEST(Tree, filesComeBackWithTheirPaths) {
    MemoryStore store;
    FileList files;
    // "a-b", "a.b" and "a/" sort differently as names and as tree entries: git compares folders as "a/".
    for (const char* path : {"a/x", "a/y/z", "a-b", "a.b", "a0", "project.json"})
        files[path] = blob(store, path);
    const Result<ObjectId> tree = writeTree(store, files);
    ASSERT_TRUE(tree.ok()) << tree.error().userText;
    const Result<FileList> read = readTree(store, *tree);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(*read, files);
}

TEST(Tree, hasTheNameGitGivesIt) {
    MemoryStore store;
    // git init; echo hello > a; git add a; git write-tree
    const Result<ObjectId> tree = writeTree(store, {{"a", blob(store, "hello\n")}});
    EXPECT_EQ(tree->hex(), "0976950c1fdbcb52435a433913017bf044b3a58f");
}

TEST(Tree, anUnchangedFolderIsSharedBetweenVersions) {
    MemoryStore store;
    FileList files{{"objects/1/positions.mesh", blob(store, "p")}, {"project.json", blob(store, "1")}};
    ASSERT_TRUE(writeTree(store, files).ok());
    int before = 0;
    ASSERT_TRUE(store.forEach([&](const ObjectId&) { return ++before > 0; }).ok());
    files["project.json"] = blob(store, "2");
    ASSERT_TRUE(writeTree(store, files).ok());
    int after = 0;
    ASSERT_TRUE(store.forEach([&](const ObjectId&) { return ++after > 0; }).ok());
    EXPECT_EQ(after - before, 2); // the new blob and the root
}

TEST(Tree, refusesPathsThatEscapeOrClash) {
    MemoryStore store;
    const ObjectId content = blob(store, "x");
    for (const char* path : {"", "/a", "a//b", "a/", "../a", "a/./b", ".git/config"}) {
        EXPECT_FALSE(writeTree(store, {{path, content}}).ok()) << path;
    }
    EXPECT_FALSE(writeTree(store, {{"a", content}, {"a/b", content}}).ok());
    EXPECT_FALSE(writeTree(store, {{"1/2/3/4/5/6/7/8/9", content}}).ok());
}

TEST(Tree, refusesHostileTrees) {
    MemoryStore store;
    const std::string id(20, '\1');
    for (const std::string& content :
         {std::string("100644 a"), "100644 a" + std::string(1, '\0') + "short",
          "120000 link" + std::string(1, '\0') + id, "160000 module" + std::string(1, '\0') + id,
          "100644 .." + std::string(1, '\0') + id, "100644 a/b" + std::string(1, '\0') + id,
          std::string("no space at all") + '\0' + id}) {
        const ObjectId tree = store.put(ObjectKind::Tree, bytes(content)).value();
        EXPECT_FALSE(readTree(store, tree).ok()) << content;
    }
    // A very deep chain of folders ends at the limit.
    ObjectId inner = writeTree(store, {{"a", blob(store, "x")}}).value();
    for (int i = 0; i < 100; ++i) {
        std::string content = "40000 d";
        content.push_back('\0');
        content.append(reinterpret_cast<const char*>(inner.bytes.data()), 20);
        inner = store.put(ObjectKind::Tree, bytes(content)).value();
    }
    EXPECT_FALSE(readTree(store, inner).ok());
}

TEST(Snapshot, comesBackWhole) {
    MemoryStore store;
    const ObjectId tree = writeTree(store, {{"a", blob(store, "x")}}).value();
    const ObjectId parent = writeSnapshot(store, tree, {}, {"first", {}, 1'700'000'000, {}}).value();
    SnapshotInfo info{
        "Äpfel: second", {{"Reason", "named"}, {"Triangles", "12"}}, 1'700'000'100, "Ada Lovelace"};
    const ObjectId id = writeSnapshot(store, tree, {parent}, info).value();
    const Result<Snapshot> read = readSnapshot(store, id);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->tree, tree);
    EXPECT_EQ(read->parents, std::vector<ObjectId>{parent});
    EXPECT_EQ(read->info.message, info.message);
    EXPECT_EQ(read->info.trailers, info.trailers);
    EXPECT_EQ(read->info.time, info.time);
    EXPECT_EQ(read->info.authorName, "Ada Lovelace");
    EXPECT_EQ(readSnapshot(store, parent)->info.authorName, "");
}

TEST(Snapshot, aMessageCannotForgeHeadersOrTrailers) {
    MemoryStore store;
    const ObjectId tree = writeTree(store, {{"a", blob(store, "x")}}).value();
    const ObjectId id =
        writeSnapshot(store, tree, {}, {"evil\n\nOrfeas-Verdict: sound", {}, 5, "me <x>\nparent 00"}).value();
    const Result<Snapshot> read = readSnapshot(store, id);
    ASSERT_TRUE(read.ok());
    EXPECT_TRUE(read->info.trailers.empty());
    EXPECT_TRUE(read->parents.empty());
    EXPECT_EQ(read->info.time, 5);
}

TEST(Snapshot, refusesWhatIsNone) {
    MemoryStore store;
    for (const char* content :
         {"", "tree", "tree 12\n\n", "parent 0000000000000000000000000000000000000000\n\n", "x"}) {
        EXPECT_FALSE(readSnapshot(store, store.put(ObjectKind::Commit, bytes(content)).value()).ok())
            << content;
    }
    EXPECT_FALSE(readSnapshot(store, blob(store, "a blob")).ok());
}

} // namespace
} // namespace orfeas::history
