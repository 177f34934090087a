#include "render/passes/mesh_pass.h"

#include "render/draw_list.h"
#include "render/scene_view.h"
#include "render/shaders/shader_code.h"

namespace orfeas::render {
namespace {

constexpr std::uint32_t kDepthKey = 1u << 24;

} // namespace

Result<VkPipeline> MeshPass::colourPipeline(const PassContext& context, SurfaceKind kind, Layer layer) {
    const ViewOptions& view = context.scene->view;
    const std::uint32_t colour = static_cast<std::uint32_t>(kind),
                        lighting = static_cast<std::uint32_t>(view.lighting);
    const std::uint32_t flat = view.shading == Shading::Flat ? 1 : 0;
    const std::uint32_t mask = context.alphaIsMask() && layer.look == Look::Solid ? 1 : 0;
    const std::uint32_t section = context.hasSection() ? 1 : 0, xray = layer.look == Look::Xray ? 1 : 0;
    const std::uint32_t occlusion = context.occlusion && layer.look == Look::Solid ? 1 : 0;
    const std::uint32_t key =
        context.key() | colour << 3 | lighting << 6 | flat << 8 | occlusion << 9 | layer.key() << 10;
    return m_pipelines.get(m_resources.device, key, [&] {
        const bool solid = layer.look == Look::Solid;
        gpu::PipelineOptions o;
        o.vertexShader = shaders::kMeshVert;
        o.fragmentShader = shaders::kMeshFrag;
        o.constants = {colour, lighting, flat, mask, section, xray, occlusion};
        o.bindings = meshBindings();
        o.attributes = meshAttributes(true);
        o.samples = sampleCount(context.multisample);
        o.depthTest = layer.look != Look::Xray;
        o.depthWrite = solid;
        o.faces = layer.faces;
        o.pushedBack =
            layer.faces == gpu::Faces::Back && section == 0; // as a cut they lie on the bed, not in it
        o.blend = solid ? gpu::Blend::None : gpu::Blend::Premultiplied;
        o.channels = solid ? gpu::Channels::All : context.decoration();
        o.layout = m_resources.texturedLayout.get();
        o.renderPass = m_resources.scenePassFor(context.multisample);
        return o;
    });
}

/// Also writes the mask, where there is one.
Result<VkPipeline> MeshPass::depthPipeline(const PassContext& context, Layer layer) {
    return m_pipelines.get(m_resources.device, kDepthKey | context.key() | layer.key() << 3, [&] {
        gpu::PipelineOptions o;
        o.vertexShader = shaders::kPositionVert;
        o.fragmentShader = shaders::kMaskFrag;
        o.constants = {context.hasSection() ? 1u : 0u};
        o.bindings = meshBindings();
        o.attributes = meshAttributes(false);
        o.samples = sampleCount(context.multisample);
        o.depthTest = true;
        o.depthWrite = true;
        o.faces = layer.faces;
        o.channels = context.alphaIsMask() ? gpu::Channels::Alpha : gpu::Channels::None;
        o.layout = m_resources.texturedLayout.get();
        o.renderPass = m_resources.scenePassFor(context.multisample);
        return o;
    });
}

Result<MeshPass::Item> MeshPass::makeItem(const PassContext& context, const Material& material, Look look) {
    Item item;
    // A closed surface never shows its inside, unless it is cut. An open one may: its back faces come first and a hair
    // farther away, so that of two sheets in the same place (every face twice, once each way round) the right side shows. A
    // mirrored transform turns front into back: such objects are drawn both ways at once.
    const bool solid = look == Look::Solid, closed = material.closed && !context.hasSection();
    const bool apart = look != Look::Xray && !material.mirrored && (closed || solid);
    const Layer layer{look, apart ? gpu::Faces::Front : gpu::Faces::Both};
    ORFEAS_TRY(colour, colourPipeline(context, material.kind, layer));
    if (apart && !closed) {
        ORFEAS_TRY(inside, colourPipeline(context, material.kind, {look, gpu::Faces::Back}));
        item.inside = inside;
    }
    item.colour = colour;
    if (!solid) {
        ORFEAS_TRY(depth, depthPipeline(context, layer));
        item.depth = depth;
    }
    return item;
}

Result<void> MeshPass::prepare(const PassContext& context) {
    m_solid.clear();
    m_translucent.clear();
    const bool xray = context.scene->view.xray;
    for (const DrawRun& run : context.view->layout().runs) {
        ORFEAS_TRY(item, makeItem(context, run.material, xray ? Look::Xray : Look::Solid));
        m_solid.push_back(item);
    }
    for (const TranslucentDraw& draw : context.draws->translucent) {
        ORFEAS_TRY(item, makeItem(context, draw.material, xray ? Look::Xray : Look::Translucent));
        m_translucent.push_back(item);
    }
    return {};
}

void MeshPass::bind(const PassContext& context, const Material& material, VkPipeline pipeline) const {
    vkCmdBindPipeline(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline);
    const VkDescriptorSet sets[] = {context.frameSet,
                                    material.texture != VK_NULL_HANDLE ? material.texture : m_white};
    vkCmdBindDescriptorSets(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS,
                            m_resources.texturedLayout.get(), 0, 2, sets, 0, nullptr);
    bindBlock(context.commands, *material.block);
}

void MeshPass::drawSolid(const PassContext& context, std::size_t run, VkPipeline pipeline) const {
    const Material& material = context.view->layout().runs[run].material;
    if (context.oneByOne) {
        for (const Draw& draw : drawsOf(*context.draws, run)) {
            bind(context, material, pipeline);
            drawOne(context.commands, draw);
        }
        return;
    }
    bind(context, material, pipeline);
    drawRun(context, run);
}

void MeshPass::recordOpaque(const PassContext& context) const {
    if (context.scene->view.xray) return;
    for (std::size_t run = 0; run < m_solid.size(); ++run) {
        if (m_solid[run].inside != VK_NULL_HANDLE) drawSolid(context, run, m_solid[run].inside);
        drawSolid(context, run, m_solid[run].colour);
    }
}

void MeshPass::recordTranslucent(const PassContext& context) const {
    const bool xray = context.scene->view.xray;
    // Depth and mask of all first: what is drawn then adds up in any order, near or far.
    for (std::size_t run = 0; xray && run < m_solid.size(); ++run)
        drawSolid(context, run, m_solid[run].depth);
    for (std::size_t run = 0; xray && run < m_solid.size(); ++run)
        drawSolid(context, run, m_solid[run].colour);
    for (std::size_t i = 0; i < m_translucent.size(); ++i) {
        const TranslucentDraw& draw = context.draws->translucent[i];
        bind(context, draw.material, m_translucent[i].depth);
        drawOne(context.commands, draw.draw);
        bind(context, draw.material, m_translucent[i].colour);
        drawOne(context.commands, draw.draw);
    }
}

} // namespace orfeas::render
