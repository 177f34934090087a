#include "render/passes/composite_pass.h"

#include <algorithm>

#include "render/passes/debug_pass.h"
#include "render/shaders/shader_code.h"

namespace orfeas::render {
namespace {
constexpr VkShaderStageFlags kPushStages = VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT;
constexpr float kOutlineRadiusPx = 2.2f;
constexpr std::uint32_t kOverlayKey = 1u << 31;

VkViewport wholeViewport(VkExtent2D extent) {
    return {0.0f, 0.0f, static_cast<float>(extent.width), static_cast<float>(extent.height), 0.0f, 1.0f};
}
} // namespace

Result<void> CompositePass::prepare(const CompositeTarget& target) {
    if (!m_layout) {
        const VkDescriptorSetLayout sets[] = {m_resources.textureLayout.get()};
        ORFEAS_TRY(layout, gpu::makePipelineLayout(m_resources.device, sets, kPushStages, sizeof(Push)));
        m_layout = std::move(layout);
    }
    gpu::PipelineOptions options;
    options.blend = gpu::Blend::Premultiplied;
    options.layout = m_layout.get();
    options.renderPass = target.renderPass;
    const auto outlineOptions = [&] {
        gpu::PipelineOptions o = options;
        o.vertexShader = shaders::kFullscreenVert;
        o.fragmentShader = shaders::kOutlineFrag;
        o.channels = gpu::Channels::Colour;
        return o;
    };
    const auto overlayOptions = [&] {
        gpu::PipelineOptions o = options;
        o.vertexShader = shaders::kOverlayVert;
        o.fragmentShader = shaders::kOverlayFrag;
        o.topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_STRIP;
        o.bindings = {{0, sizeof(OverlayRectangle), VK_VERTEX_INPUT_RATE_INSTANCE}};
        o.attributes = {{0, 0, VK_FORMAT_R32G32B32A32_SFLOAT, 0}};
        return o;
    };
    const auto key = static_cast<std::uint32_t>(target.format);
    ORFEAS_TRY(outline, m_pipelines.get(m_resources.device, key, outlineOptions));
    ORFEAS_TRY(overlay, m_pipelines.get(m_resources.device, key | kOverlayKey, overlayOptions));
    m_outline = outline;
    m_overlay = overlay;
    return {};
}

/// Makes the target ready to be copied to; the first stage is the one that the acquired image is waited for in.
void CompositePass::recordClear(VkCommandBuffer commands, const CompositeTarget& target) const {
    gpu::recordBarrier(commands,
                       {target.image, VK_IMAGE_LAYOUT_UNDEFINED, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                        VK_PIPELINE_STAGE_TRANSFER_BIT | VK_PIPELINE_STAGE_COLOR_ATTACHMENT_OUTPUT_BIT,
                        VK_PIPELINE_STAGE_TRANSFER_BIT, 0, VK_ACCESS_TRANSFER_WRITE_BIT, 0, 1});
}

void CompositePass::recordCopy(VkCommandBuffer commands, const CompositeTarget& target,
                               const CompositePart& part) const {
    const FrameTargets& frame = *part.scene;
    gpu::ImageBarrier sceneBarrier{frame.scene.handle(),
                                   VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL,
                                   VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
                                   VK_PIPELINE_STAGE_COLOR_ATTACHMENT_OUTPUT_BIT |
                                       VK_PIPELINE_STAGE_FRAGMENT_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT,
                                   VK_PIPELINE_STAGE_TRANSFER_BIT,
                                   VK_ACCESS_COLOR_ATTACHMENT_WRITE_BIT,
                                   VK_ACCESS_TRANSFER_READ_BIT,
                                   0,
                                   1};
    gpu::recordBarrier(commands, sceneBarrier);
    const VkImageSubresourceLayers layers{VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
    const VkOffset3D start{part.offset.x, part.offset.y, 0};
    // A rectangle may reach a pixel beyond a window that shrank meanwhile.
    const std::uint32_t width =
        std::min(frame.extent.width, target.extent.width - static_cast<std::uint32_t>(part.offset.x));
    const std::uint32_t height =
        std::min(frame.extent.height, target.extent.height - static_cast<std::uint32_t>(part.offset.y));
    if (target.format == kSceneFormat) {
        const VkImageCopy copy{layers, {}, layers, start, {width, height, 1}};
        vkCmdCopyImage(commands, frame.scene.handle(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, target.image,
                       VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &copy);
    } else {
        const VkOffset3D size{static_cast<std::int32_t>(width), static_cast<std::int32_t>(height), 1};
        const VkOffset3D end{start.x + size.x, start.y + size.y, 1};
        const VkImageBlit blit{layers, {{}, size}, layers, {start, end}};
        vkCmdBlitImage(commands, frame.scene.handle(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, target.image,
                       VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &blit, VK_FILTER_NEAREST);
    }
    std::swap(sceneBarrier.from, sceneBarrier.to);
    sceneBarrier.fromStages = VK_PIPELINE_STAGE_TRANSFER_BIT;
    sceneBarrier.toStages = VK_PIPELINE_STAGE_FRAGMENT_SHADER_BIT;
    sceneBarrier.fromAccess = 0;
    sceneBarrier.toAccess = VK_ACCESS_SHADER_READ_BIT;
    gpu::recordBarrier(commands, sceneBarrier);
}

void CompositePass::bind(VkCommandBuffer commands, VkPipeline pipeline, VkDescriptorSet texture,
                         const Push& push) const {
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline);
    vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_layout.get(), 0, 1, &texture, 0,
                            nullptr);
    vkCmdPushConstants(commands, m_layout.get(), kPushStages, 0, sizeof(push), &push);
}

void CompositePass::recordOutline(VkCommandBuffer commands, const CompositePart& part) const {
    const FrameTargets& frame = *part.scene;
    if (frame.outlined.extent.width == 0 || frame.outlined.extent.height == 0) return;
    const glm::vec2 size(frame.extent.width, frame.extent.height);
    bind(commands, m_outline, frame.sceneSet.handle(), {1.0f / size, kOutlineRadiusPx * frame.pixelRatio});
    VkViewport viewport = wholeViewport(frame.extent);
    viewport.x = static_cast<float>(part.offset.x);
    viewport.y = static_cast<float>(part.offset.y);
    VkRect2D scissor = frame.outlined;
    scissor.offset.x += part.offset.x;
    scissor.offset.y += part.offset.y;
    vkCmdSetViewport(commands, 0, 1, &viewport);
    vkCmdSetScissor(commands, 0, 1, &scissor);
    vkCmdDraw(commands, 3, 1, 0, 0);
}

void CompositePass::recordOverlay(VkCommandBuffer commands, const CompositeTarget& target,
                                  const OverlayTexture& overlay, float opacity) const {
    if (overlay.rectangleCount() == 0 || opacity <= 0.0f) return;
    const VkRect2D whole{{0, 0}, target.extent};
    vkCmdSetScissor(commands, 0, 1, &whole);
    const glm::vec2 size(target.extent.width, target.extent.height);
    bind(commands, m_overlay, overlay.textureSet(), {1.0f / size, std::min(opacity, 1.0f)});
    const VkBuffer rectangles = overlay.rectangles();
    const VkDeviceSize start = 0;
    vkCmdBindVertexBuffers(commands, 0, 1, &rectangles, &start);
    vkCmdDraw(commands, 4, overlay.rectangleCount(), 0, 0);
}

void CompositePass::record(VkCommandBuffer commands, const CompositeTarget& target,
                           std::span<const CompositePart> parts, const OverlayTexture& overlay,
                           float overlayOpacity, const DebugPass* debug) const {
    recordClear(commands, target);
    const bool whole = parts.size() == 1 && parts[0].scene->extent.width == target.extent.width &&
                       parts[0].scene->extent.height == target.extent.height;
    if (!whole) {
        constexpr VkClearColorValue kBlack{};
        constexpr VkImageSubresourceRange kRange{VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
        vkCmdClearColorImage(commands, target.image, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, &kBlack, 1,
                             &kRange);
        gpu::recordBarrier(commands, {target.image, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                                      VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, VK_PIPELINE_STAGE_TRANSFER_BIT,
                                      VK_PIPELINE_STAGE_TRANSFER_BIT, VK_ACCESS_TRANSFER_WRITE_BIT,
                                      VK_ACCESS_TRANSFER_WRITE_BIT, 0, 1});
    }
    for (const CompositePart& part : parts)
        recordCopy(commands, target, part);
    VkRenderPassBeginInfo begin{VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO};
    begin.renderPass = target.renderPass;
    begin.framebuffer = target.framebuffer;
    begin.renderArea.extent = target.extent;
    vkCmdBeginRenderPass(commands, &begin, VK_SUBPASS_CONTENTS_INLINE);
    for (const CompositePart& part : parts)
        recordOutline(commands, part);
    const VkViewport viewport = wholeViewport(target.extent);
    vkCmdSetViewport(commands, 0, 1, &viewport);
    recordOverlay(commands, target, overlay, overlayOpacity);
    if (debug != nullptr) debug->record(commands, target);
    vkCmdEndRenderPass(commands);
}

} // namespace orfeas::render
