// One view of a scene on the graphics card: what stays there from frame to frame. A window has one per rectangle, pictures
// and picking one each.
#pragma once

#include <array>
#include <memory>
#include <unordered_map>
#include <vector>

#include "render/draw_list.h"
#include "render/gpu/frame_ring.h"
#include "render/instance_table.h"
#include "render/passes/cull_pass.h"
#include "render/passes/depth_pyramid.h"
#include "render/passes/shadow_pass.h"
#include "render/scene/field_cache.h"
#include "render/scene/live_transforms.h"
#include "render/scene/mesh_cache.h"
#include "render/scene_layout.h"

namespace orfeas::render {

/// What a drawn scene has to tell.
struct SceneReport {
    bool meshesPending = false;       ///< draw again when woken
    std::uint64_t triangles = 0;      ///< of all visible objects, in full
    std::uint64_t drawnTriangles = 0; ///< after culling and levels; 0 where the card keeps it to itself
    std::size_t drawCalls = 0;
    std::size_t recordsSent = 0;     ///< objects whose records changed
    std::uint64_t shapeRevision = 0; ///< SceneView::shapeRevision
    std::vector<Error> errors;       ///< of meshes that cannot be shown; the others were drawn

    /// Another view's, drawn into the same window.
    void add(const SceneReport& other);
};

/// Device thread only; must go before the renderer that draws it.
class SceneView {
public:
    explicit SceneView(const PassResources& resources);
    ~SceneView();

    /// Takes the scene in, comparing it with the one before by pointers and values: what did not change costs a comparison.
    Result<void> update(VkCommandBuffer commands, MeshCache& meshes, FieldCache& fields,
                        const std::shared_ptr<const RenderScene>& scene,
                        const std::shared_ptr<const LiveTransforms>& live, MeshCache::Wait wait);
    /// After a frame that was thrown away.
    void forget();

    const RenderScene& scene() const { return *m_scene; }
    const std::vector<DrawObject>& objects() const { return m_objects; }
    const SceneLayout& layout() const { return m_layout; }
    /// Counts up with every new layout.
    std::uint64_t layoutRevision() const { return m_layoutRevision; }
    /// Counts up when something moved, came, went or changed its shape or opacity.
    std::uint64_t shapeRevision() const { return m_shapeRevision; }
    const InstanceTable& instances() const { return m_instances; }
    InstanceTable& instances() { return m_instances; }
    const mesh::Box& box() const { return m_box; }
    const mesh::Box& boxOf(std::size_t place) const { return m_boxes[place]; } ///< world
    const std::vector<std::uint32_t>& outlined() const { return m_outlined; }  ///< selected and hovered
    void report(SceneReport& report) const;
    ShadowPass& shadow() { return m_shadow; }
    CullPass& cull() { return m_cull; }
    DepthPyramid& pyramid() { return m_pyramid; }

    struct Slot {
        gpu::Buffer uniforms;
        gpu::DescriptorSet set;
    };
    Result<Slot*> slot(std::size_t index);

private:
    struct Update {
        VkCommandBuffer commands;
        MeshCache& meshes;
        FieldCache& fields;
        const RenderScene& scene;
        MeshCache::Wait wait;
        bool all;
    };
    void noteLive(const std::shared_ptr<const LiveTransforms>& live);
    bool unchanged(const Update& update, std::size_t i) const;
    std::shared_ptr<const GpuMesh> shownBefore(std::uint64_t id, std::size_t i) const;
    void rememberShown(const RenderScene& next);
    std::shared_ptr<const GpuMesh> findMesh(const Update& update, std::size_t i);
    void settle(const Update& update, std::size_t i);
    glm::vec4 fieldOf(const Update& update, const SceneObject& object);
    void finish();

    const PassResources& m_resources;
    std::shared_ptr<const RenderScene> m_scene;
    std::shared_ptr<const LiveTransforms> m_live;
    std::unordered_map<std::uint64_t, glm::mat4> m_liveNow; ///< by object
    std::vector<std::uint64_t> m_liveBefore;                ///< moved by the last ones
    std::unordered_map<std::uint64_t, std::shared_ptr<const GpuMesh>>
        m_shownBefore; ///< only while ids are shuffled
    std::vector<DrawObject> m_objects;
    std::vector<mesh::Box> m_boxes;
    std::vector<bool> m_settled; ///< false: its mesh is on its way
    bool m_pending = false;
    bool m_sorted = false; ///< the layout fits the objects
    bool m_moved = false;
    std::uint64_t m_fieldRevision = ~0ull;
    std::vector<Error> m_errors;

    InstanceTable m_instances;
    SceneLayout m_layout;
    std::uint64_t m_layoutRevision = 0;
    std::uint64_t m_shapeRevision = 0;
    mesh::Box m_box;
    std::vector<std::uint32_t> m_outlined;
    std::uint64_t m_triangles = 0;
    ShadowPass m_shadow;
    CullPass m_cull;
    DepthPyramid m_pyramid;
    std::array<Slot, gpu::kFramesInFlight> m_slots;
};

} // namespace orfeas::render
