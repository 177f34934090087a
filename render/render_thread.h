// The viewport's engine: owns the device and the window's swapchain on a thread of its own, and draws when
// something changed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/image/picture.h"
#include "render/draw_settings.h"
#include "render/gpu/instance.h"
#include "render/measurements.h"
#include "render/offscreen_target.h"
#include "render/pick.h"
#include "render/scene/camera.h"
#include "render/scene/live_transforms.h"
#include "render/scene/overlay_image.h"
#include "render/scene/render_scene.h"
#include "render/view_rectangle.h"

namespace orfeas::render {

struct FrameStatistics {
    double frameMs = 0.0;             ///< from the start of drawing until the frame was handed to the window
    double framesPerSecond = 0.0;     ///< over the frames of the last second; 0 after a pause
    std::uint64_t triangles = 0;      ///< of all visible objects, in full
    std::uint64_t drawnTriangles = 0; ///< after culling and coarser levels
    std::size_t drawCalls = 0;
    std::uint64_t memoryBytes = 0; ///< graphics memory held
    std::string rendererName;
    bool software = false; ///< drawn by the processor
    bool discrete = false; ///< by a card with memory of its own
    /// Of the memory it is drawn in: what this program may use and uses (VK_EXT_memory_budget). 0 where nobody tells.
    std::uint64_t heapBudgetBytes = 0;
    std::uint64_t heapUsageBytes = 0;
    int width = 0;
    int height = 0;
    /// An object's new mesh is still being prepared; another frame follows by itself.
    bool meshesPending = false;
};

struct RenderOptions {
    std::string adapter;   ///< which graphics card: part of its name or its number; empty: the best one
    std::string preferred; ///< the same, when it is there
    DrawSettings draw;
};

/// Called on the render thread: hand over to the UI thread and return. Each may be empty.
struct RenderCallbacks {
    std::function<void(const FrameStatistics&)> onFrame{};
    std::function<void(const Error&)> onError{}; ///< something went wrong; drawing goes on when it can
    /// There is no device and there will be none: nothing is drawn any more. `onError` has told why.
    std::function<void(const Error&)> onBroken{};
    /// The window system took the surface away: attach another.
    std::function<void()> onSurfaceLost{};
};

/// Every call may come from any one thread, takes effect in order, and returns at once; the latest scene,
/// camera, overlay and size win. Only detachSurface and the destructor wait, for at most the frame being
/// drawn. Nothing is drawn without a change. A lost device is made anew once; when that fails onBroken says so
/// and the thread idles.
class RenderThread {
public:
    /// Starts the thread; the device is opened there, and onError is called when that fails.
    RenderThread(std::shared_ptr<gpu::Instance> instance, RenderCallbacks callbacks,
                 RenderOptions options = {});
    RenderThread(const RenderThread&) = delete;
    RenderThread& operator=(const RenderThread&) = delete;
    /// Answers waiting grabs with Cancelled, detaches, joins.
    ~RenderThread();

    /// These three are about the first view.
    void setScene(std::shared_ptr<const RenderScene> scene);
    void setCamera(const Camera& camera);
    /// nullptr: none.
    void setHandles(std::shared_ptr<const OverlayGeometry> handles);
    /// All views of the window at once, the first one included: one that fills the window, or several. Linked cameras are
    /// the caller's: it sends both.
    void setViews(std::vector<View> views);
    /// Objects being dragged, in every view; they stay there until this is called again (nullptr: none), whatever the scene
    /// says. Sends one record an object: the way to follow the mouse at the full rate.
    void setLiveTransforms(std::shared_ptr<const LiveTransforms> live);
    /// nullptr: no overlay.
    void setOverlay(std::shared_ptr<const OverlayImage> overlay);
    /// Shows what drawing costs over the picture, with these notes; nullptr: does not, and costs nothing.
    void setMeasurements(std::shared_ptr<const MeasurementNotes> notes);
    /// 0 to 1; fades the overlay without a new upload.
    void setOverlayOpacity(float opacity);
    /// Device pixels; a zero side (minimised) pauses drawing.
    void resize(int width, int height);
    /// Draws again though nothing changed (the window was uncovered).
    void redraw();

    /// `surface` is a VkSurfaceKHR made from the instance; the caller keeps owning it. Replaces an attached
    /// one.
    void attachSurface(std::uint64_t surface, int width, int height);
    /// Returns when nothing of the surface is used any more, so that the caller may destroy it.
    void detachSurface();

    /// What is in a rectangle of a view. `done` is called exactly once: on the render thread, or by the destructor with
    /// Cancelled. Live transforms count.
    void pick(PickRequest request, std::function<void(Result<PickResult>)> done);

    /// Draws a picture of any scene at any size, with or without a surface attached. `done` is called exactly once:
    /// on the render thread, or by the destructor with Cancelled.
    void grabPicture(PictureRequest request, std::function<void(Result<image::Picture>)> done);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace orfeas::render
