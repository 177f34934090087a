#include "render/passes/mesh_pass.h"

#include <cstring>

#include "render/scene/gpu_mesh.h"
#include "render/shaders/shader_code.h"

namespace orfeas::render {
namespace {

ColourSource sourceFor(ColourSource asked, const GpuMesh& mesh) {
    const bool anything = asked == ColourSource::Automatic;
    if (mesh.hasTexture() && (anything || asked == ColourSource::Texture)) return ColourSource::Texture;
    if (mesh.hasColours && (anything || asked == ColourSource::VertexColour))
        return ColourSource::VertexColour;
    return ColourSource::Clay;
}

/// As the shaders count them.
std::uint32_t shaderConstant(ColourSource source) {
    return source == ColourSource::Texture ? 0u : source == ColourSource::VertexColour ? 1u : 2u;
}

constexpr std::uint32_t kDepthKey = 1u << 16;

} // namespace

Result<void> MeshPass::makeWhite(VkCommandBuffer commands) {
    if (m_white) return {};
    ORFEAS_TRY(pixels, gpu::Buffer::create(m_resources.device,
                                           {4, VK_BUFFER_USAGE_TRANSFER_SRC_BIT, gpu::MemoryKind::Upload}));
    std::memset(pixels.mapped(), 0xff, 4);
    ORFEAS_TRY(white, recordTexture(m_resources.device, commands, pixels, {1, 1}));
    m_resources.device.retire(std::make_shared<gpu::Buffer>(std::move(pixels)));
    ORFEAS_TRY(set, m_resources.pools.allocate(m_resources.textureLayout.get()));
    set.writeImage(0, white.view(), m_resources.nearestSampler.get());
    if (m_whiteSet) m_resources.device.retire(std::make_shared<gpu::DescriptorSet>(std::move(m_whiteSet)));
    m_whiteSet = std::move(set);
    m_white = std::make_shared<gpu::Image>(std::move(white));
    return {};
}

void MeshPass::forget() {
    if (m_white) m_resources.device.retire(std::exchange(m_white, nullptr));
}

Result<VkPipeline> MeshPass::colourPipeline(const PassContext& context, ColourSource source, Layer layer) {
    const ViewOptions& view = context.scene->view;
    const std::uint32_t colour = shaderConstant(source), lighting = static_cast<std::uint32_t>(view.lighting);
    const std::uint32_t flat = view.shading == Shading::Flat ? 1 : 0;
    const std::uint32_t mask = context.alphaIsMask() && !layer.translucent ? 1 : 0;
    const std::uint32_t key = context.key() | colour << 2 | lighting << 4 | flat << 6 | layer.key() << 7;
    return m_pipelines.get(m_resources.device, key, [&] {
        gpu::PipelineOptions o;
        o.vertexShader = shaders::kMeshVert;
        o.fragmentShader = shaders::kMeshFrag;
        o.constants = {colour, lighting, flat, mask};
        o.bindings = meshBindings(true, true);
        o.attributes = meshAttributes(true, true);
        o.samples = sampleCount(context.multisample);
        o.depthTest = true;
        o.depthWrite = !layer.translucent;
        o.faces = layer.faces;
        o.pushedBack = layer.faces == gpu::Faces::Back;
        o.blend = layer.translucent ? gpu::Blend::Premultiplied : gpu::Blend::None;
        o.channels = layer.translucent ? context.decoration() : gpu::Channels::All;
        o.layout = m_resources.texturedLayout.get();
        o.renderPass = m_resources.scenePassFor(context.multisample);
        return o;
    });
}

/// Also writes the mask, where there is one.
Result<VkPipeline> MeshPass::depthPipeline(const PassContext& context, Layer layer) {
    return m_pipelines.get(m_resources.device, kDepthKey | context.key() | layer.key() << 2, [&] {
        gpu::PipelineOptions o;
        o.vertexShader = shaders::kPositionVert;
        o.fragmentShader = shaders::kMaskFrag;
        o.bindings = meshBindings(true, false);
        o.attributes = meshAttributes(true, false);
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

Result<MeshPass::Item> MeshPass::makeItem(const PassContext& context, const DrawBatch& batch,
                                          bool translucent) {
    Item item;
    item.batch = &batch;
    const ColourSource source = sourceFor(context.scene->view.colour, *batch.mesh);
    // A closed surface never shows its inside. An open one may: its back faces come first and a hair farther away, so
    // that of two sheets in the same place (every face twice, once each way round) the right side shows. A mirrored
    // transform turns front into back: such a batch is drawn both ways at once.
    const bool closed = batch.mesh->closed, apart = !batch.mirrored && (closed || !translucent);
    const Layer layer{translucent, apart ? gpu::Faces::Front : gpu::Faces::Both};
    ORFEAS_TRY(colour, colourPipeline(context, source, layer));
    if (apart && !closed) {
        ORFEAS_TRY(inside, colourPipeline(context, source, {translucent, gpu::Faces::Back}));
        item.inside = inside;
    }
    item.colour = colour;
    if (translucent) {
        ORFEAS_TRY(depth, depthPipeline(context, layer));
        item.depth = depth;
    }
    return item;
}

Result<void> MeshPass::prepare(const PassContext& context) {
    ORFEAS_CHECK(makeWhite(context.commands));
    m_opaque.clear();
    m_translucent.clear();
    for (const DrawBatch& batch : context.draws->opaque) {
        ORFEAS_TRY(item, makeItem(context, batch, false));
        m_opaque.push_back(item);
    }
    for (const DrawBatch& batch : context.draws->translucent) {
        ORFEAS_TRY(item, makeItem(context, batch, true));
        m_translucent.push_back(item);
    }
    return {};
}

void MeshPass::draw(const PassContext& context, const Item& item, VkPipeline pipeline) const {
    const GpuMesh& mesh = *item.batch->mesh;
    vkCmdBindPipeline(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline);
    const VkDescriptorSet sets[] = {context.frameSet,
                                    mesh.textureSet ? mesh.textureSet.handle() : m_whiteSet.handle()};
    vkCmdBindDescriptorSets(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS,
                            m_resources.texturedLayout.get(), 0, 2, sets, 0, nullptr);
    bindMesh(context, mesh, true);
    vkCmdDrawIndexed(context.commands, mesh.planes.indexCount, item.batch->instanceCount, 0, 0,
                     item.batch->firstInstance);
}

void MeshPass::recordOpaque(const PassContext& context) const {
    for (const Item& item : m_opaque) {
        if (item.inside != VK_NULL_HANDLE) draw(context, item, item.inside);
        draw(context, item, item.colour);
    }
}

void MeshPass::recordTranslucent(const PassContext& context) const {
    for (const Item& item : m_translucent) {
        draw(context, item, item.depth);
        draw(context, item, item.colour);
    }
}

} // namespace orfeas::render
