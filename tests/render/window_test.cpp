// The window path, on a real X11 window: sizes, hiding, surfaces that come and go. Run on a virtual display.
#include <xcb/xcb.h>

#define VK_NO_PROTOTYPES
#define VK_USE_PLATFORM_XCB_KHR
#include <dlfcn.h>
#include <vulkan/vulkan.h>

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <vector>

#include <gtest/gtest.h>

#include "render/render_thread.h"
#include "tests/render/render_support.h"
#include "tests/support/shapes.h"

namespace orfeas::render {
namespace {

/// A bare window and, for as long as it is wanted, a surface of it, as a toolkit would make it.
class Window {
public:
    Window(xcb_connection_t* connection, VkInstance instance, int width, int height)
        : m_connection(connection), m_instance(instance), m_window(xcb_generate_id(connection)) {
        const xcb_screen_t* screen = xcb_setup_roots_iterator(xcb_get_setup(connection)).data;
        xcb_create_window(connection, XCB_COPY_FROM_PARENT, m_window, screen->root, 0, 0,
                          static_cast<std::uint16_t>(width), static_cast<std::uint16_t>(height), 0,
                          XCB_WINDOW_CLASS_INPUT_OUTPUT, screen->root_visual, 0, nullptr);
        xcb_map_window(connection, m_window);
        xcb_flush(connection);
        VkXcbSurfaceCreateInfoKHR info{};
        info.sType = VK_STRUCTURE_TYPE_XCB_SURFACE_CREATE_INFO_KHR;
        info.connection = connection;
        info.window = m_window;
        const auto create = entry<PFN_vkCreateXcbSurfaceKHR>("vkCreateXcbSurfaceKHR");
        EXPECT_EQ(create(instance, &info, nullptr, &m_surface), VK_SUCCESS);
    }
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;
    ~Window() {
        entry<PFN_vkDestroySurfaceKHR>("vkDestroySurfaceKHR")(m_instance, m_surface, nullptr);
        xcb_destroy_window(m_connection, m_window);
        xcb_flush(m_connection);
    }
    void resize(int width, int height) const {
        const std::uint32_t values[] = {static_cast<std::uint32_t>(width),
                                        static_cast<std::uint32_t>(height)};
        xcb_configure_window(m_connection, m_window, XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT,
                             values);
        xcb_flush(m_connection);
    }
    std::uint64_t surface() const { return reinterpret_cast<std::uint64_t>(m_surface); }

private:
    template <typename Function>
    Function entry(const char* name) const {
        static void* const library = dlopen("libvulkan.so.1", RTLD_NOW | RTLD_LOCAL);
        const auto resolve =
            reinterpret_cast<PFN_vkGetInstanceProcAddr>(dlsym(library, "vkGetInstanceProcAddr"));
        return reinterpret_cast<Function>(resolve(m_instance, name));
    }

    xcb_connection_t* m_connection;
    VkInstance m_instance;
    xcb_window_t m_window;
    VkSurfaceKHR m_surface = VK_NULL_HANDLE;
};

/// Counts frames and lets a test wait for one.
class Frames {
public:
    RenderCallbacks callbacks() {
        return {[this](const FrameStatistics& statistics) {
                    const std::lock_guard lock(m_mutex);
                    ++m_count;
                    m_last = statistics;
                    m_changed.notify_all();
                },
                [this](const Error& error) {
                    const std::lock_guard lock(m_mutex);
                    m_errors.push_back(error.userText);
                },
                {},
                [this] {
                    const std::lock_guard lock(m_mutex);
                    ++m_surfacesLost;
                    m_changed.notify_all();
                }};
    }
    int count() {
        const std::lock_guard lock(m_mutex);
        return m_count;
    }
    /// The next frame of this size. The time limit only ends a test that would hang.
    bool waitForSize(int width, int height) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(120),
                                  [&] { return m_last.width == width && m_last.height == height; });
    }
    bool waitBeyond(int count) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(120), [&] { return m_count > count; });
    }
    void forgetErrors() {
        const std::lock_guard lock(m_mutex);
        m_errors.clear();
    }
    bool waitForLostSurface() {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(120), [&] { return m_surfacesLost > 0; });
    }
    std::vector<std::string> errors() {
        const std::lock_guard lock(m_mutex);
        return m_errors;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_count = 0;
    int m_surfacesLost = 0;
    FrameStatistics m_last;
    std::vector<std::string> m_errors;
};

class WindowTest : public testing::Test {
protected:
    void SetUp() override {
        m_connection = xcb_connect(nullptr, nullptr);
        ASSERT_EQ(xcb_connection_has_error(m_connection), 0) << "run on a display";
        RenderOptions options;
        options.draw.path = DrawPath::GpuDriven;
        m_thread = std::make_unique<RenderThread>(m_instance.get(), m_frames.callbacks(), options);
        PictureRequest request = test::pictureOf(test::sphere(20), 10, 10);
        RenderScene scene = *request.scene;
        scene.view = {};
        scene.objects[0].selected = true;
        m_thread->setScene(std::make_shared<const RenderScene>(scene));
        m_camera = request.camera;
        m_thread->setCamera(m_camera);
        m_thread->setOverlay(std::make_shared<const OverlayImage>(
            OverlayImage{60, 40, PixelOrder::Bgra, std::vector<std::uint8_t>(4 * 60 * 40, 0x40)}));
    }
    void TearDown() override {
        m_thread.reset();
        EXPECT_TRUE(m_frames.errors().empty()) << m_frames.errors().front();
        xcb_disconnect(m_connection);
    }
    std::unique_ptr<Window> makeWindow(int width, int height) {
        return std::make_unique<Window>(m_connection, static_cast<VkInstance>(m_instance.get()->handle()),
                                        width, height);
    }

