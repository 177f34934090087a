#include "render/passes/grid_pass.h"

#include "render/shaders/shader_code.h"

namespace orfeas::render {

Result<void> GridPass::prepare(const PassContext& context) {
    m_pipeline = VK_NULL_HANDLE;
    const ViewOptions& view = context.scene->view;
    if (!view.showGrid && !view.showBed && !view.showShadow) return {};
    const auto options = [&] {
        gpu::PipelineOptions o;
        o.vertexShader = shaders::kGridVert;
        o.fragmentShader = shaders::kGridFrag;
        o.topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_STRIP;
        o.samples = sampleCount(context.multisample);
        o.depthTest = true;
        o.pushedBack = context.hasSection(); // under the cut of what stands on the bed
        o.blend = gpu::Blend::Premultiplied;
        o.channels = context.decoration();
        o.layout = m_resources.texturedLayout.get();
        o.renderPass = m_resources.scenePassFor(context.multisample);
        return o;
    };
    ORFEAS_TRY(pipeline, m_pipelines.get(m_resources.device, context.key(), options));
    m_pipeline = pipeline;
    return {};
}

void GridPass::record(const PassContext& context, VkDescriptorSet shadow) const {
    if (m_pipeline == VK_NULL_HANDLE) return;
    vkCmdBindPipeline(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_pipeline);
    const VkDescriptorSet sets[] = {context.frameSet, shadow};
    vkCmdBindDescriptorSets(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS,
                            m_resources.texturedLayout.get(), 0, 2, sets, 0, nullptr);
    vkCmdDraw(context.commands, 4, 1, 0, 0);
}

} // namespace orfeas::render
