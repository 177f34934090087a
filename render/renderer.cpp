#include "render/renderer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <glm/common.hpp>
#include <glm/trigonometric.hpp>

#include "render/frame_uniforms.h"
#include "render/scene/gpu_mesh.h"

namespace orfeas::render {
namespace {
constexpr float kShadowStrength = 0.66f;
constexpr int kMapSteps = 256; ///< as in mesh.frag

float linear(float srgb) {
    return srgb <= 0.04045f ? srgb / 12.92f : std::pow((srgb + 0.055f) / 1.055f, 2.4f);
}

/// Where selected and hovered objects may appear, with room for their line.
VkRect2D outlinedRectangle(const SceneView& view, const Camera& camera, VkExtent2D extent, float pixelRatio) {
    const Viewport viewport{static_cast<int>(extent.width), static_cast<int>(extent.height)};
    const glm::vec2 size(extent.width, extent.height);
    glm::vec2 lower(1e9f), upper(-1e9f);
    for (const std::uint32_t place : view.outlined()) {
        const mesh::Box& box = view.boxOf(place);
        for (int i = 0; i < 8; ++i) {
            const glm::vec3 corner{i & 1 ? box.upper.x : box.lower.x, i & 2 ? box.upper.y : box.lower.y,
                                   i & 4 ? box.upper.z : box.lower.z};
            const glm::vec3 p = camera.project(corner, viewport);
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

glm::vec4 backgroundOf(const ViewOptions& view) {
    const glm::vec3 flat = glm::vec3(view.backgroundColour) / 255.0f;
    switch (view.background) {
    case Background::Light:
        return {0.9f, 0.9f, 0.9f, 1.0f};
    case Background::Flat:
        return {flat, 2.0f};
    default:
        return glm::vec4(0.0f);
    }
}

FrameUniforms uniformsOf(const PassContext& context, const glm::mat4& matrix, glm::vec4 shadowRect) {
    const Camera& camera = *context.camera;
    const ViewOptions& view = context.scene->view;
    const Viewport viewport{static_cast<int>(context.extent.width), static_cast<int>(context.extent.height)};
    const glm::vec2 size(context.extent.width, context.extent.height);
    FrameUniforms u;
    u.viewProjection = matrix;
    u.eye = {camera.eye(), camera.projection == Projection::Orthographic ? 1.0f : 0.0f};
    u.right = {camera.right(), 0.0f};
    u.up = {camera.up(), 0.0f};
    u.forward = {camera.forward(), 0.0f};
    u.viewport = {size, 1.0f / size};
    u.bed = {0.5f * context.scene->bedSizeMm, context.scene->bedHighlighted ? 1.0f : 0.0f, view.pixelRatio};
    u.shadowRect = shadowRect;
    u.ground = {view.showGrid ? 1.0f : 0.0f, view.showBed ? 1.0f : 0.0f,
                view.showShadow ? kShadowStrength : 0.0f, camera.mmPerPixel(viewport)};
    if (view.section) u.section = {view.section->normal, view.section->offsetMm};
    u.background = backgroundOf(view);
    // A face leans out by the angle between it and the vertical: its normal points down by as much.
    u.options.x = std::sin(glm::radians(std::clamp(view.overhangDegrees, 0.0f, 90.0f)));
    return u;
}

} // namespace

Renderer::Renderer(std::unique_ptr<PassResources> resources, std::function<void()> wake,
                   const DrawSettings& settings)
    : m_resources(std::move(resources)), m_settings(settings), m_meshes(*m_resources, std::move(wake)),
      m_fields(m_resources->device), m_overlay(*m_resources), m_white(*m_resources), m_depths(*m_resources),
      m_ambient(*m_resources), m_background(*m_resources), m_mesh(*m_resources), m_wire(*m_resources),
      m_grid(*m_resources), m_axes(*m_resources), m_handles(*m_resources), m_composite(*m_resources) {}

Renderer::~Renderer() {
    // What is retired refers to our descriptor pools: it must go first.
    m_meshes.forgetAll();
    m_overlay.forget();
    m_resources->device.waitIdle();
}

Result<std::unique_ptr<Renderer>> Renderer::create(gpu::Device& device, std::function<void()> wake,
                                                   const DrawSettings& settings) {
    ORFEAS_TRY(resources, PassResources::create(device));
    auto renderer = std::unique_ptr<Renderer>(new Renderer(std::move(resources), std::move(wake), settings));
    ORFEAS_CHECK(renderer->makeMaps());
    return renderer;
}

Result<void> Renderer::makeMaps() {
    std::vector<glm::vec4> table;
    for (int map = 0; map < kColourMapCount; ++map) {
        for (int i = 0; i < kMapSteps; ++i) {
            const float t = static_cast<float>(i) / (kMapSteps - 1);
            const glm::vec3 c = colourAt(static_cast<ColourMap>(map), t);
            table.emplace_back(linear(c.r), linear(c.g), linear(c.b), 1.0f);
        }
    }
    ORFEAS_TRY(made, gpu::Buffer::create(m_resources->device,
                                         {table.size() * sizeof(table[0]), VK_BUFFER_USAGE_STORAGE_BUFFER_BIT,
                                          gpu::MemoryKind::Upload, gpu::MemoryOwner::Scene}));
    m_maps = std::move(made);
    std::memcpy(m_maps.mapped(), table.data(), table.size() * sizeof(table[0]));
    return {};
}

DrawPath Renderer::path() const {
    const gpu::Adapter& adapter = m_resources->device.adapter();
    if (m_settings.path == DrawPath::Automatic)
        return adapter.indirect ? DrawPath::GpuDriven : DrawPath::Plain;
    if (m_settings.path == DrawPath::GpuDriven && !adapter.indirect) return DrawPath::Plain;
    return m_settings.path;
}

Result<void> Renderer::chooseDraws(const gpu::Frame& frame, SceneView& view, const SceneFrame& what,
                                   const Choice& choice, PassContext& context, DrawList& draws) {
    const float lodErrorPx = choice.full || path() == DrawPath::OneByOne ? 0.0f : m_settings.lodErrorPx;
    CullView cull = makeCullView(what.camera, choice.matrix, choice.viewport, lodErrorPx);
    // Edges are drawn from lists that only the processor can make.
    const bool byCard = path() == DrawPath::GpuDriven && !choice.byProcessor && !what.scene->view.wireframe;
    context.levels = lodErrorPx > 0.0f;
    context.oneByOne = path() == DrawPath::OneByOne;
    draws.clear();
    if (byCard) {
        // A see-through picture has nothing in front of anything.
        context.testsDepth = m_settings.occlusion && choice.targets != nullptr && !what.scene->view.xray;
        ORFEAS_CHECK(prepareDepths(view, choice, context));
        if (context.testsDepth) cull.screen.z = static_cast<float>(view.pyramid().levels());
        ORFEAS_CHECK(view.cull().prepare(frame.commands, view.layout(),
                                         view.layoutRevision() << 32 ^ m_meshes.revision(),
                                         view.objects().size()));
        ORFEAS_CHECK(view.cull().begin(frame.slot, view.instances(), cull,
                                       context.testsDepth ? view.pyramid().buffer() : VK_NULL_HANDLE));
        view.cull().record(frame.commands, frame.slot,
                           context.testsDepth ? CullPass::Phase::SeenBefore : CullPass::Phase::All);
        context.lists = &view.cull().lists();
    } else {
        ORFEAS_CHECK(prepareDepths(view, choice, context));
        cullSolids(draws, view.layout(), view.objects(), view.instances(), cull, context.oneByOne);
    }
    sortTranslucent(draws, view.layout(), view.objects(), what.camera, cull);
    return {};
}

Result<void> Renderer::prepareDepths(SceneView& view, const Choice& choice, PassContext& context) {
    const ViewOptions& options = context.scene->view;
    context.occlusion = choice.ambient && options.ambientOcclusion && options.lighting == Lighting::Studio &&
                        options.surface == SurfaceMode::Colour && !options.xray;
    if (context.occlusion || context.testsDepth) ORFEAS_CHECK(m_depths.prepare(context, *choice.targets));
    if (context.testsDepth) ORFEAS_CHECK(view.pyramid().prepare(*choice.targets));
    if (context.occlusion) ORFEAS_CHECK(m_ambient.prepare(*choice.targets));
    return {};
}

/// What the scene is shaded and culled by, before it is drawn.
void Renderer::recordDepths(const gpu::Frame& frame, const PassContext& context, SceneView& view,
                            const FrameTargets& targets, const glm::mat4& matrix) {
    if (context.testsDepth) {
        m_depths.record(context, targets);
        view.pyramid().record(frame.commands);
        view.cull().record(frame.commands, frame.slot, CullPass::Phase::Tested);
        context.mark("occlusion culling");
    }
    if (context.occlusion) {
        m_depths.record(context, targets);
        m_ambient.record(context, targets, matrix);
        context.mark("ambient occlusion");
    }
}

Result<void> Renderer::bindFrame(const gpu::Frame& frame, SceneView& view, PassContext& context,
                                 VkBuffer visible, const Choice& choice, glm::vec4 shadowRect) {
    ORFEAS_TRY(slot, view.slot(frame.slot));
    const FrameUniforms uniforms = uniformsOf(context, choice.matrix, shadowRect);
    std::memcpy(slot->uniforms.mapped(), &uniforms, sizeof(uniforms));
    ORFEAS_TRY(fields, m_fields.buffer());
    slot->set.writeBuffer(0, VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER, slot->uniforms.handle(), 0, sizeof(uniforms));
    const VkBuffer stored[] = {view.instances().buffer(), visible, fields, m_maps.handle()};
    for (std::uint32_t i = 0; i < 4; ++i)
        slot->set.writeBuffer(i + 1, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, stored[i], 0, VK_WHOLE_SIZE);
    const VkImageView open = context.occlusion ? choice.targets->ambient->view() : m_white.view();
    slot->set.writeImage(5, open, m_resources->linearSampler.get());
    context.frameSet = slot->set.handle();
    return {};
}

Result<void> Renderer::begin(const gpu::Frame& frame, SceneView& view, const SceneFrame& what,
                             const Choice& choice, PassContext& context, DrawList& draws) {
    ORFEAS_TRY(fields, m_fields.buffer()); // so that it is there before anything refers to its places
    static_cast<void>(fields);
    ORFEAS_CHECK(m_white.prepare(frame.commands));
    ORFEAS_CHECK(m_meshes.installLods(frame.commands));
    ORFEAS_CHECK(view.update(frame.commands, m_meshes, m_fields, what.scene, what.live, what.wait));
    context.commands = frame.commands;
    context.scene = what.scene.get();
    context.camera = &what.camera;
    context.view = &view;
    context.draws = &draws;
    context.overlay = what.handles.get();
    context.times = what.times;
    ORFEAS_CHECK(chooseDraws(frame, view, what, choice, context, draws));
    VkBuffer visible = VK_NULL_HANDLE;
    if (context.lists != nullptr) {
        visible = view.cull().visible();
    } else {
        std::vector<std::uint32_t> places = view.layout().order;
        places.insert(places.end(), draws.visible.begin(), draws.visible.end());
        ORFEAS_TRY(sent, uploadOnce(m_resources->device, places.data(), places.size() * sizeof(places[0]),
                                    VK_BUFFER_USAGE_STORAGE_BUFFER_BIT));
        visible = sent;
    }
    const glm::vec4 shadowRect = what.scene->view.showShadow ? shadowRectangle(view.box()) : glm::vec4(0.0f);
    return bindFrame(frame, view, context, visible, choice, shadowRect);
}

Result<void> Renderer::prepareAll(const PassContext& context) {
    ORFEAS_CHECK(context.view->shadow().prepare(context));
    ORFEAS_CHECK(m_background.prepare(context));
    m_mesh.useWhite(m_white.set());
    ORFEAS_CHECK(m_mesh.prepare(context));
    ORFEAS_CHECK(m_wire.prepare(context));
    ORFEAS_CHECK(m_grid.prepare(context));
    ORFEAS_CHECK(m_handles.prepare(context));
    return m_axes.prepare(context);
}

Result<SceneReport> Renderer::drawScene(const gpu::Frame& frame, FrameTargets& targets, SceneView& view,
                                        const SceneFrame& what) {
    PassContext context;
    context.extent = targets.extent;
    context.multisample = targets.multisample;
    Choice choice;
    choice.viewport = {static_cast<int>(targets.extent.width), static_cast<int>(targets.extent.height)};
    choice.matrix = what.camera.projectionMatrix(choice.viewport.aspect()) * what.camera.viewMatrix();
    choice.targets = &targets;
    choice.ambient = what.fine;
    DrawList draws;
    const CullCounts counted = view.cull().counts(frame.slot);
    ORFEAS_CHECK(begin(frame, view, what, choice, context, draws));

    targets.outlined = context.alphaIsMask()
                           ? outlinedRectangle(view, what.camera, targets.extent, what.scene->view.pixelRatio)
                           : VkRect2D{};
    targets.pixelRatio = what.scene->view.pixelRatio;
    ORFEAS_CHECK(prepareAll(context));
    const glm::vec4 shadowRect = what.scene->view.showShadow ? shadowRectangle(view.box()) : glm::vec4(0.0f);
    context.mark("uploads, culling");
    recordDepths(frame, context, view, targets, choice.matrix);
    view.shadow().record(context, shadowRect);
    context.mark("contact shadow");
    recordScene(context, targets);

    SceneReport report;
    view.report(report);
    const bool byCard = context.lists != nullptr;
    report.drawnTriangles = draws.triangles + (byCard ? counted.triangles : 0);
    report.drawCalls = draws.translucent.size() + (byCard ? counted.draws : draws.draws.size());
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
    context.mark("background");
    m_mesh.recordOpaque(context);
    context.mark("solid objects");
    m_grid.record(context, context.view->shadow().shadowSet());
    context.mark("bed and grid");
    m_mesh.recordTranslucent(context);
    m_wire.record(context);
    context.mark("see-through, edges");
    m_handles.record(context);
    m_axes.record(context);
    vkCmdEndRenderPass(context.commands);
    context.mark("handles, resolve");
}

Result<void> Renderer::composite(const gpu::Frame& frame, const CompositeTarget& target,
                                 std::span<const CompositePart> parts,
                                 const std::shared_ptr<const OverlayImage>& overlay, float overlayOpacity,
                                 const DebugPass* debug) {
    ORFEAS_CHECK(m_overlay.prepare(frame.commands, overlay));
    ORFEAS_CHECK(m_composite.prepare(target));
    m_composite.record(frame.commands, target, parts, m_overlay, overlayOpacity, debug);
    return {};
}

void Renderer::frameSubmitted() {
    m_meshes.collect();
    m_fields.collect();
}

void Renderer::frameDropped() {
    m_meshes.forgetAll();
    m_overlay.forget();
    m_white.forget();
}

} // namespace orfeas::render
