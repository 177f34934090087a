#include "render/passes/composite_pass.h"

#include <algorithm>

#include "render/shaders/shader_code.h"

namespace orfeas::render {

Result<void> CompositePass::makeLayouts() {
    if (m_layout) return {};
    const gpu::DescriptorBinding image{VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER,
                                       VK_SHADER_STAGE_FRAGMENT_BIT};
    const gpu::DescriptorBinding bindings[] = {image, image};
    ORFEAS_TRY(setLayout, gpu::makeSetLayout(m_resources.device, bindings));
    m_setLayout = std::move(setLayout);
    for (gpu::DescriptorSet& place : m_sets) {
        ORFEAS_TRY(set, m_resources.pools.allocate(m_setLayout.get()));
        place = std::move(set);
    }
    const VkDescriptorSetLayout sets[] = {m_setLayout.get()};
    ORFEAS_TRY(layout,
               gpu::makePipelineLayout(m_resources.device, sets, VK_SHADER_STAGE_FRAGMENT_BIT, sizeof(Push)));
    m_layout = std::move(layout);
    return {};
}

Result<void> CompositePass::prepare(const CompositeTarget& target, const FrameTargets& frame,
                                    const OverlayTexture& overlay, std::size_t slot) {
    ORFEAS_CHECK(makeLayouts());
    gpu::Owned<VkPipeline>& pipeline = m_pipelines[target.format];
    if (!pipeline) {
        gpu::PipelineOptions options;
        options.vertexShader = shaders::kFullscreenVert;
        options.fragmentShader = shaders::kCompositeFrag;
        options.layout = m_layout.get();
        options.renderPass = target.renderPass;
        ORFEAS_TRY(made, gpu::makePipeline(m_resources.device, options));
        pipeline = std::move(made);
    }
    m_pipeline = pipeline.get();
    // The slot's last frame is done, so its set may change.
    m_sets[slot].writeImage(0, frame.scene.secondView(), m_resources.nearestSampler.get());
    m_sets[slot].writeImage(1, overlay.view(), m_resources.nearestSampler.get());
    m_set = m_sets[slot].handle();
    return {};
}

void CompositePass::record(VkCommandBuffer commands, const CompositeTarget& target,
                           const OverlayTexture& overlay, float overlayOpacity) const {
    const VkClearValue clear{};
    VkRenderPassBeginInfo begin{VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO};
    begin.renderPass = target.renderPass;
    begin.framebuffer = target.framebuffer;
    begin.renderArea.extent = target.extent;
    begin.clearValueCount = 1;
    begin.pClearValues = &clear;
    vkCmdBeginRenderPass(commands, &begin, VK_SUBPASS_CONTENTS_INLINE);
    gpu::recordViewport(commands, target.extent);
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_pipeline);
    vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_layout.get(), 0, 1, &m_set, 0,
                            nullptr);
    Push push;
    push.overlaySize[0] = static_cast<std::int32_t>(overlay.extent().width);
    push.overlaySize[1] = static_cast<std::int32_t>(overlay.extent().height);
    push.overlayOpacity = std::clamp(overlayOpacity, 0.0f, 1.0f);
    push.decode =
        target.format == VK_FORMAT_B8G8R8A8_SRGB || target.format == VK_FORMAT_R8G8B8A8_SRGB ? 1 : 0;
    vkCmdPushConstants(commands, m_layout.get(), VK_SHADER_STAGE_FRAGMENT_BIT, 0, sizeof(push), &push);
    vkCmdDraw(commands, 3, 1, 0, 0);
    vkCmdEndRenderPass(commands);
}

} // namespace orfeas::render
