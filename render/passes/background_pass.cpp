#include "render/passes/background_pass.h"

#include "render/shaders/shader_code.h"

namespace orfeas::render {

Result<void> BackgroundPass::prepare(const PassContext& context) {
    m_pipeline = VK_NULL_HANDLE;
    if (context.scene->view.background == Background::Transparent) return {};
    const auto options = [&] {
        gpu::PipelineOptions o;
        o.vertexShader = shaders::kFullscreenVert;
        o.fragmentShader = shaders::kBackgroundFrag;
        o.samples = sampleCount(context.multisample);
        o.layout = m_resources.sceneLayout.get();
        o.renderPass = m_resources.scenePassFor(context.multisample);
        return o;
    };
    ORFEAS_TRY(pipeline, m_pipelines.get(m_resources.device, context.key(), options));
    m_pipeline = pipeline;
    return {};
}

void BackgroundPass::record(const PassContext& context) const {
    if (m_pipeline == VK_NULL_HANDLE) return;
    vkCmdBindPipeline(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_pipeline);
    vkCmdBindDescriptorSets(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_resources.sceneLayout.get(),
                            0, 1, &context.frameSet, 0, nullptr);
    vkCmdDraw(context.commands, 3, 1, 0, 0);
}

} // namespace orfeas::render
