// The frame, written as a list of passes. Used alike for the window and for pictures.
#pragma once

#include <functional>
#include <memory>

#include "render/draw_settings.h"
#include "render/frame_targets.h"
#include "render/gpu/frame_ring.h"
#include "render/passes/ambient_pass.h"
#include "render/passes/axes_pass.h"
#include "render/passes/background_pass.h"
#include "render/passes/composite_pass.h"
#include "render/passes/depth_pass.h"
#include "render/passes/grid_pass.h"
#include "render/passes/handle_pass.h"
#include "render/passes/mesh_pass.h"
#include "render/passes/overlay_texture.h"
#include "render/passes/white_texture.h"
#include "render/passes/wire_pass.h"
#include "render/scene/field_cache.h"
#include "render/scene/live_transforms.h"
#include "render/scene/mesh_cache.h"
#include "render/scene_view.h"

namespace orfeas::render {

/// What one view shows.
struct SceneFrame {
    std::shared_ptr<const RenderScene> scene;
    Camera camera;
    std::shared_ptr<const LiveTransforms> live;
    std::shared_ptr<const OverlayGeometry> handles;
    MeshCache::Wait wait = MeshCache::Wait::ForSmall;
    gpu::Timestamps* times = nullptr; ///< or none
    bool fine = true;                 ///< false: without what takes long and is not missed in motion
};

/// Belongs to the device's thread; its views go before it.
class Renderer {
public:
    /// `wake` is called from another thread when a pending mesh is ready.
    static Result<std::unique_ptr<Renderer>> create(gpu::Device& device, std::function<void()> wake,
                                                    const DrawSettings& settings = {});
    ~Renderer();

    /// Records everything up to the resolved scene in `targets`.
    Result<SceneReport> drawScene(const gpu::Frame& frame, FrameTargets& targets, SceneView& view,
                                  const SceneFrame& what);
    /// Records the last step, from the scenes in `parts`, drawn in this frame or an earlier one.
    Result<void> composite(const gpu::Frame& frame, const CompositeTarget& target,
                           std::span<const CompositePart> parts,
                           const std::shared_ptr<const OverlayImage>& overlay, float overlayOpacity,
                           const DebugPass* debug = nullptr);

    /// Brings a view up to date and chooses what to draw: the first half of every frame. `matrix` may be that of a part of
    /// the view. What `context` points to lives as long as `draws` and the view.
    struct Choice {
        Viewport viewport;
        glm::mat4 matrix{1.0f};
        bool byProcessor = false;        ///< whatever the settings say
        bool full = false;               ///< no coarser levels
        FrameTargets* targets = nullptr; ///< where it will be drawn; null: what needs depths is left out
        bool ambient = false;            ///< shade what lies in folds
    };
    Result<void> begin(const gpu::Frame& frame, SceneView& view, const SceneFrame& what, const Choice& choice,
                       PassContext& context, DrawList& draws);

    /// After a submitted frame, and once at rest: lets go of what is no longer needed.
    void frameSubmitted();
    /// After a frame that was thrown away: what it recorded never happened. Its views are told by their owners.
    void frameDropped();

    const PassResources& resources() const { return *m_resources; }
    const DrawSettings& settings() const { return m_settings; }
    void setSettings(const DrawSettings& settings) { m_settings = settings; }
    /// The path that is really taken.
    DrawPath path() const;
    /// Waits until every coarser level is made; they are in place from the next frame on.
    void waitForLods() { m_meshes.waitForLods(); }

private:
    Renderer(std::unique_ptr<PassResources> resources, std::function<void()> wake,
             const DrawSettings& settings);
    Result<void> makeMaps();
    Result<void> chooseDraws(const gpu::Frame& frame, SceneView& view, const SceneFrame& what,
                             const Choice& choice, PassContext& context, DrawList& draws);
    Result<void> bindFrame(const gpu::Frame& frame, SceneView& view, PassContext& context, VkBuffer visible,
                           const Choice& choice, glm::vec4 shadowRect);
    Result<void> prepareDepths(SceneView& view, const Choice& choice, PassContext& context);
    void recordDepths(const gpu::Frame& frame, const PassContext& context, SceneView& view,
                      const FrameTargets& targets, const glm::mat4& matrix);
    Result<void> prepareAll(const PassContext& context);
    void recordScene(const PassContext& context, const FrameTargets& targets);

    std::unique_ptr<PassResources> m_resources;
    DrawSettings m_settings;
    MeshCache m_meshes;
    FieldCache m_fields;
    gpu::Buffer m_maps; ///< the colour maps as a table
    OverlayTexture m_overlay;
    WhiteTexture m_white;
    DepthPass m_depths;
    AmbientPass m_ambient;
    BackgroundPass m_background;
    MeshPass m_mesh;
    WirePass m_wire;
    GridPass m_grid;
    AxesPass m_axes;
    HandlePass m_handles;
    CompositePass m_composite;
};

} // namespace orfeas::render
