#include "render/renderer.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

#include <glm/common.hpp>

#include "render/frame_uniforms.h"
#include "render/scene/gpu_mesh.h"

namespace orfeas::render {
namespace {
constexpr float kShadowStrength = 0.66f;

glm::vec3 worldCorner(const DrawObject& o, int i) {
    const mesh::Box& box = o.mesh->box;
    const glm::vec3 p{i & 1 ? box.upper.x : box.lower.x, i & 2 ? box.upper.y : box.lower.y,
                      i & 4 ? box.upper.z : box.lower.z};
    return glm::vec3(o.object->transform * glm::vec4(p, 1.0f));
}

mesh::Box boxOf(const std::vector<DrawObject>& objects) {
    mesh::Box box;
    for (const DrawObject& o : objects) {
        for (int i = 0; i < 8; ++i) {
            const glm::vec3 p = worldCorner(o, i);
            box.lower = glm::min(box.lower, p);
            box.upper = glm::max(box.upper, p);
        }
    }
    return box;
}

/// Where selected and hovered objects may appear, with room for their line.
VkRect2D outlinedRectangle(const std::vector<DrawObject>& objects, const Camera& camera, VkExtent2D extent,
                           float pixelRatio) {
    const Viewport viewport{static_cast<int>(extent.width), static_cast<int>(extent.height)};
    const glm::vec2 size(extent.width, extent.height);
    glm::vec2 lower(1e9f), upper(-1e9f);
    for (const DrawObject& o : objects) {
        if (!o.object->selected && !o.object->hovered) continue;
        for (int i = 0; i < 8; ++i) {
            const glm::vec3 p = camera.project(worldCorner(o, i), viewport);
            if (p.z <= 0.0f || !std::isfinite(p.x + p.y)) return {{0, 0}, extent}; // reaches behind the eye
            lower = glm::min(lower, glm::vec2(p));
            upper = glm::max(upper, glm::vec2(p));
        }
    }
    const float room = 4.0f * pixelRatio;
    lower = glm::clamp(glm::floor(lower - room), glm::vec2(0.0f), size);
    upper = glm::clamp(glm::ceil(upper + room), glm::vec2(0.0f), size);
    if (lower.x >= upper.x || lower.y >= upper.y) return {};
    return {{static_cast<std::int32_t>(lower.x), static_cast<std::int32_t>(lower.y)},
            {static_cast<std::uint32_t>(upper.x - lower.x), static_cast<std::uint32_t>(upper.y - lower.y)}};
}

} // namespace

Renderer::Renderer(std::unique_ptr<PassResources> resources, std::function<void()> wake)
    : m_resources(std::move(resources)), m_meshes(*m_resources, std::move(wake)), m_overlay(*m_resources),
      m_shadow(*m_resources), m_background(*m_resources), m_mesh(*m_resources), m_wire(*m_resources),
      m_grid(*m_resources), m_axes(*m_resources), m_composite(*m_resources) {}

Renderer::~Renderer() {
    // What is retired refers to our descriptor pools: it must go first.
    for (auto& [id, mesh] : m_shown)
        m_resources->device.retire(std::move(mesh));
    m_meshes.forgetAll();
    m_shadow.forget();
    m_overlay.forget();
    m_resources->device.waitIdle();
}

Result<std::unique_ptr<Renderer>> Renderer::create(gpu::Device& device, std::function<void()> wake) {
    ORFEAS_TRY(resources, PassResources::create(device));
    auto renderer = std::unique_ptr<Renderer>(new Renderer(std::move(resources), std::move(wake)));
    ORFEAS_CHECK(renderer->makeSlots());
    return renderer;
}

Result<void> Renderer::makeSlots() {
    for (Slot& slot : m_slots) {
        ORFEAS_TRY(uniforms, gpu::Buffer::create(m_resources->device,
                                                 {sizeof(FrameUniforms), VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT,
                                                  gpu::MemoryKind::Upload}));
        slot.uniforms = std::move(uniforms);
        ORFEAS_TRY(set, m_resources->pools.allocate(m_resources->frameLayout.get()));
        slot.uniformSet = std::move(set);
        slot.uniformSet.writeBuffer(0, VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER, slot.uniforms.handle(), 0,
                                    sizeof(FrameUniforms));
    }
    return {};
}

void Renderer::showInstead(const SceneObject& object, std::vector<DrawObject>& objects) const {
    const auto before = m_shown.find(object.id);
    if (before != m_shown.end() && !before->second->empty()) objects.push_back({&object, before->second});
}

Result<std::vector<DrawObject>> Renderer::findMeshes(VkCommandBuffer commands, const RenderScene& scene,
                                                     MeshCache::Wait wait, SceneReport& report) {
    std::vector<DrawObject> objects;
    std::set<std::uint64_t> ids;
    for (const SceneObject& object : scene.objects) {
        ids.insert(object.id);
        if (!object.mesh) continue;
        Result<std::shared_ptr<const GpuMesh>> found = m_meshes.find(object.mesh, wait, commands);
        if (!found.ok()) {
            if (wait == MeshCache::Wait::ForAll || gpu::isDeviceLost(found.error())) return found.error();
            report.errors.push_back(found.error());
            continue;
        }
        if (!*found) {
            report.meshesPending = true;
            showInstead(object, objects);
            continue;
        }
        if (wait == MeshCache::Wait::ForSmall) {
            std::shared_ptr<const GpuMesh>& shown = m_shown[object.id];
            if (shown != *found) m_resources->device.retire(std::exchange(shown, *found));
        }
        if ((*found)->empty()) continue;
        report.triangles += (*found)->planes.indexCount / 3;
        objects.push_back({&object, *found});
    }
    if (wait == MeshCache::Wait::ForSmall) {
        for (auto it = m_shown.begin(); it != m_shown.end();) {
            if (ids.contains(it->first)) {
                ++it;
                continue;
            }
            m_resources->device.retire(std::move(it->second));
            it = m_shown.erase(it);
        }
    }
    return objects;
}

Result<void> Renderer::writeInstances(Slot& slot, const DrawList& draws) {
    const VkDeviceSize bytes = std::max<VkDeviceSize>(draws.instances.size(), 1) * sizeof(DrawInstance);
    if (!slot.instances || slot.instances.size() < bytes) {
        // The slot's last frame is done, so nothing reads the old buffer.
        ORFEAS_TRY(grown, gpu::Buffer::create(m_resources->device,
                                              {std::max<VkDeviceSize>(2 * bytes, 4096),
                                               VK_BUFFER_USAGE_VERTEX_BUFFER_BIT, gpu::MemoryKind::Upload}));
        slot.instances = std::move(grown);
    }
    if (!draws.instances.empty()) {
        std::memcpy(slot.instances.mapped(), draws.instances.data(),
                    draws.instances.size() * sizeof(DrawInstance));
    }
    return {};
}

void Renderer::writeUniforms(Slot& slot, const PassContext& context, glm::vec4 shadowRect) const {
    const Camera& camera = *context.camera;
    const ViewOptions& view = context.scene->view;
    const Viewport viewport{static_cast<int>(context.extent.width), static_cast<int>(context.extent.height)};
    const glm::vec2 size(context.extent.width, context.extent.height);
    FrameUniforms u;
    u.viewProjection = camera.projectionMatrix(viewport.aspect()) * camera.viewMatrix();
    u.eye = {camera.eye(), camera.projection == Projection::Orthographic ? 1.0f : 0.0f};
    u.right = {camera.right(), 0.0f};
    u.up = {camera.up(), 0.0f};
    u.forward = {camera.forward(), 0.0f};
    u.viewport = {size, 1.0f / size};
    u.bed = {0.5f * context.scene->bedSizeMm, context.scene->bedHighlighted ? 1.0f : 0.0f, view.pixelRatio};
    u.shadowRect = shadowRect;
    u.ground = {view.showGrid ? 1.0f : 0.0f, view.showBed ? 1.0f : 0.0f,
                view.showShadow ? kShadowStrength : 0.0f, camera.mmPerPixel(viewport)};
    std::memcpy(slot.uniforms.mapped(), &u, sizeof(u));
}

Result<void> Renderer::prepareAll(const PassContext& context, std::size_t slot) {
    ORFEAS_CHECK(m_shadow.prepare(context));
    ORFEAS_CHECK(m_background.prepare(context));
    ORFEAS_CHECK(m_mesh.prepare(context));
    ORFEAS_CHECK(m_wire.prepare(context));
    ORFEAS_CHECK(m_grid.prepare(context));
    return m_axes.prepare(context, slot);
}

Result<SceneReport> Renderer::drawScene(const gpu::Frame& frame, FrameTargets& targets,
                                        const RenderScene& scene, const Camera& camera,
                                        MeshCache::Wait wait) {
    SceneReport report;
    ORFEAS_TRY(objects, findMeshes(frame.commands, scene, wait, report));
    const DrawList draws = makeDrawList(objects, camera);
    Slot& slot = m_slots[frame.slot];
    ORFEAS_CHECK(writeInstances(slot, draws));

    PassContext context;
    context.commands = frame.commands;
    context.frameSet = slot.uniformSet.handle();
    context.scene = &scene;
    context.camera = &camera;
    context.draws = &draws;
    context.instances = slot.instances.handle();
    context.extent = targets.extent;
    context.multisample = targets.multisample;

    const glm::vec4 shadowRect = scene.view.showShadow ? shadowRectangle(boxOf(objects)) : glm::vec4(0.0f);
    writeUniforms(slot, context, shadowRect);
    targets.outlined = context.alphaIsMask()
                           ? outlinedRectangle(objects, camera, targets.extent, scene.view.pixelRatio)
                           : VkRect2D{};
    targets.pixelRatio = scene.view.pixelRatio;
    ORFEAS_CHECK(prepareAll(context, frame.slot));
    m_shadow.record(context, shadowRect);
    recordScene(context, targets);
    return report;
}

void Renderer::recordScene(const PassContext& context, const FrameTargets& targets) {
    VkClearValue clear[3]{}; // transparent black; depth 0 is infinitely far
    VkRenderPassBeginInfo begin{VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO};
    begin.renderPass = m_resources->scenePassFor(context.multisample);
    begin.framebuffer = targets.sceneFramebuffer.get();
    begin.renderArea.extent = context.extent;
    begin.clearValueCount = 3;
    begin.pClearValues = clear;
    vkCmdBeginRenderPass(context.commands, &begin, VK_SUBPASS_CONTENTS_INLINE);
    gpu::recordViewport(context.commands, context.extent);
    m_background.record(context);
    m_mesh.recordOpaque(context);
    m_grid.record(context, m_shadow.shadowSet());
    m_mesh.recordTranslucent(context);
    m_wire.record(context);
    m_axes.record(context);
    vkCmdEndRenderPass(context.commands);
}

Result<void> Renderer::composite(const gpu::Frame& frame, const CompositeTarget& target,
                                 const FrameTargets& targets,
                                 const std::shared_ptr<const OverlayImage>& overlay, float overlayOpacity) {
    ORFEAS_CHECK(m_overlay.prepare(frame.commands, overlay));
    ORFEAS_CHECK(m_composite.prepare(target));
    m_composite.record(frame.commands, target, targets, m_overlay, overlayOpacity);
    return {};
}

void Renderer::frameDropped() {
    for (auto& [id, mesh] : m_shown)
        m_resources->device.retire(std::move(mesh));
    m_shown.clear();
    m_meshes.forgetAll();
    m_shadow.forget();
    m_overlay.forget();
    m_mesh.forget();
}

} // namespace orfeas::render
