#include "render/passes/outline_pass.h"

#include "render/scene/gpu_mesh.h"
#include "render/shaders/shader_code.h"

namespace orfeas::render {

Result<void> OutlinePass::prepare(const PassContext& context) {
    if (context.draws->masked.empty() || m_linePipeline) return {};
    gpu::PipelineOptions mask;
    mask.vertexShader = shaders::kPositionVert;
    mask.fragmentShader = shaders::kMaskFrag;
    mask.bindings = meshBindings(true, false);
    mask.attributes = meshAttributes(true, false);
    mask.blend = gpu::Blend::Maximum; // selected wins over hovered
    mask.layout = m_resources.sceneLayout.get();
    mask.renderPass = m_resources.maskPass.get();
    ORFEAS_TRY(maskPipeline, gpu::makePipeline(m_resources.device, mask));
    gpu::PipelineOptions line;
    line.vertexShader = shaders::kFullscreenVert;
    line.fragmentShader = shaders::kOutlineFrag;
    line.blend = gpu::Blend::Premultiplied;
    line.layout = m_resources.texturedLayout.get();
    line.renderPass = m_resources.postPass.get();
    ORFEAS_TRY(linePipeline, gpu::makePipeline(m_resources.device, line));
    m_maskPipeline = std::move(maskPipeline);
    m_linePipeline = std::move(linePipeline);
    return {};
}

void OutlinePass::recordMask(const PassContext& context, const FrameTargets& targets) const {
    if (context.draws->masked.empty()) return;
    const VkClearValue clear{};
    VkRenderPassBeginInfo begin{VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO};
    begin.renderPass = m_resources.maskPass.get();
    begin.framebuffer = targets.maskFramebuffer.get();
    begin.renderArea.extent = context.extent;
    begin.clearValueCount = 1;
    begin.pClearValues = &clear;
    vkCmdBeginRenderPass(context.commands, &begin, VK_SUBPASS_CONTENTS_INLINE);
    gpu::recordViewport(context.commands, context.extent);
    vkCmdBindPipeline(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_maskPipeline.get());
    vkCmdBindDescriptorSets(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_resources.sceneLayout.get(),
                            0, 1, &context.frameSet, 0, nullptr);
    for (const DrawBatch& batch : context.draws->masked) {
        bindMesh(context, *batch.mesh, false);
        vkCmdDrawIndexed(context.commands, batch.mesh->planes.indexCount, batch.instanceCount, 0, 0,
                         batch.firstInstance);
    }
    vkCmdEndRenderPass(context.commands);
}

void OutlinePass::record(const PassContext& context, const FrameTargets& targets) const {
    if (context.draws->masked.empty()) return;
    vkCmdBindPipeline(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_linePipeline.get());
    const VkDescriptorSet sets[] = {context.frameSet, targets.maskSet.handle()};
    vkCmdBindDescriptorSets(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS,
                            m_resources.texturedLayout.get(), 0, 2, sets, 0, nullptr);
    vkCmdDraw(context.commands, 3, 1, 0, 0);
}

} // namespace orfeas::render
