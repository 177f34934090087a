#include "render/passes/handle_pass.h"

#include <algorithm>
#include <cstddef>

#include "render/shaders/shader_code.h"

namespace orfeas::render {

Result<VkPipeline> HandlePass::pipeline(const PassContext& context, bool lines, bool behind) {
    const std::uint32_t key = context.key() | (lines ? 8u : 0u) | (behind ? 16u : 0u);
    return m_pipelines.get(m_resources.device, key, [&] {
        gpu::PipelineOptions o;
        o.vertexShader = lines ? shaders::kLineVert : shaders::kHandleVert;
        o.fragmentShader = shaders::kHandleFrag;
        constexpr VkFormat kPoint = VK_FORMAT_R32G32B32_SFLOAT, kColour = VK_FORMAT_R8G8B8A8_UNORM;
        constexpr std::uint32_t kPosition = offsetof(OverlayVertex, position);
        constexpr std::uint32_t kShade = offsetof(OverlayVertex, colour);
        if (lines) {
            constexpr std::uint32_t kFrom = offsetof(OverlayLine, from), kTo = offsetof(OverlayLine, to);
            o.bindings = {{0, sizeof(OverlayLine), VK_VERTEX_INPUT_RATE_INSTANCE}};
            o.attributes = {{0, 0, kPoint, kFrom + kPosition},
                            {1, 0, kColour, kFrom + kShade},
                            {2, 0, kPoint, kTo + kPosition},
                            {3, 0, kColour, kTo + kShade},
                            {4, 0, VK_FORMAT_R32_SFLOAT, offsetof(OverlayLine, widthPx)}};
            o.topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_STRIP;
        } else {
            o.bindings = {{0, sizeof(OverlayVertex), VK_VERTEX_INPUT_RATE_VERTEX}};
            o.attributes = {{0, 0, kPoint, kPosition}, {1, 0, kColour, kShade}};
        }
        o.samples = sampleCount(context.multisample);
        o.depthTest = true;
        o.behind = behind;
        o.blend = gpu::Blend::Premultiplied;
        o.channels = context.decoration();
        o.layout = m_layout.get();
        o.renderPass = m_resources.scenePassFor(context.multisample);
        return o;
    });
}

Result<void> HandlePass::prepare(const PassContext& context) {
    m_triangles = m_lines = VK_NULL_HANDLE;
    if (context.overlay == nullptr || context.overlay->empty()) return {};
    if (!m_layout) {
        const VkDescriptorSetLayout sets[] = {m_resources.frameLayout.get()};
        ORFEAS_TRY(layout, gpu::makePipelineLayout(m_resources.device, sets, VK_SHADER_STAGE_VERTEX_BIT,
                                                   sizeof(float)));
        m_layout = std::move(layout);
    }
    const OverlayGeometry& geometry = *context.overlay;
    const auto send = [&](const auto& list, VkBuffer& buffer) -> Result<void> {
        if (list.empty()) return {};
        ORFEAS_TRY(made, uploadOnce(m_resources.device, list.data(), list.size() * sizeof(list[0]),
                                    VK_BUFFER_USAGE_VERTEX_BUFFER_BIT));
        buffer = made;
        return {};
    };
    ORFEAS_CHECK(send(geometry.triangles, m_triangles));
    ORFEAS_CHECK(send(geometry.lines, m_lines));
    for (const bool lines : {false, true}) {
        for (const bool behind : {false, true}) {
            ORFEAS_TRY(made, pipeline(context, lines, behind));
            m_chosen[lines][behind] = made;
        }
    }
    return {};
}

void HandlePass::draw(const PassContext& context, bool lines, VkPipeline pipeline, float opacity) const {
    const VkBuffer buffer = lines ? m_lines : m_triangles;
    if (buffer == VK_NULL_HANDLE || opacity <= 0.0f) return;
    vkCmdBindPipeline(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline);
    vkCmdBindDescriptorSets(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_layout.get(), 0, 1,
                            &context.frameSet, 0, nullptr);
    vkCmdPushConstants(context.commands, m_layout.get(), VK_SHADER_STAGE_VERTEX_BIT, 0, sizeof(opacity),
                       &opacity);
    const VkDeviceSize start = 0;
    vkCmdBindVertexBuffers(context.commands, 0, 1, &buffer, &start);
    const OverlayGeometry& geometry = *context.overlay;
    if (lines)
        vkCmdDraw(context.commands, 4, static_cast<std::uint32_t>(geometry.lines.size()), 0, 0);
    else
        vkCmdDraw(context.commands, static_cast<std::uint32_t>(geometry.triangles.size() / 3 * 3), 1, 0, 0);
}

void HandlePass::record(const PassContext& context) const {
    if (m_triangles == VK_NULL_HANDLE && m_lines == VK_NULL_HANDLE) return;
    const float hidden = std::clamp(context.overlay->hiddenOpacity, 0.0f, 1.0f);
    for (const bool behind : {true, false})
        for (const bool lines : {false, true})
            draw(context, lines, m_chosen[lines][behind], behind ? hidden : 1.0f);
}

} // namespace orfeas::render
