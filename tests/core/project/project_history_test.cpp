#include "core/project/project_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <glm/gtc/matrix_transform.hpp>
#include <nlohmann/json.hpp>

#include "core/history/verify.h"
#include "core/image/picture_file.h"
#include "core/project/thumbnail.h"
#include "tests/support/shapes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::project {
namespace {

using history::ProjectFile;
using testing::ElementsAre;
using VersionId = history::ObjectId;

ObjectPtr cube(std::uint64_t id, const std::string& name, float side = 10.0f) {
    auto object = std::make_shared<Object>();
    object->id = ObjectId{id};
    object->name = name;
    object->mesh = std::make_shared<const mesh::Mesh>(test::cube(side));
    object->facts = mesh::measure(*object->mesh);
    return object;
}

ObjectPtr with(const ObjectPtr& object, const std::function<void(Object&)>& change) {
    auto changed = std::make_shared<Object>(*object);
    change(*changed);
    return changed;
}

ObjectPtr movedTo(const ObjectPtr& object, float x) {
    return with(object, [&](Object& o) { o.transform[3].x = x; });
}

ObjectPtr reshaped(const ObjectPtr& object, float side) {
    return with(object, [&](Object& o) {
        o.mesh = std::make_shared<const mesh::Mesh>(test::cube(side));
        o.facts = mesh::measure(*o.mesh);
    });
}

class ProjectHistoryTest : public testing::Test {
protected:
    ProjectHistoryTest() : m_history(std::move(ProjectHistory::create(m_folder / "p.orfeas").value())) {}

    ~ProjectHistoryTest() override { EXPECT_TRUE(history::verify(m_history.file(), {})->sound()); }

    VersionId save(std::vector<ObjectPtr> objects, const std::string& message = "version") {
        Document document;
        document.objects = std::move(objects);
        return m_history.save(document, message, SnapshotReason::Named, {}).value();
    }
    Document now() { return *m_history.current({}).value(); }
    std::vector<std::string> names() {
        std::vector<std::string> list;
        for (const ObjectPtr& object : now().objects)
            list.push_back(object->name);
        return list;
    }
    /// The base on both, then each side's own objects; the current variant is main again.
    void part(std::vector<ObjectPtr> base, std::vector<ObjectPtr> ours, std::vector<ObjectPtr> theirs) {
        const VersionId start = save(std::move(base), "base");
        ASSERT_TRUE(m_history.createVariant("round", start).ok());
        ASSERT_TRUE(m_history.switchTo("round").ok());
        save(std::move(theirs), "theirs");
        ASSERT_TRUE(m_history.switchTo("main").ok());
        save(std::move(ours), "ours");
    }
    MergeOutcome merge(MergeChoice choice = MergeChoice::Ask) {
        return m_history.merge("round", {choice, {}}, {}).value();
    }

