#include "render/passes/depth_pass.h"

#include "render/draw_list.h"
#include "render/scene_view.h"
#include "render/shaders/shader_code.h"

namespace orfeas::render {

Result<void> DepthPass::prepare(const PassContext& context, FrameTargets& targets) {
    gpu::Device& device = m_resources.device;
    if (!m_pass) {
        gpu::RenderPassOptions options;
        options.depth = options.keepDepth = true;
        ORFEAS_TRY(pass, gpu::makeRenderPass(device, options));
        m_pass = std::move(pass);
    }
    if (!targets.depths) {
        auto made = std::make_shared<DepthPicture>();
        gpu::ImageOptions options;
        options.extent = targets.extent;
        options.format = VK_FORMAT_D32_SFLOAT;
        options.usage = VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT | VK_IMAGE_USAGE_SAMPLED_BIT;
        ORFEAS_TRY(image, gpu::Image::create(device, options));
        made->image = std::move(image);
        const VkImageView view[] = {made->image.view()};
        ORFEAS_TRY(framebuffer, gpu::makeFramebuffer(device, m_pass.get(), view, targets.extent));
        made->framebuffer = std::move(framebuffer);
        ORFEAS_TRY(set, m_resources.pools.allocate(m_resources.textureLayout.get()));
        made->set = std::move(set);
        made->set.writeImage(0, made->image.view(), m_resources.nearestSampler.get());
        targets.depths = std::move(made);
    }
    ORFEAS_TRY(pipeline, m_pipelines.get(device, context.hasSection() ? 1 : 0, [&] {
        gpu::PipelineOptions o;
        o.vertexShader = shaders::kDepthVert;
        if (context.hasSection()) o.fragmentShader = shaders::kDepthFrag;
        o.bindings = meshBindings();
        o.attributes = meshAttributes(false);
        o.depthTest = o.depthWrite = true;
        o.colourTarget = false;
        o.layout = m_resources.sceneLayout.get();
        o.renderPass = m_pass.get();
        return o;
    }));
    m_pipeline = pipeline;
    return {};
}

void DepthPass::record(const PassContext& context, const FrameTargets& targets) const {
    const VkClearValue clear{};
    VkRenderPassBeginInfo begin{VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO};
    begin.renderPass = m_pass.get();
    begin.framebuffer = targets.depths->framebuffer.get();
    begin.renderArea.extent = targets.extent;
    begin.clearValueCount = 1;
    begin.pClearValues = &clear;
    vkCmdBeginRenderPass(context.commands, &begin, VK_SUBPASS_CONTENTS_INLINE);
    gpu::recordViewport(context.commands, targets.extent);
    vkCmdBindPipeline(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_pipeline);
    vkCmdBindDescriptorSets(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_resources.sceneLayout.get(),
                            0, 1, &context.frameSet, 0, nullptr);
    const auto& runs = context.view->layout().runs;
    for (std::size_t run = 0; run < runs.size(); ++run) {
        bindBlock(context.commands, *runs[run].material.block);
        drawRun(context, run);
    }
    vkCmdEndRenderPass(context.commands);
}

} // namespace orfeas::render
