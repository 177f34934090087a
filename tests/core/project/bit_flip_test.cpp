// One bit of a project file is turned over, at every place in turn: it is noticed, or it does no harm. Some places in ctest;
// ORFEAS_FLIP_ALL=1 for every byte.
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/history/verify.h"
#include "core/project/object_record.h"
#include "core/project/project_history.h"
#include "tests/support/file_bytes.h"
#include "tests/support/shapes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::project {
namespace {

// What a user would see: every version's message, and the names, places and shapes of the newest one's objects.
Result<std::string> seen(ProjectHistory& history) {
    std::string text;
    ORFEAS_TRY(log, history.log({}, 100));
    for (const history::Snapshot& version : log)
        text += version.id.hex() + version.info.message;
    ORFEAS_TRY(document, history.current({}));
    for (const ObjectPtr& object : document->objects) {
        text += objectRecord(*object);
        const auto& positions = object->mesh->positions;
        text.append(reinterpret_cast<const char*>(positions.data()), positions.size() * sizeof(glm::vec3));
    }
    return text;
}

TEST(BitFlip, isNoticedOrDoesNoHarm) {
    const test::TemporaryFolder folder;
    const auto file = folder / "p.orfeas";
    std::string expected;
    {
        ProjectHistory history = std::move(ProjectHistory::create(file).value());
        auto object = std::make_shared<Object>();
        object->id = ObjectId{1};
        object->name = "Owl";
        object->mesh = std::make_shared<const mesh::Mesh>(test::sphere(10, 8));
        object->facts = mesh::measure(*object->mesh);
        for (int i = 0; i < 3; ++i) {
            object = std::make_shared<Object>(*object);
            object->transform[3].x = static_cast<float>(i);
            Document document;
            document.objects = {object};
            ASSERT_TRUE(history.save(document, "v" + std::to_string(i), SnapshotReason::Named, {}).ok());
        }
        expected = seen(history).value();
    }
    const std::string whole = test::bytesOf(file);
    const std::size_t step = std::getenv("ORFEAS_FLIP_ALL") ? 1 : 211;
    std::size_t noticed = 0;
    for (std::size_t at = 0; at < whole.size(); at += step) {
        std::string broken = whole;
        broken[at] = static_cast<char>(broken[at] ^ (1 << at % 8));
        test::putBytes(file, broken);
        Result<ProjectHistory> history = ProjectHistory::open(file, history::ProjectFile::Access::ReadOnly);
        if (!history.ok()) {
            EXPECT_FALSE(history.error().userText.empty());
            ++noticed;
            continue;
        }
        const Result<std::string> now = seen(*history);
        const Result<history::VerifyReport> report =
            history::verify(history->file(), history::VerifyMode::Look);
        if (!report.ok() || !report->sound()) ++noticed;
        // Wrong without a word is the one thing that must not be.
        const bool quiet = report.ok() && report->sound();
        EXPECT_FALSE(now.ok() && *now != expected && quiet) << "byte " << at;
    }
    EXPECT_GT(noticed, 0u);
}

} // namespace
} // namespace orfeas::project
