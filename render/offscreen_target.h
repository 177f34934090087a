// Pictures of a scene without a window, a surface or a display: thumbnails, tests, `orfeas render`.
#pragma once

#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/image/picture.h"
#include "render/draw_settings.h"
#include "render/gpu/instance.h"
#include "render/pick.h"
#include "render/scene/camera.h"
#include "render/scene/overlay_geometry.h"
#include "render/scene/overlay_image.h"
#include "render/scene/render_scene.h"

namespace orfeas::render {

/// A picture to be drawn. What is in it (background, axes, grid...) stands in the scene's ViewOptions.
struct PictureRequest {
    int width = 0; ///< pixels, 1 to 8192
    int height = 0;
    std::shared_ptr<const RenderScene> scene;
    Camera camera;
    std::shared_ptr<const OverlayImage> overlay;    ///< or none
    std::shared_ptr<const OverlayGeometry> handles; ///< or none
};

struct SceneReport;

struct OffscreenOptions {
    std::shared_ptr<gpu::Instance> instance;      ///< none: one of its own
    std::string adapter;                          ///< which graphics card, as in gpu::DeviceOptions
    DrawSettings draw{DrawPath::Automatic, 0.0f}; ///< full meshes: a picture is drawn once and looked at long
    bool copyingUploads = false;                  ///< tests: see gpu::DeviceOptions
    bool plainDevice = false;                     ///< tests: see gpu::DeviceOptions
};

/// Owns a device of its own and keeps what it uploaded, so that the second picture of a mesh is quick. One
/// thread at a time. A picture with Background::Transparent comes back with straight alpha. Deterministic on
/// one machine.
class OffscreenTarget {
public:
    /// Unavailable when there is no usable driver.
    static Result<std::unique_ptr<OffscreenTarget>> create(const OffscreenOptions& options = {});

    OffscreenTarget(const OffscreenTarget&) = delete;
    OffscreenTarget& operator=(const OffscreenTarget&) = delete;
    ~OffscreenTarget();

    /// Draws and waits. BadInput for a size out of range, TooLarge for a mesh the device cannot hold,
    /// OutOfMemory, Unavailable when the device was lost.
    Result<image::Picture> renderPicture(const PictureRequest& request);

    /// As RenderThread::pick; waits for meshes, too.
    Result<PickResult> pick(const PickRequest& request);
    /// Waits until the coarser levels of all meshes drawn so far are made.
    void waitForLods();
    /// How the last picture was drawn.
    const SceneReport& report() const;

    const std::string& rendererName() const; ///< "llvmpipe (LLVM 15.0.6, 256 bits)"
    /// Bytes of graphics memory held now: meshes, textures, targets.
    std::size_t memoryBytes() const;

private:
    struct State;
    explicit OffscreenTarget(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// The view for a thumbnail: the Home view framed on the objects, no ground, transparent, square.
PictureRequest thumbnailRequest(std::shared_ptr<const mesh::Mesh> mesh, int sizePixels);

} // namespace orfeas::render
