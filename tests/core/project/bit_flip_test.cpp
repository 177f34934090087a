// One bit of a project file is turned over, at every place in turn: it is noticed, or it does no harm. Some places in ctest;
// ORFEAS_FLIP_ALL=1 for every byte.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

#include "core/history/verify.h"
#include "core/project/object_record.h"
#include "core/project/project_history.h"
#include "tests/core/project/full_document.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::project {
namespace {

template <typename T>
void append(std::string& text, const std::vector<T>& values) {
    text += std::to_string(values.size()) + ":";
    text.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

void append(std::string& text, const Object& object) {
    text += objectRecord(object);
    append(text, object.mesh->positions);
    append(text, object.mesh->triangles);
    append(text, object.mesh->colors);
    append(text, object.mesh->uvs);
    append(text, object.mesh->uvTriangles);
    if (object.mesh->texture) append(text, object.mesh->texture->rgba);
    if (!object.provenance) return;
    append(text, object.provenance->picture->rgba);
    append(text, object.provenance->picture->luma16);
    append(text, object.provenance->cutout->mask.coverage);
}

Result<void> append(std::string& text, const Result<DocumentPtr>& document) {
    if (!document.ok()) return document.error();
    text += sceneRecord(**document);
    for (const ObjectPtr& object : (*document)->objects)
        append(text, *object);
    return {};
}

// What a user would see: variants, tags and every version of them, the newest one's scene and picture, and what was being
// edited.
Result<std::string> seen(ProjectHistory& history) {
    std::string text;
    ORFEAS_TRY(graph, history.graph());
    for (const GraphVersion& version : graph.versions) {
        text += version.id.hex() + version.message + version.verdict;
        for (const std::string& name : version.variants)
            text += name + " ";
        for (const std::string& name : version.tags)
            text += name + " ";
    }
    ORFEAS_TRY(variants, history.variants());
    for (const Variant& variant : variants)
        text += variant.name + variant.tip.hex() + (variant.current ? "*" : " ");
    ORFEAS_CHECK(append(text, history.current({})));
    ORFEAS_TRY(thumbnail, history.thumbnail({}));
    append(text, thumbnail);
    ORFEAS_TRY(left, history.recovery());
    if (left) ORFEAS_CHECK(append(text, history.read(left->version, {})));
    return text;
}

// Two variants, a tag, an autosave; every kind of object and every kind of file.
void writeProject(const std::filesystem::path& file) {
    ProjectHistory history = std::move(ProjectHistory::create(file).value());
    auto painted = test::paintedObject();
    mesh::Mesh cube = test::cube();
    cube.uvs = {{0, 0}, {1, 0}, {1, 1}};
    cube.uvTriangles.assign(cube.triangles.size(), glm::uvec3(0, 1, 2));
    Document document;
    document.groups = {{GroupId{3}, "Bäume"}};
    document.objects = {painted, test::plainObject(7, std::make_shared<const mesh::Mesh>(cube))};
    ASSERT_TRUE(history.save(document, "first", SnapshotReason::Named, {}).ok());
    const history::ObjectId first = *history.tip().value();
    ASSERT_TRUE(history.tag("printed", first).ok());
    ASSERT_TRUE(history.createVariant("larger", first).ok());
    for (const float x : {2.0f, 3.0f}) {
        painted = std::make_shared<Object>(*painted);
        painted->transform[3].x = x;
        document.objects[0] = painted;
        ASSERT_TRUE(history.save(document, "moved", SnapshotReason::Edited, {}).ok());
    }
    document.objects.pop_back();
    ASSERT_TRUE(history.autosave(document, {}).ok());
}

// Turns bits of a file over in place, and back.
class Flipper {
public:
    explicit Flipper(const std::filesystem::path& file) : m_file(::open(file.c_str(), O_RDWR | O_CLOEXEC)) {}
    Flipper(const Flipper&) = delete;
    Flipper& operator=(const Flipper&) = delete;
    ~Flipper() { ::close(m_file); }
    bool flip(std::size_t at) const {
        const auto place = static_cast<off_t>(at);
        char byte = 0;
        if (::pread(m_file, &byte, 1, place) != 1) return false;
        byte = static_cast<char>(byte ^ (1 << at % 8));
        return ::pwrite(m_file, &byte, 1, place) == 1;
    }

private:
    int m_file;
};

enum class Told { Noticed, Harmless, WrongWithoutAWord };

Told lookAt(const std::filesystem::path& file, const std::string& expected) {
    Result<ProjectHistory> history = ProjectHistory::open(file, history::ProjectFile::Access::ReadOnly);
    if (!history.ok()) {
        EXPECT_FALSE(history.error().userText.empty());
        return Told::Noticed;
    }
    const Result<std::string> now = seen(*history);
    const Result<history::VerifyReport> report = history::verify(history->file(), history::VerifyMode::Look);
    if (!report.ok() || !report->sound()) return Told::Noticed;
    if (now.ok() && *now == expected) return Told::Harmless;
    return now.ok() ? Told::WrongWithoutAWord : Told::Noticed;
}

TEST(BitFlip, isNoticedOrDoesNoHarm) {
    const test::TemporaryFolder folder;
    const auto file = folder / "p.orfeas";
    ASSERT_NO_FATAL_FAILURE(writeProject(file));
    std::string expected;
    {
        ProjectHistory history =
            std::move(ProjectHistory::open(file, history::ProjectFile::Access::ReadOnly).value());
        expected = seen(history).value();
        ASSERT_TRUE(history::verify(history.file(), history::VerifyMode::Look).value().sound());
    }
    const std::string whole = test::bytesOf(file);
    const bool all = std::getenv("ORFEAS_FLIP_ALL") != nullptr;
    std::size_t counts[3]{};
    {
        const Flipper flipper(file);
        for (std::size_t at = 0; at < whole.size(); at += all ? 1 : 211) {
            ASSERT_TRUE(flipper.flip(at));
            const Told told = lookAt(file, expected);
            EXPECT_NE(told, Told::WrongWithoutAWord) << "byte " << at;
            ++counts[static_cast<int>(told)];
            ASSERT_TRUE(flipper.flip(at));
            if (all && at % 8192 == 0) std::fprintf(stderr, "byte %zu of %zu\n", at, whole.size());
        }
    }
    EXPECT_EQ(test::bytesOf(file), whole) << "looking at a project changed it";
    EXPECT_GT(counts[static_cast<int>(Told::Noticed)], 0u);
    std::fprintf(stderr, "%zu bytes: %zu flips noticed, %zu without effect\n", whole.size(),
                 counts[static_cast<int>(Told::Noticed)], counts[static_cast<int>(Told::Harmless)]);
}

} // namespace
} // namespace orfeas::project
