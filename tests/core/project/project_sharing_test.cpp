#include "core/project/project_sharing.h"

#include <gtest/gtest.h>

#include "core/history/git_exchange.h"
#include "core/history/verify.h"
#include "tests/support/file_bytes.h"
#include "tests/support/shapes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::project {
namespace {

ObjectPtr cube(std::uint64_t id, const std::string& name, float x = 0.0f) {
    auto object = std::make_shared<Object>();
    object->id = ObjectId{id};
    object->name = name;
    object->mesh = std::make_shared<const mesh::Mesh>(test::cube());
    object->facts = mesh::measure(*object->mesh);
    object->transform[3].x = x;
    return object;
}

void save(ProjectHistory& history, std::vector<ObjectPtr> objects) {
    Document document;
    document.objects = std::move(objects);
    ASSERT_TRUE(history.save(document, "version", SnapshotReason::Named, {}).ok());
}

float placeOf(ProjectHistory& history, std::size_t object) {
    return history.current({}).value()->objects.at(object)->transform[3].x;
}

// Two people and one shared place; the parameter is how the place is named.
class SharingTest : public testing::TestWithParam<bool> {
protected:
    SharingTest()
        : m_ada(std::move(ProjectHistory::create(m_folder / "ada.orfeas").value())),
          m_bob(std::move(ProjectHistory::create(m_folder / "bob.orfeas").value())) {
        save(m_ada, {cube(1, "A"), cube(2, "B")});
        EXPECT_TRUE(push(m_ada, (m_folder / "shared").string(), {}).ok());
        EXPECT_TRUE(pull(m_bob, place(), {}, {}).ok());
    }
    ~SharingTest() override {
        EXPECT_TRUE(history::verify(m_ada.file(), history::VerifyMode::Look)->sound());
        EXPECT_TRUE(history::verify(m_bob.file(), history::VerifyMode::Look)->sound());
    }
    std::string place() const { return (GetParam() ? "file://" : "") + (m_folder / "shared").string(); }

