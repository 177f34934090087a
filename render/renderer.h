// The frame, written as a list of passes. Used alike for the window and for pictures.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "render/frame_targets.h"
#include "render/gpu/frame_ring.h"
#include "render/passes/axes_pass.h"
#include "render/passes/background_pass.h"
#include "render/passes/composite_pass.h"
#include "render/passes/grid_pass.h"
#include "render/passes/mesh_pass.h"
#include "render/passes/overlay_texture.h"
#include "render/passes/shadow_pass.h"
#include "render/passes/wire_pass.h"
#include "render/scene/mesh_cache.h"

namespace orfeas::render {

/// What a drawn scene has to tell.
struct SceneReport {
    bool meshesPending = false; ///< draw again when woken
    std::uint64_t triangles = 0;
    std::vector<Error> errors; ///< of meshes that cannot be shown; the others were drawn
};

/// Belongs to the device's thread. One scene per frame.
class Renderer {
public:
    /// `wake` is called from another thread when a pending mesh is ready.
    static Result<std::unique_ptr<Renderer>> create(gpu::Device& device, std::function<void()> wake);
    ~Renderer();

    /// Records everything up to the resolved scene in `targets`.
    Result<SceneReport> drawScene(const gpu::Frame& frame, FrameTargets& targets, const RenderScene& scene,
                                  const Camera& camera, MeshCache::Wait wait);
    /// Records the last step, from the scene in `targets`, drawn in this frame or an earlier one.
    Result<void> composite(const gpu::Frame& frame, const CompositeTarget& target,
                           const FrameTargets& targets, const std::shared_ptr<const OverlayImage>& overlay,
                           float overlayOpacity);

    /// After a submitted frame: lets go of what is no longer needed.
    void frameSubmitted() { m_meshes.collect(); }
    /// After a frame that was thrown away: what it recorded never happened.
    void frameDropped();

    const PassResources& resources() const { return *m_resources; }

private:
    /// Per frame in flight.
    struct Slot {
        gpu::Buffer uniforms;
        gpu::DescriptorSet uniformSet;
        gpu::Buffer instances;
    };
    Renderer(std::unique_ptr<PassResources> resources, std::function<void()> wake);
    Result<void> makeSlots();
    Result<std::vector<DrawObject>> findMeshes(VkCommandBuffer commands, const RenderScene& scene,
                                               MeshCache::Wait wait, SceneReport& report);
    void showInstead(const SceneObject& object, std::vector<DrawObject>& objects) const;
    Result<void> writeInstances(Slot& slot, const DrawList& draws);
    void writeUniforms(Slot& slot, const PassContext& context, glm::vec4 shadowRect) const;
    Result<void> prepareAll(const PassContext& context, std::size_t slot);
    void recordScene(const PassContext& context, const FrameTargets& targets);

    std::unique_ptr<PassResources> m_resources;
    MeshCache m_meshes;
    std::map<std::uint64_t, std::shared_ptr<const GpuMesh>> m_shown; ///< by object id: what stood there last
    std::array<Slot, gpu::kFramesInFlight> m_slots;
    OverlayTexture m_overlay;
    ShadowPass m_shadow;
    BackgroundPass m_background;
    MeshPass m_mesh;
    WirePass m_wire;
    GridPass m_grid;
    AxesPass m_axes;
    CompositePass m_composite;
};

} // namespace orfeas::render
