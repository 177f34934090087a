#include "render/render_thread.h"

#include <atomic>
#include <future>
#include <vector>

#include <gtest/gtest.h>

#include "tests/render/render_support.h"
#include "tests/support/shapes.h"

namespace orfeas::render {
namespace {

using test::pictureOf;

std::future<Result<image::Picture>> grab(RenderThread& thread, const PictureRequest& request) {
    auto promise = std::make_shared<std::promise<Result<image::Picture>>>();
    thread.grabPicture(request,
                       [promise](Result<image::Picture> picture) { promise->set_value(std::move(picture)); });
    return promise->get_future();
}

TEST(RenderThread, StartsAndStops) {
    const test::ValidatedInstance instance;
    for (int i = 0; i < 5; ++i)
        RenderThread thread(instance.get(), {});
}

TEST(RenderThread, GrabsPicturesWithoutASurface) {
    const test::ValidatedInstance instance;
    RenderThread thread(instance.get(), {});
    const PictureRequest request = pictureOf(test::sphere(20), 80, 60);
    Result<image::Picture> picture = grab(thread, request).get();
    ASSERT_TRUE(picture.ok());
    EXPECT_EQ(picture->width, 80);
    PictureRequest wrong = request;
    wrong.width = -1;
    EXPECT_EQ(grab(thread, wrong).get().error().code, ErrorCode::BadInput);
}

TEST(RenderThread, StormOfCommandsWithoutASurfaceLeavesItAnswering) {
    const test::ValidatedInstance instance;
    RenderThread thread(instance.get(), {});
    Camera camera;
    const auto overlay = std::make_shared<const OverlayImage>(
        OverlayImage{2, 2, PixelOrder::Bgra, std::vector<std::uint8_t>(16)});
    const PictureRequest request = pictureOf(test::cube(), 40, 40);
    for (int i = 0; i < 2000; ++i) {
        camera.orbit(3, 1);
        thread.setCamera(camera);
        thread.setScene(i % 3 == 0 ? nullptr : request.scene);
        thread.setOverlay(i % 5 == 0 ? nullptr : overlay);
        thread.setOverlayOpacity(0.5f);
        thread.resize(i % 7 == 0 ? 0 : i, i % 11 - 1);
        if (i % 100 == 0) thread.detachSurface();
    }
    EXPECT_TRUE(grab(thread, request).get().ok());
}

TEST(RenderThread, AnswersEveryGrabWhenItEnds) {
    const test::ValidatedInstance instance;
    std::vector<std::future<Result<image::Picture>>> pictures;
    {
        RenderThread thread(instance.get(), {});
        const PictureRequest request = pictureOf(test::sphere(20, 40), 300, 300);
        for (int i = 0; i < 8; ++i)
            pictures.push_back(grab(thread, request));
    }
    for (auto& picture : pictures) {
        const Result<image::Picture> answer = picture.get();
        EXPECT_TRUE(answer.ok() || answer.error().code == ErrorCode::Cancelled);
    }
}

TEST(RenderThread, DrawsNothingWithoutASurface) {
    const test::ValidatedInstance instance;
    std::atomic<int> frames{0};
    RenderThread thread(instance.get(), {[&](const FrameStatistics&) { ++frames; }, {}});
    thread.setScene(pictureOf(test::cube(), 10, 10).scene);
    thread.resize(100, 100);
    EXPECT_TRUE(grab(thread, pictureOf(test::cube(), 10, 10)).get().ok());
    EXPECT_EQ(frames, 0);
}

} // namespace
} // namespace orfeas::render
