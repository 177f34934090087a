#include "core/project/print_watch.h"

#include <atomic>
#include <condition_variable>
#include <mutex>

#include <glm/gtc/matrix_transform.hpp>
#include <gtest/gtest.h>

#include "tests/support/shapes.h"

namespace orfeas::project {
namespace {

using namespace std::chrono_literals;

// Collects what the watch says, and waits for it.
class Ear {
public:
    PrintWatch::Sink sink() {
        return [this](ObjectChecked checked) {
            const std::lock_guard lock(m_mutex);
            m_heard.push_back(std::move(checked));
            m_changed.notify_all();
        };
    }
    std::vector<ObjectChecked> wait(std::size_t count) {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, 60s, [&] { return m_heard.size() >= count; });
        return m_heard;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<ObjectChecked> m_heard;
};

DocumentChanged documentOf(const std::shared_ptr<const mesh::Mesh>& mesh,
                           const glm::mat4& transform = glm::mat4(1.0f)) {
    auto object = std::make_shared<Object>();
    object->id = ObjectId{7};
    object->mesh = mesh;
    object->transform = transform;
    return {std::make_shared<const Document>(Document{}.withObject(object)), {}, {}};
}

std::shared_ptr<const mesh::Mesh> shared(mesh::Mesh mesh) {
    return std::make_shared<const mesh::Mesh>(std::move(mesh));
}

TEST(PrintWatch, ChecksQuicklyAndThenInFull) {
    Ear ear;
    PrintWatch watch(ear.sink(), print::check, 1ms);
    watch.observe(documentOf(shared(test::cubeWithHole(20.0f))));
    const auto heard = ear.wait(2);
    ASSERT_EQ(heard.size(), 2u);
    EXPECT_TRUE(heard[0].report->isQuick);
    EXPECT_FALSE(heard[1].report->isQuick);
    EXPECT_EQ(heard[1].object, ObjectId{7});
    EXPECT_NE(heard[1].report->find(print::FindingKind::OpenEdges), nullptr);
}

TEST(PrintWatch, SeesTheObjectTurnedAndScaledButDoesNotMindWhereItStands) {
    Ear ear;
    PrintWatch watch(ear.sink(), print::check, 1ms);
    const auto mesh = shared(test::cube(20.0f));
    const glm::mat4 twice = glm::scale(glm::mat4(1.0f), glm::vec3(2.0f));
    watch.observe(documentOf(mesh, twice));
    EXPECT_NEAR(ear.wait(2).at(1).report->facts.volumeMm3, 64000.0, 0.1);
    watch.observe(documentOf(mesh, glm::translate(glm::mat4(1.0f), {50, 0, 0}) * twice));
    watch.observe(documentOf(mesh, glm::scale(glm::mat4(1.0f), glm::vec3(-1.0f, 1.0f, 1.0f))));
    const auto heard = ear.wait(4);
    ASSERT_EQ(heard.size(), 4u);                                // moving was no reason to look again
    EXPECT_NEAR(heard[3].report->facts.volumeMm3, 8000.0, 0.1); // mirrored, and not inside out
}

TEST(PrintWatch, LooksAtPreviewsOnlyQuicklyAndForgetsThemAtTheEnd) {
    Ear ear;
    PrintWatch watch(ear.sink(), print::check, 1ms);
    PreviewReady preview;
    preview.object = ObjectId{3};
    preview.preview.mesh = shared(test::cube(20.0f));
    watch.observe(preview);
    EXPECT_TRUE(ear.wait(1).at(0).isPreview);
    watch.observe(PreviewDropped{{}, ObjectId{3}});
    watch.observe(documentOf(shared(test::cube(30.0f))));
    const auto heard = ear.wait(3);
    EXPECT_EQ(heard.size(), 3u);
    EXPECT_FALSE(heard[2].isPreview);
}

TEST(PrintWatch, StopsARunWhoseObjectHasChanged) {
    Ear ear;
    std::atomic<int> stopped = 0;
    std::atomic<bool> began = false;
    const auto slow = [&](const mesh::Mesh& mesh, const print::CheckOptions& options,
                          const jobs::JobContext& context) -> Result<print::Report> {
        if (mesh.triangles.size() == 12) return print::check(mesh, options, context);
        began = true;
        while (!context.cancelled())
            std::this_thread::yield();
        ++stopped;
        return jobs::cancelledError();
    };
    PrintWatch watch(ear.sink(), slow, 1ms);
    watch.observe(documentOf(shared(test::cubeWithHole(20.0f))));
    while (!began)
        std::this_thread::yield();
    watch.observe(documentOf(shared(test::cube(20.0f))));
    const auto heard = ear.wait(2);
    ASSERT_EQ(heard.size(), 2u);
    EXPECT_EQ(stopped, 1);
    EXPECT_EQ(heard[0].mesh->triangles.size(), 12u);
}

TEST(PrintWatch, LooksAgainForAnotherProfile) {
    Ear ear;
    PrintWatch watch(ear.sink(), print::check, 1ms);
    watch.observe(documentOf(shared(test::cube(20.0f))));
    ear.wait(2);
    print::CheckOptions options;
    options.profile = print::builtInProfiles()[1];
    watch.setOptions(options);
    EXPECT_EQ(ear.wait(4).at(3).report->profile, "sla");
}

} // namespace
} // namespace orfeas::project