    test::ValidatedInstance m_instance;
    Frames m_frames;
    Camera m_camera;
    std::unique_ptr<RenderThread> m_thread;
    xcb_connection_t* m_connection = nullptr;
};

TEST_F(WindowTest, DrawsOnDemandOnly) {
    const auto window = makeWindow(200, 150);
    // Of so few triangles no coarser levels come, which are a reason to draw again.
    m_thread->setScene(test::pictureOf(test::cube(), 10, 10).scene);
    m_thread->attachSurface(window->surface(), 200, 150);
    ASSERT_TRUE(m_frames.waitForSize(200, 150));
    // A grab goes through the same queue: when it is answered, whatever was wanted before is drawn.
    const auto settle = [&] {
        std::promise<void> done;
        m_thread->grabPicture(test::pictureOf(test::cube(), 8, 8),
                              [&](const Result<image::Picture>&) { done.set_value(); });
        done.get_future().wait();
    };
    settle();
    settle();
    const int before = m_frames.count();
    for (int i = 0; i < 10; ++i)
        settle();
    EXPECT_EQ(m_frames.count(), before);
    m_thread->redraw();
    EXPECT_TRUE(m_frames.waitBeyond(before));
    m_thread->detachSurface();
}

TEST_F(WindowTest, FollowsTheSizeThroughAStorm) {
    const auto window = makeWindow(200, 150);
    m_thread->attachSurface(window->surface(), 200, 150);
    for (int i = 0; i < 40; ++i) {
        const int width = 60 + i * 37 % 300, height = 50 + i * 53 % 200;
        window->resize(width, height);
        m_thread->resize(i % 9 == 4 ? 0 : width, height);
        m_camera.orbit(3, 1);
        m_thread->setCamera(m_camera);
    }
    window->resize(320, 240);
    m_thread->resize(320, 240);
    EXPECT_TRUE(m_frames.waitForSize(320, 240));
    m_thread->detachSurface();
}

TEST_F(WindowTest, SurfacesComeAndGo) {
    for (int i = 0; i < 12; ++i) {
        const auto window = makeWindow(100 + i, 80);
        m_thread->attachSurface(window->surface(), 100 + i, 80);
        if (i % 3 != 0) {
            ASSERT_TRUE(m_frames.waitForSize(100 + i, 80));
        }
        m_camera.orbit(5, 0);
        m_thread->setCamera(m_camera);
        m_thread->detachSurface();
    }
}

TEST_F(WindowTest, NewMeshesArriveWhileDrawing) {
    const auto window = makeWindow(160, 120);
    m_thread->attachSurface(window->surface(), 160, 120);
    ASSERT_TRUE(m_frames.waitForSize(160, 120));
    for (int i = 0; i < 8; ++i) {
        // The big ones are prepared on the side, the small ones on the spot.
        m_thread->setScene(test::pictureOf(test::sphere(20, i % 2 == 0 ? 120 : 12), 10, 10).scene);
        m_camera.orbit(5, 0);
        const int before = m_frames.count();
        m_thread->setCamera(m_camera);
        ASSERT_TRUE(m_frames.waitBeyond(before));
    }
    m_thread->detachSurface();
}

TEST_F(WindowTest, MeasurementsComeAndGo) {
    const auto window = makeWindow(640, 480);
    m_thread->attachSurface(window->surface(), 640, 480);
    ASSERT_TRUE(m_frames.waitForSize(640, 480));
    for (const float pixelRatio : {1.0f, 2.0f}) {
        auto notes = std::make_shared<MeasurementNotes>();
        notes->jobs = {"owl.png: refining 40 %"};
        notes->pixelRatio = pixelRatio;
        m_thread->setMeasurements(notes);
        for (int i = 0; i < 6; ++i) {
            m_camera.orbit(5, 0);
            const int before = m_frames.count();
            m_thread->setCamera(m_camera);
            ASSERT_TRUE(m_frames.waitBeyond(before));
        }
    }
    const int before = m_frames.count();
    m_thread->setMeasurements(nullptr);
    ASSERT_TRUE(m_frames.waitBeyond(before));
    m_thread->detachSurface();
}

TEST_F(WindowTest, TwoViewsWithTheirOwnCameras) {
    const auto window = makeWindow(300, 120);
    m_thread->attachSurface(window->surface(), 300, 120);
    View left, right;
    left.scene = right.scene = test::pictureOf(test::sphere(20), 10, 10).scene;
    left.camera = m_camera;
    left.rectangle = {{0.0f, 0.0f}, {0.5f, 1.0f}};
    right.rectangle = {{0.5f, 0.0f}, {1.0f, 1.0f}};
    for (int i = 0; i < 4; ++i) {
        right.camera.orbit(20, 5);
        const int before = m_frames.count();
        m_thread->setViews({left, right});
        ASSERT_TRUE(m_frames.waitBeyond(before));
    }
    m_thread->setViews({left});
    m_thread->detachSurface();
}

TEST_F(WindowTest, ALostSurfaceIsToldAndAnotherOneWorks) {
    auto window = makeWindow(200, 150);
    m_thread->attachSurface(window->surface(), 200, 150);
    ASSERT_TRUE(m_frames.waitForSize(200, 150));
    m_instance.get()->faults().loseSurface();
    m_thread->redraw();
    ASSERT_TRUE(m_frames.waitForLostSurface());
    m_thread->detachSurface();
    window = makeWindow(210, 150);
    m_thread->attachSurface(window->surface(), 210, 150);
    EXPECT_TRUE(m_frames.waitForSize(210, 150));
    EXPECT_EQ(m_frames.errors().size(), 1u);
    m_frames.forgetErrors();
    m_thread->detachSurface();
}

} // namespace
} // namespace orfeas::render
