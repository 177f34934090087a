#include "core/project/project_archive.h"

#include <gtest/gtest.h>

#include <string>

#include "core/history/memory_store.h"
#include "core/project/object_record.h"
#include "tests/core/project/full_document.h"
#include "tests/support/shapes.h"

namespace orfeas::project {
namespace {

using history::FileList;
using history::MemoryStore;
using history::ObjectKind;

using test::paintedObject;
using test::plainObject;

std::size_t objectCount(const MemoryStore& store) {
    std::size_t count = 0;
    EXPECT_TRUE(store.forEach([&](const history::ObjectId&) { return ++count > 0; }).ok());
    return count;
}

TEST(ProjectArchive, everythingOfAnObjectComesBack) {
    MemoryStore store;
    Document document;
    document.objects = {paintedObject(), plainObject(7, std::make_shared<const mesh::Mesh>(test::cube()))};
    document.groups = {{GroupId{3}, "Bäume"}, {GroupId{1}, "Empty"}};
    ProjectArchive archive;
    const Result<FileList> files = archive.write(store, document, {});
    ASSERT_TRUE(files.ok()) << files.error().userText;
    const Result<DocumentPtr> back = readDocument(store, *files, {});
    ASSERT_TRUE(back.ok()) << back.error().userText << back.error().detail;
    ASSERT_EQ((*back)->objects.size(), 2u);
    const Object& was = *document.objects[0];
    const Object& is = *(*back)->objects[0];
    EXPECT_EQ(is.id, was.id);
    EXPECT_EQ(is.name, was.name);
    EXPECT_EQ(is.visible, was.visible);
    EXPECT_EQ(is.locked, was.locked);
    EXPECT_EQ(is.colour, was.colour);
    EXPECT_EQ(is.group, was.group);
    EXPECT_EQ((*back)->groups, document.groups);
    EXPECT_FALSE((*back)->objects[1]->locked);
    EXPECT_FALSE((*back)->objects[1]->colour);
    EXPECT_EQ(is.transform, was.transform);
    EXPECT_EQ(is.mesh->positions, was.mesh->positions);
    EXPECT_EQ(is.mesh->triangles, was.mesh->triangles);
    EXPECT_EQ(is.mesh->colors, was.mesh->colors);
    EXPECT_EQ(is.mesh->uvs, was.mesh->uvs);
    EXPECT_EQ(is.mesh->texture->rgba, was.mesh->texture->rgba);
    EXPECT_EQ(is.facts.volumeMm3, was.facts.volumeMm3);
    const Provenance& made = *is.provenance;
    EXPECT_EQ(made.picture->rgba, was.provenance->picture->rgba);
    EXPECT_EQ(made.picture->luma16, was.provenance->picture->luma16);
    EXPECT_EQ(made.cutout->mask.coverage, was.provenance->cutout->mask.coverage);
    EXPECT_EQ(made.cutout->method, image::CutoutMethod::User);
    EXPECT_EQ(made.cutout->explanation, "Corrected by hand");
    EXPECT_EQ(made.settings, was.provenance->settings);
    EXPECT_EQ(made.generator, "inflate");
    EXPECT_EQ(made.sourcePath, was.provenance->sourcePath);
    EXPECT_EQ((*back)->objects[1]->provenance, nullptr);
}

TEST(ProjectArchive, theSameDocumentGivesTheSameFiles) {
    MemoryStore store;
    Document document;
    document.objects = {paintedObject()};
    const FileList first = ProjectArchive().write(store, document, {}).value();
    EXPECT_EQ(ProjectArchive().write(store, document, {}).value(), first);
}

TEST(ProjectArchive, movingAnObjectStoresNoGeometryAgain) {
    MemoryStore store;
    Document document;
    document.objects = {paintedObject()};
    ProjectArchive archive;
    ASSERT_TRUE(archive.write(store, document, {}).ok());
    const std::size_t before = objectCount(store);
    auto moved = std::make_shared<Object>(*document.objects[0]);
    moved->transform[3].x += 10.0f;
    ASSERT_TRUE(archive.write(store, document.withObject(moved), {}).ok());
    EXPECT_EQ(objectCount(store), before + 1); // one object.json
}

TEST(ProjectArchive, instancesShareOneMesh) {
    MemoryStore store;
    const auto mesh = std::make_shared<const mesh::Mesh>(test::sphere(5));
    Document document;
    for (std::uint64_t i = 1; i <= 50; ++i)
        document.objects.push_back(plainObject(i, mesh));
    const FileList files = ProjectArchive().write(store, document, {}).value();
    EXPECT_EQ(objectCount(store), 50u + 2u + 1u); // records, two planes, the scene
    const DocumentPtr back = readDocument(store, files, {}).value();
    for (const ObjectPtr& object : back->objects)
        EXPECT_EQ(object->mesh, back->objects[0]->mesh);
}

TEST(ProjectArchive, anEmptyDocumentComesBackEmpty) {
    MemoryStore store;
    const FileList files = ProjectArchive().write(store, Document{}, {}).value();
    EXPECT_TRUE(readDocument(store, files, {}).value()->objects.empty());
}

TEST(ProjectArchive, damageIsToldAndNeverShown) {
    MemoryStore store;
    Document document;
    document.objects = {paintedObject()};
    const FileList sound = ProjectArchive().write(store, document, {}).value();
    const std::string garbage = "garbage, whatever the file";
    const history::ObjectId wrong = store.put(ObjectKind::Blob, std::as_bytes(std::span(garbage))).value();
    for (const auto& [path, id] : sound) {
        FileList files = sound;
        files[path] = wrong;
        EXPECT_FALSE(readDocument(store, files, {}).ok()) << path;
    }
    for (const char* path : {"project.json", "objects/00000000000000a1/object.json",
                             "objects/00000000000000a1/positions.mesh"}) {
        FileList files = sound;
        files.erase(path);
        EXPECT_FALSE(readDocument(store, files, {}).ok()) << path;
    }
    // Colours of another mesh: sound by themselves, wrong here.
    FileList files = sound;
    files["objects/00000000000000a1/colors.mesh"] = files["objects/00000000000000a1/positions.mesh"];
    EXPECT_FALSE(readDocument(store, files, {}).ok());
}

TEST(ProjectArchive, hostileRecordsAreRefused) {
    MemoryStore store;
    Document document;
    document.objects = {paintedObject()};
    const FileList sound = ProjectArchive().write(store, document, {}).value();
    for (const std::string& record :
         {std::string("{}"), std::string("[]"), std::string(100'000, '['), std::string("{\"transform\":[1]}"),
          std::string("{\"transform\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,\"x\"]}"),
          std::string("{\"transform\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,1e999]}")}) {
        FileList files = sound;
        files["objects/00000000000000a1/object.json"] =
            store.put(ObjectKind::Blob, std::as_bytes(std::span(record))).value();
        EXPECT_FALSE(readDocument(store, files, {}).ok()) << record.substr(0, 60);
    }
    // Brackets in a text do not make up for nested ones.
    const std::string deep = "{\"name\":\"" + std::string(1000, ']') +
                             "\",\"made\":" + std::string(1000, '[') + std::string(1000, ']') + "}";
    EXPECT_FALSE(parseObjectRecord(std::as_bytes(std::span(deep))).ok());
}

TEST(ProjectArchive, stopsWhenAsked) {
    MemoryStore store;
    Document document;
    document.objects = {paintedObject()};
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(ProjectArchive().write(store, document, {stop.get_token(), {}}).error().code,
              ErrorCode::Cancelled);
}

} // namespace
} // namespace orfeas::project
