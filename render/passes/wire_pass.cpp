#include "render/passes/wire_pass.h"

#include <algorithm>

#include "render/draw_list.h"
#include "render/shaders/shader_code.h"

namespace orfeas::render {

Result<void> WirePass::prepare(const PassContext& context) {
    m_pipeline = VK_NULL_HANDLE;
    if (!context.scene->view.wireframe) return {};
    const auto options = [&] {
        gpu::PipelineOptions o;
        o.vertexShader = shaders::kWireVert;
        o.fragmentShader = shaders::kWireFrag;
        o.constants = {context.hasSection() ? 1u : 0u};
        o.samples = sampleCount(context.multisample);
        o.depthTest = true;
        o.blend = gpu::Blend::Premultiplied;
        o.channels = context.decoration();
        o.layout = m_resources.wiredLayout.get();
        o.renderPass = m_resources.scenePassFor(context.multisample);
        return o;
    };
    ORFEAS_TRY(pipeline, m_pipelines.get(m_resources.device, context.key(), options));
    m_pipeline = pipeline;
    for (const Draw& draw : context.draws->draws)
        ORFEAS_CHECK(prepareBlock(draw.mesh->range.block()));
    for (const TranslucentDraw& draw : context.draws->translucent)
        ORFEAS_CHECK(prepareBlock(draw.draw.mesh->range.block()));
    return {};
}

Result<void> WirePass::prepareBlock(const GeometryBlock& block) {
    const auto known =
        std::find_if(m_sets.begin(), m_sets.end(), [&block](const BlockSet& s) { return s.block == &block; });
    if (known != m_sets.end()) {
        if (known->vertices == block.vertices.handle()) return {};
        m_resources.device.retire(std::make_shared<gpu::DescriptorSet>(std::move(known->set)));
        m_sets.erase(known);
    }
    BlockSet made{&block, block.vertices.handle(), {}};
    // A mesh too large for the shader to reach has no edges drawn.
    const VkDeviceSize most = m_resources.device.adapter().limits.maxStorageBufferRange;
    if (block.vertices.size() <= most && block.indices.size() <= most) {
        ORFEAS_TRY(set, m_resources.pools.allocate(m_resources.wireLayout.get()));
        made.set = std::move(set);
        made.set.writeBuffer(0, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, block.vertices.handle(), 0, VK_WHOLE_SIZE);
        made.set.writeBuffer(1, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, block.indices.handle(), 0, VK_WHOLE_SIZE);
    }
    m_sets.push_back(std::move(made));
    return {};
}

void WirePass::draw(const PassContext& context, const Draw& draw) const {
    const auto block = std::find_if(m_sets.begin(), m_sets.end(), [&draw](const BlockSet& s) {
        return s.block == &draw.mesh->range.block();
    });
    if (!block->set) return;
    const VkDescriptorSet sets[] = {context.frameSet, block->set.handle()};
    vkCmdBindDescriptorSets(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_resources.wiredLayout.get(),
                            0, 2, sets, 0, nullptr);
    const std::uint32_t push[] = {draw.mesh->range.vertices().offset, draw.lod.firstIndex};
    vkCmdPushConstants(context.commands, m_resources.wiredLayout.get(), VK_SHADER_STAGE_VERTEX_BIT, 0,
                       sizeof(push), push);
    vkCmdDraw(context.commands, draw.lod.indexCount, draw.count, draw.lod.firstIndex, draw.firstInstance);
}

void WirePass::record(const PassContext& context) const {
    if (m_pipeline == VK_NULL_HANDLE) return;
    vkCmdBindPipeline(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_pipeline);
    for (const Draw& one : context.draws->draws)
        draw(context, one);
    for (const TranslucentDraw& one : context.draws->translucent)
        draw(context, one.draw);
}

} // namespace orfeas::render