    test::TemporaryFolder m_folder;
    ProjectHistory m_history;
};

TEST_F(ProjectHistoryTest, changesOfDifferentObjectsAreBothTaken) {
    const auto a = cube(1, "A");
    const auto b = cube(2, "B");
    part({a, b}, {movedTo(a, 5), b}, {a, reshaped(b, 4), cube(3, "C")});
    const MergeOutcome outcome = merge();
    EXPECT_EQ(outcome.kind, MergeOutcome::Kind::Merged);
    EXPECT_THAT(names(), ElementsAre("A", "B", "C"));
    EXPECT_EQ(now().objects[0]->transform[3].x, 5.0f);
    EXPECT_EQ(now().objects[1]->mesh->positions, test::cube(4).positions);
    EXPECT_EQ(history::readSnapshot(m_history.file().objects(), outcome.version)->parents.size(), 2u);
    EXPECT_EQ(merge().kind, MergeOutcome::Kind::UpToDate);
}

TEST_F(ProjectHistoryTest, differentAspectsOfOneObjectAreBothTaken) {
    const auto a = cube(1, "A");
    part({a}, {movedTo(a, 5)}, {with(reshaped(a, 4), [](Object& o) { o.name = "Round"; })});
    EXPECT_EQ(merge().kind, MergeOutcome::Kind::Merged);
    EXPECT_THAT(names(), ElementsAre("Round"));
    EXPECT_EQ(now().objects[0]->transform[3].x, 5.0f);
    EXPECT_EQ(now().objects[0]->mesh->positions, test::cube(4).positions);
}

TEST_F(ProjectHistoryTest, theSameAspectChangedTwiceIsAConflictAndNothingIsChanged) {
    const auto a = cube(1, "A");
    part({a}, {reshaped(a, 5)}, {movedTo(reshaped(a, 4), 3)});
    const VersionId before = *m_history.tip().value();
    const MergeOutcome outcome = merge();
    EXPECT_EQ(outcome.kind, MergeOutcome::Kind::Conflicts);
    ASSERT_EQ(outcome.conflicts.size(), 1u);
    EXPECT_EQ(outcome.conflicts[0].object, ObjectId{1});
    EXPECT_EQ(outcome.conflicts[0].ours.text(), "changed the shape");
    EXPECT_EQ(outcome.conflicts[0].theirs.text(), "changed the shape, moved");
    EXPECT_EQ(m_history.tip().value(), before);
}

TEST_F(ProjectHistoryTest, aConflictGoesAsChosen) {
    const auto a = cube(1, "A");
    for (const MergeChoice choice : {MergeChoice::Ours, MergeChoice::Theirs, MergeChoice::Both}) {
        if (m_history.find("round").ok()) {
            ASSERT_TRUE(m_history.removeVariant("round", true).ok());
        }
        part({a}, {reshaped(a, 5)}, {movedTo(reshaped(a, 4), 3)});
        EXPECT_EQ(merge(choice).kind, MergeOutcome::Kind::Merged);
        const Document document = now();
        const float side = choice == MergeChoice::Theirs ? 4.0f : 5.0f;
        EXPECT_EQ(document.objects[0]->mesh->positions, test::cube(side).positions);
        EXPECT_EQ(document.objects[0]->transform[3].x, 3.0f) << "only they moved it";
        ASSERT_EQ(document.objects.size(), choice == MergeChoice::Both ? 2u : 1u);
        if (choice == MergeChoice::Both) {
            EXPECT_EQ(document.objects[1]->name, "A (round)");
            EXPECT_EQ(document.objects[1]->mesh->positions, test::cube(4).positions);
        }
    }
}

TEST_F(ProjectHistoryTest, removedHereChangedThereIsAConflict) {
    const auto a = cube(1, "A");
    const auto b = cube(2, "B");
    part({a, b}, {b}, {movedTo(a, 5), b});
    const MergeOutcome outcome = merge();
    ASSERT_EQ(outcome.conflicts.size(), 1u);
    EXPECT_EQ(outcome.conflicts[0].ours.kind, SideChange::Kind::Removed);
    EXPECT_EQ(outcome.conflicts[0].ours.name, "A");
    EXPECT_EQ(outcome.conflicts[0].theirs.text(), "moved");
    EXPECT_EQ(merge(MergeChoice::Both).kind, MergeOutcome::Kind::Merged);
    EXPECT_THAT(names(), ElementsAre("A", "B"));
}

TEST_F(ProjectHistoryTest, removedThereAndUntouchedHereGoes) {
    const auto a = cube(1, "A");
    const auto b = cube(2, "B");
    part({a, b}, {a, movedTo(b, 2)}, {b});
    EXPECT_EQ(merge().kind, MergeOutcome::Kind::Merged);
    EXPECT_THAT(names(), ElementsAre("B"));
}

TEST_F(ProjectHistoryTest, objectsAddedOnBothSidesUnderOneIdAreBothKept) {
    part({}, {cube(1, "Owl", 3)}, {cube(1, "Cat", 4)});
    EXPECT_EQ(merge().kind, MergeOutcome::Kind::Merged);
    EXPECT_THAT(names(), ElementsAre("Owl", "Cat"));
}

TEST_F(ProjectHistoryTest, groupsAddedOnBothSidesUnderOneNumberAreBothKept) {
    const auto a = cube(1, "A");
    const auto b = cube(2, "B");
    const VersionId start = save({a, b}, "base");
    ASSERT_TRUE(m_history.createVariant("round", start).ok());
    const auto saveGrouped = [&](const ObjectPtr& first, const ObjectPtr& second, const std::string& name) {
        Document document;
        document.groups = {{GroupId{1}, name}};
        document.objects = {first, second};
        ASSERT_TRUE(m_history.save(document, name, SnapshotReason::Named, {}).ok());
    };
    const auto grouped = [](const ObjectPtr& o) { return with(o, [](Object& c) { c.group = GroupId{1}; }); };
    saveGrouped(grouped(a), b, "Left");
    ASSERT_TRUE(m_history.switchTo("round").ok());
    saveGrouped(a, grouped(b), "Right");
    ASSERT_TRUE(m_history.switchTo("main").ok());
    EXPECT_EQ(merge().kind, MergeOutcome::Kind::Merged);
    const Document document = now();
    EXPECT_EQ(document.findGroup(document.objects[0]->group)->name, "Left");
    EXPECT_EQ(document.findGroup(document.objects[1]->group)->name, "Right");
}

TEST_F(ProjectHistoryTest, aVariantThatOnlyLagsIsForwarded) {
    const auto a = cube(1, "A");
    const VersionId start = save({a});
    ASSERT_TRUE(m_history.createVariant("round", start).ok());
    const VersionId newest = save({movedTo(a, 1)});
    const MergeOutcome outcome = m_history.mergeInto("round", newest, "main", {}, {}).value();
    EXPECT_EQ(outcome.kind, MergeOutcome::Kind::Forwarded);
    EXPECT_EQ(m_history.find("round").value(), newest);
}

TEST_F(ProjectHistoryTest, graphKnowsParentsNamesAndFacts) {
    const auto a = cube(1, "A");
    part({a}, {a, cube(2, "B")}, {movedTo(a, 1)});
    const VersionId merged = merge().version;
    ASSERT_TRUE(m_history.tag("printed", merged).ok());
    const HistoryGraph graph = m_history.graph().value();
    ASSERT_EQ(graph.versions.size(), 4u);
    const GraphVersion& newest = graph.versions.front();
    EXPECT_EQ(newest.id, merged);
    EXPECT_EQ(newest.parents.size(), 2u);
    EXPECT_EQ(newest.reason, "merge");
    EXPECT_FALSE(newest.named);
    EXPECT_EQ(newest.triangles, 24u);
    EXPECT_EQ(newest.objects, 2u);
    EXPECT_EQ(newest.verdict, "solid");
    EXPECT_THAT(newest.variants, ElementsAre("main"));
    EXPECT_THAT(newest.tags, ElementsAre("printed"));
    EXPECT_EQ(graph.versions.back().message, "base");
    EXPECT_TRUE(graph.versions.back().named);
    EXPECT_EQ(m_history.graph(2)->versions.size(), 2u);
    EXPECT_FALSE(m_history.graph(2)->complete);
}

TEST_F(ProjectHistoryTest, searchFindsMessagesTagsVariantsAndObjects) {
    const VersionId first = save({cube(1, "Owl")}, "Bigger ears");
    const VersionId second = save({cube(1, "Owl"), cube(2, "Gärtner")}, "With a friend");
    ASSERT_TRUE(m_history.tag("printed-1", first).ok());
    EXPECT_THAT(m_history.search("EARS bigger").value(), ElementsAre(first));
    EXPECT_THAT(m_history.search("printed").value(), ElementsAre(first));
    EXPECT_THAT(m_history.search("main").value(), ElementsAre(second));
    EXPECT_THAT(m_history.search("gärtner").value(), ElementsAre(second));
    EXPECT_THAT(m_history.search("owl").value(), ElementsAre(second, first));
    EXPECT_THAT(m_history.search("owl nothing").value(), ElementsAre());
}

TEST_F(ProjectHistoryTest, everyVersionHasAThumbnailThatCountsAsNoChange) {
    const auto a = cube(1, "A");
    Document document;
    document.objects = {a};
    const VersionId first = m_history.save(document, "one", SnapshotReason::Edited, {}).value();
    SaveRequest request{"again", SnapshotReason::Edited, {}, {}, std::make_shared<image::Picture>()};
    auto own = std::make_shared<image::Picture>();
    *own = {2, 2, std::vector<std::uint8_t>(16, 200), {}, true};
    request.thumbnail = own;
    EXPECT_EQ(m_history.save(document, request, {}).value(), first);
    const auto png = m_history.thumbnail({}).value();
    const image::Picture picture = image::decodePicture(png, {}).value();
    EXPECT_EQ(picture.width, 256);
    EXPECT_EQ(picture.pixel(128, 128)[3], 255) << "the cube is in the middle";
    EXPECT_EQ(picture.pixel(0, 0)[3], 0);
}

TEST_F(ProjectHistoryTest, whatAThumbnailerRemembersHasNoPartInItsPictures) {
    const auto a = cube(1, "A");
    const auto b = reshaped(cube(2, "B"), 4);
    auto turned = std::make_shared<Object>(*b);
    turned->transform = glm::rotate(turned->transform, 0.7f, glm::vec3(0.3f, 1.0f, 0.2f));
    Thumbnailer thumbnailer;
    Document document;
    for (const std::vector<ObjectPtr>& objects : {std::vector{a, b},
                                                  {movedTo(a, 5), b},
                                                  {movedTo(a, 500), b},
                                                  {b},
                                                  {a, ObjectPtr(turned)},
                                                  {a, b},
                                                  {}}) {
        document.objects = objects;
        const image::Picture picture = thumbnailer.draw(document, 64, {});
        EXPECT_EQ(picture.rgba, drawThumbnail(document, 64, {}).rgba);
    }
}

TEST_F(ProjectHistoryTest, aVersionThatIsReadSharesWhatIsInMemory) {
    const auto a = cube(1, "A");
    const auto b = reshaped(cube(2, "B"), 4);
    const VersionId first = save({a, b});
    save({movedTo(a, 3), reshaped(b, 6)});
    const DocumentPtr back = m_history.read(first, {}).value();
    EXPECT_EQ(back->objects[0]->mesh, a->mesh);
    EXPECT_EQ(back->objects[1]->mesh, b->mesh);
    EXPECT_EQ(back->objects[1]->facts.volumeMm3, b->facts.volumeMm3);
    // Read by somebody else it is another mesh of the same bytes, and read twice it is one.
    ProjectHistory other = std::move(
        ProjectHistory::open(m_history.file().path(), history::ProjectFile::Access::ReadOnly).value());
    const DocumentPtr cold = other.read(first, {}).value();
    EXPECT_NE(cold->objects[0]->mesh, a->mesh);
    EXPECT_EQ(cold->objects[0]->mesh->positions, a->mesh->positions);
    EXPECT_EQ(cold->objects[0]->mesh->triangles, a->mesh->triangles);
    EXPECT_EQ(other.read(first, {}).value()->objects[0]->mesh, cold->objects[0]->mesh);
}

TEST_F(ProjectHistoryTest, autosaveIsOfferedUntilItIsSavedOrSetAside) {
    const auto a = cube(1, "A");
    save({a});
    EXPECT_FALSE(m_history.recovery()->has_value());
    Document working;
    working.objects = {movedTo(a, 3)};
    ASSERT_TRUE(m_history.autosave(working, {}).ok());
    const Recovery recovery = m_history.recovery()->value();
    EXPECT_EQ(recovery.variant, "main");
    ASSERT_EQ(recovery.changes.size(), 1u);
    EXPECT_TRUE(recovery.changes[0].moved);
    EXPECT_EQ(recovery.changes[0].object, ObjectId{1});
    EXPECT_EQ(m_history.read(recovery.version, {}).value()->objects[0]->transform[3].x, 3.0f);
    EXPECT_EQ(m_history.graph()->versions.size(), 1u) << "an autosave is no version";
    save(working.objects);
    EXPECT_FALSE(m_history.recovery()->has_value());
    ASSERT_TRUE(m_history.autosave({}, {}).ok());
    ASSERT_TRUE(m_history.setAutosaveAside().ok());
    EXPECT_FALSE(m_history.recovery()->has_value());
    EXPECT_TRUE(m_history.file().refs().get("refs/orfeas/aside/main")->has_value());
}

TEST_F(ProjectHistoryTest, anAutosaveEqualToTheLastVersionIsNotOffered) {
    save({cube(1, "A")});
    ASSERT_TRUE(m_history.autosave(now(), {}).ok());
    EXPECT_FALSE(m_history.recovery()->has_value());
}

// A tip as a newer Orfeas would have written it: fields and files this one does not know.
TEST_F(ProjectHistoryTest, whatANewerMinorVersionStoredIsKept) {
    save({cube(1, "A"), cube(2, "B")});
    history::ObjectStore& store = m_history.file().objects();
    const auto put = [&](const std::string& text) {
        return store.put(history::ObjectKind::Blob, std::as_bytes(std::span(text))).value();
    };
    const auto text = [&](const VersionId& blob) {
        const auto content = store.get(blob).value().content;
        return std::string(reinterpret_cast<const char*>(content.data()), content.size());
    };
    const std::string folder = "objects/0000000000000001/";
    const auto filesNow = [&] {
        const auto tip = history::readSnapshot(store, *m_history.tip().value()).value();
        return history::readTree(store, tip.tree).value();
    };
    history::FileList files = filesNow();
    auto record = nlohmann::json::parse(text(files[folder + "object.json"]));
    record["glow"] = 0.5;
    files[folder + "object.json"] = put(record.dump());
    auto scene = nlohmann::json::parse(text(files["project.json"]));
    scene["fog"] = "thick";
    files["project.json"] = put(scene.dump());
    files[folder + "paint.bin"] = put("paint");
    files["lights/sun.json"] = put("{}");
    const VersionId tree = history::writeTree(store, files).value();
    const VersionId tip =
        history::writeSnapshot(store, tree, {*m_history.tip().value()}, {"newer", {}, 1, {}}).value();
    ASSERT_TRUE(m_history.file().refs().set("refs/heads/main", tip).ok());

    save({movedTo(now().objects[0], 9), now().objects[1]});
    files = filesNow();
    EXPECT_EQ(nlohmann::json::parse(text(files.at(folder + "object.json")))["glow"], 0.5);
    EXPECT_EQ(nlohmann::json::parse(text(files.at("project.json")))["fog"], "thick");
    EXPECT_EQ(text(files.at(folder + "paint.bin")), "paint");
    EXPECT_TRUE(files.contains("lights/sun.json"));
    save({now().objects[1]});
    EXPECT_FALSE(filesNow().contains(folder + "paint.bin")) << "its object is gone";
}

TEST_F(ProjectHistoryTest, whatTheArchiveRemembersIsWrittenAgainAfterCollecting) {
    const auto a = cube(1, "A");
    Document working;
    working.objects = {a};
    ASSERT_TRUE(m_history.autosave(working, {}).ok());
    ASSERT_TRUE(m_history.file().refs().remove("refs/orfeas/autosave/main").ok());
    ASSERT_TRUE(history::collectGarbage(m_history.file(), -1).ok());
    save({a});
    EXPECT_THAT(names(), ElementsAre("A"));
}

} // namespace
} // namespace orfeas::project
