#include "core/history/object_store.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>

#include "core/history/memory_store.h"
#include "core/history/project_file.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::history {
namespace {

std::vector<std::byte> bytes(const std::string& text) {
    const auto* data = reinterpret_cast<const std::byte*>(text.data());
    return {data, data + text.size()};
}

// Each implementation behind one handle that also owns what it stands on.
class StoreHolder {
public:
    virtual ~StoreHolder() = default;
    virtual ObjectStore& store() = 0;
};

class InMemory final : public StoreHolder {
public:
    ObjectStore& store() override { return m_store; }

private:
    MemoryStore m_store;
};

class InProjectFile final : public StoreHolder {
public:
    InProjectFile() : m_project(std::move(ProjectFile::create(m_folder / "p.orfeas").value())) {}
    ObjectStore& store() override { return m_project->objects(); }

private:
    test::TemporaryFolder m_folder;
    std::unique_ptr<ProjectFile> m_project;
};

template <typename Holder>
class ObjectStoreContract : public testing::Test {
protected:
    ObjectStore& store() { return m_holder.store(); }

private:
    Holder m_holder;
};

using Stores = testing::Types<InMemory, InProjectFile>;
TYPED_TEST_SUITE(ObjectStoreContract, Stores);

TYPED_TEST(ObjectStoreContract, severalComeBackInTheOrderAsked) {
    std::vector<ObjectId> ids;
    for (int i = 0; i < 40; ++i)
        ids.push_back(this->store()
                          .put(ObjectKind::Blob, bytes(std::string(static_cast<std::size_t>(i * 97), 'a')))
                          .value());
    std::swap(ids[3], ids[30]);
    ids.push_back(ids[7]);
    const auto objects = this->store().getAll(ids);
    ASSERT_TRUE(objects.ok());
    ASSERT_EQ(objects->size(), ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i)
        EXPECT_EQ((*objects)[i].content, this->store().get(ids[i])->content) << i;
    ids.push_back(ObjectId{});
    EXPECT_EQ(this->store().getAll(ids).error().code, ErrorCode::NotFound);
    EXPECT_TRUE(this->store().getAll({})->empty());
}

TYPED_TEST(ObjectStoreContract, namesObjectsAsGitDoes) {
    // `printf 'hello\n' | git hash-object --stdin`
    const Result<ObjectId> id = this->store().put(ObjectKind::Blob, bytes("hello\n"));
    ASSERT_TRUE(id.ok());
    EXPECT_EQ(id->hex(), "ce013625030ba8dba906f756967f9e9ca394464a");
}

TYPED_TEST(ObjectStoreContract, givesBackBitForBit) {
    for (const std::string& text :
         {std::string(), std::string("x"), std::string("\0\xff\0", 3), std::string(100'000, 'a')}) {
        const ObjectId id = this->store().put(ObjectKind::Blob, bytes(text)).value();
        const Result<StoredObject> object = this->store().get(id);
        ASSERT_TRUE(object.ok());
        EXPECT_EQ(object->kind, ObjectKind::Blob);
        EXPECT_EQ(object->content, bytes(text));
    }
}

TYPED_TEST(ObjectStoreContract, storesTheSameOnce) {
    const ObjectId first = this->store().put(ObjectKind::Blob, bytes("same")).value();
    const ObjectId second = this->store().put(ObjectKind::Blob, bytes("same")).value();
    EXPECT_EQ(first, second);
    int count = 0;
    ASSERT_TRUE(this->store().forEach([&](const ObjectId&) { return ++count > 0; }).ok());
    EXPECT_EQ(count, 1);
}

TYPED_TEST(ObjectStoreContract, kindIsPartOfTheName) {
    const ObjectId blob = this->store().put(ObjectKind::Blob, {}).value();
    const ObjectId tree = this->store().put(ObjectKind::Tree, {}).value();
    EXPECT_NE(blob, tree);
    EXPECT_EQ(this->store().get(tree)->kind, ObjectKind::Tree);
}

TYPED_TEST(ObjectStoreContract, whatIsNotThereIsNotFound) {
    EXPECT_FALSE(this->store().has(hashObject(ObjectKind::Blob, bytes("never"))).value());
    const Result<StoredObject> object = this->store().get(hashObject(ObjectKind::Blob, bytes("never")));
    ASSERT_FALSE(object.ok());
    EXPECT_EQ(object.error().code, ErrorCode::NotFound);
}

TYPED_TEST(ObjectStoreContract, listsEveryIdAndStopsWhenAsked) {
    std::set<ObjectId> put;
    for (int i = 0; i < 20; ++i)
        put.insert(this->store().put(ObjectKind::Blob, bytes(std::to_string(i))).value());
    std::set<ObjectId> seen;
    ASSERT_TRUE(this->store().forEach([&](const ObjectId& id) { return seen.insert(id).second; }).ok());
    EXPECT_EQ(seen, put);
    int visits = 0;
    ASSERT_TRUE(this->store().forEach([&](const ObjectId&) { return ++visits < 3; }).ok());
    EXPECT_EQ(visits, 3);
}

TEST(ObjectId, hexRoundTrips) {
    const ObjectId id = hashObject(ObjectKind::Blob, {});
    EXPECT_EQ(id.hex(), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    EXPECT_EQ(ObjectId::fromHex(id.hex()), id);
    EXPECT_EQ(ObjectId::fromHex("E69DE29BB2D1D6434B8B29AE775AD8C2E48C5391"), id);
}

TEST(ObjectId, refusesWhatIsNoId) {
    EXPECT_FALSE(ObjectId::fromHex("").has_value());
    EXPECT_FALSE(ObjectId::fromHex("e69de29b").has_value());
    EXPECT_FALSE(ObjectId::fromHex(std::string(40, 'g')).has_value());
}

} // namespace
} // namespace orfeas::history