    test::TemporaryFolder m_folder;
    ProjectHistory m_ada;
    ProjectHistory m_bob;
};

TEST_P(SharingTest, whatIsStoppedHasNotArrived) {
    if (!GetParam()) return; // a folder is not talked to
    save(m_bob, {cube(1, "A")});
    ASSERT_TRUE(push(m_bob, place(), {}).ok());
    save(m_ada, {cube(1, "A", 5), cube(2, "B")});
    ASSERT_TRUE(m_ada.createVariant("mine", *m_ada.tip().value()).ok());
    // Asked again and again: stopped at every place where it can be.
    for (int patience = 0;; ++patience) {
        int asked = 0;
        const auto report = push(m_ada, place(), {"mine"}, [&] { return ++asked > patience; });
        if (report.ok()) break;
        EXPECT_EQ(report.error().code, ErrorCode::Cancelled);
        EXPECT_EQ(pull(m_bob, place(), {}, {})->variants.size(), 1u) << patience;
        ASSERT_LT(patience, 1000);
    }
    EXPECT_EQ(pull(m_bob, place(), {}, {})->variants.size(), 2u);
}

TEST_P(SharingTest, bothGetBothChanges) {
    save(m_ada, {cube(1, "A", 5), cube(2, "B")});
    save(m_bob, {cube(1, "A"), cube(2, "B", 7)});
    ASSERT_TRUE(push(m_ada, place(), {}).ok());
    const history::PushReport refused = push(m_bob, place(), {}).value();
    EXPECT_EQ(refused.refused, std::vector<std::string>{"main"});
    const PullReport pulled = pull(m_bob, place(), {}, {}).value();
    ASSERT_EQ(pulled.variants.size(), 1u);
    EXPECT_EQ(pulled.variants[0].kind, PulledVariant::Kind::Merged);
    EXPECT_TRUE(push(m_bob, place(), {})->refused.empty());
    EXPECT_EQ(pull(m_ada, place(), {}, {})->variants[0].kind, PulledVariant::Kind::Forwarded);
    for (ProjectHistory* history : {&m_ada, &m_bob}) {
        EXPECT_EQ(placeOf(*history, 0), 5.0f);
        EXPECT_EQ(placeOf(*history, 1), 7.0f);
    }
    EXPECT_EQ(m_ada.tip().value(), m_bob.tip().value());
    EXPECT_FALSE(pull(m_ada, place(), {}, {})->changed());
}

TEST_P(SharingTest, aConflictChangesNothingUntilItIsChosen) {
    save(m_ada, {cube(1, "A", 5), cube(2, "B")});
    save(m_bob, {cube(1, "A", 6), cube(2, "B")});
    ASSERT_TRUE(push(m_ada, place(), {}).ok());
    const auto before = m_bob.tip().value();
    EXPECT_TRUE(pull(m_bob, place(), {}, {})->conflicts());
    EXPECT_EQ(m_bob.tip().value(), before);
    EXPECT_EQ(pull(m_bob, place(), {{MergeChoice::Theirs, {}}, {}}, {})->variants[0].kind,
              PulledVariant::Kind::Merged);
    EXPECT_EQ(placeOf(m_bob, 0), 5.0f);
}

TEST_P(SharingTest, variantsAndTagsTravel) {
    ASSERT_TRUE(m_ada.createVariant("round", *m_ada.tip().value()).ok());
    ASSERT_TRUE(m_ada.tag("printed", *m_ada.tip().value()).ok());
    ASSERT_TRUE(push(m_ada, place(), {"round"}).ok());
    ASSERT_TRUE(pull(m_bob, place(), {}, {}).ok());
    EXPECT_TRUE(m_bob.find("round").ok());
    EXPECT_TRUE(m_bob.find("printed").ok());
    EXPECT_EQ(push(m_ada, place(), {"square"}).error().code, ErrorCode::NotFound);
}

INSTANTIATE_TEST_SUITE_P(Places, SharingTest, testing::Values(false, true),
                         [](const auto& tested) { return tested.param ? "address" : "folder"; });

TEST(Sharing, placesThatAreNoneAreRefused) {
    const test::TemporaryFolder folder;
    ProjectHistory history = std::move(ProjectHistory::create(folder / "p.orfeas").value());
    save(history, {cube(1, "A")});
    EXPECT_EQ(pull(history, (folder / "nowhere").string(), {}, {}).error().code, ErrorCode::NotFound);
    std::filesystem::create_directories(folder / "full");
    test::putBytes(folder / "full" / "photo.jpg", "mine");
    EXPECT_EQ(push(history, (folder / "full").string(), {}).error().code, ErrorCode::BadInput);
    EXPECT_EQ(test::namesIn(folder / "full").size(), 1u);
    EXPECT_TRUE(history::isRemoteAddress("ada@host:projects/owl"));
    EXPECT_FALSE(history::isRemoteAddress("/media/stick"));
}

TEST(GitExchange, importGivesTheSameIds) {
    const test::TemporaryFolder folder;
    ProjectHistory ours = std::move(ProjectHistory::create(folder / "p.orfeas").value());
    for (int i = 0; i < 5; ++i)
        save(ours, {cube(1, "A", static_cast<float>(i))});
    ASSERT_TRUE(history::exportGit(ours.file(), folder / "bare").ok());
    ProjectHistory back = std::move(ProjectHistory::create(folder / "q.orfeas").value());
    ASSERT_TRUE(history::importGit(back.file(), folder / "bare").ok());
    EXPECT_EQ(back.tip().value(), ours.tip().value());
    EXPECT_EQ(back.log({}, 10)->size(), 5u);
    EXPECT_EQ(placeOf(back, 0), 4.0f);
}

} // namespace
} // namespace orfeas::project
