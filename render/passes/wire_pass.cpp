#include "render/passes/wire_pass.h"

#include "render/scene/gpu_mesh.h"
#include "render/shaders/shader_code.h"

namespace orfeas::render {

Result<void> WirePass::prepare(const PassContext& context) {
    m_pipeline = VK_NULL_HANDLE;
    if (!context.scene->view.wireframe) return {};
    const auto options = [&] {
        gpu::PipelineOptions o;
        o.vertexShader = shaders::kWireVert;
        o.fragmentShader = shaders::kWireFrag;
        o.bindings = meshBindings(false, false);
        o.attributes = meshAttributes(false, false);
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
    return {};
}

void WirePass::draw(const PassContext& context, const DrawBatch& batch) const {
    if (!batch.mesh->wireSet) return;
    const VkDescriptorSet sets[] = {context.frameSet, batch.mesh->wireSet.handle()};
    vkCmdBindDescriptorSets(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_resources.wiredLayout.get(),
                            0, 2, sets, 0, nullptr);
    vkCmdDraw(context.commands, batch.mesh->planes.indexCount, batch.instanceCount, 0, batch.firstInstance);
}

void WirePass::record(const PassContext& context) const {
    if (m_pipeline == VK_NULL_HANDLE || context.draws->instances.empty()) return;
    vkCmdBindPipeline(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_pipeline);
    const VkDeviceSize start = 0;
    vkCmdBindVertexBuffers(context.commands, 2, 1, &context.instances, &start);
    for (const DrawBatch& batch : context.draws->opaque)
        draw(context, batch);
    for (const DrawBatch& batch : context.draws->translucent)
        draw(context, batch);
}

} // namespace orfeas::render
