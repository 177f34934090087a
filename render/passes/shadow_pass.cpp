#include "render/passes/shadow_pass.h"

#include <algorithm>
#include <cmath>

#include "render/draw_list.h"
#include "render/scene_view.h"
#include "render/shaders/shader_code.h"

namespace orfeas::render {
namespace {
constexpr VkExtent2D kPictureExtent{256, 256};
constexpr float kTexel = 1.0f / 256.0f;
constexpr float kMarginMm = 14.0f; ///< room for the blur
constexpr float kMarginShare = 0.3f;
} // namespace

glm::vec4 shadowRectangle(const mesh::Box& box) {
    if (box.empty()) return glm::vec4(0.0f);
    // Square, so that the blur is round.
    const float side = std::max(box.size().x, box.size().y);
    const float half = 0.5f * side * (1.0f + 2.0f * kMarginShare) + kMarginMm;
    const glm::vec3 centre = box.center();
    if (!std::isfinite(half) || !std::isfinite(centre.x + centre.y)) return glm::vec4(0.0f);
    return {centre.x - half, centre.y - half, 0.5f / half, 0.5f / half};
}

Result<void> ShadowPass::makePictures() {
    gpu::Device& device = m_resources.device;
    gpu::RenderPassOptions passOptions;
    passOptions.colour = kShadowFormat;
    ORFEAS_TRY(pass, gpu::makeRenderPass(device, passOptions));
    m_pass = std::move(pass);
    for (std::size_t i = 0; i < 2; ++i) {
        gpu::ImageOptions options;
        options.format = kShadowFormat;
        options.extent = kPictureExtent;
        options.usage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_SAMPLED_BIT;
        ORFEAS_TRY(picture, gpu::Image::create(device, options));
        m_pictures[i] = std::move(picture);
        const VkImageView view[] = {m_pictures[i].view()};
        ORFEAS_TRY(framebuffer, gpu::makeFramebuffer(device, m_pass.get(), view, kPictureExtent));
        m_framebuffers[i] = std::move(framebuffer);
        ORFEAS_TRY(set, m_resources.pools.allocate(m_resources.textureLayout.get()));
        m_sets[i] = std::move(set);
        m_sets[i].writeImage(0, m_pictures[i].view(), m_resources.linearSampler.get());
    }
    return {};
}

Result<void> ShadowPass::makePipelines() {
    gpu::Device& device = m_resources.device;
    const VkDescriptorSetLayout sets[] = {m_resources.textureLayout.get()};
    ORFEAS_TRY(layout,
               gpu::makePipelineLayout(device, sets, VK_SHADER_STAGE_FRAGMENT_BIT, sizeof(glm::vec2)));
    m_blurLayout = std::move(layout);
    gpu::PipelineOptions casters;
    casters.vertexShader = shaders::kShadowVert;
    casters.fragmentShader = shaders::kShadowFrag;
    casters.bindings = meshBindings();
    casters.attributes = meshAttributes(false);
    casters.blend = gpu::Blend::Maximum;
    casters.layout = m_resources.sceneLayout.get();
    casters.renderPass = m_pass.get();
    ORFEAS_TRY(caster, gpu::makePipeline(device, casters));
    m_casterPipeline = std::move(caster);
    gpu::PipelineOptions blurs;
    blurs.vertexShader = shaders::kFullscreenVert;
    blurs.fragmentShader = shaders::kBlurFrag;
    blurs.layout = m_blurLayout.get();
    blurs.renderPass = m_pass.get();
    ORFEAS_TRY(blur, gpu::makePipeline(device, blurs));
    m_blurPipeline = std::move(blur);
    return {};
}

Result<void> ShadowPass::prepare(const PassContext&) {
    if (m_blurPipeline) return {};
    ORFEAS_CHECK(makePictures());
    return makePipelines();
}

void ShadowPass::beginPass(VkCommandBuffer commands, std::size_t picture) const {
    const VkClearValue clear{};
    VkRenderPassBeginInfo begin{VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO};
    begin.renderPass = m_pass.get();
    begin.framebuffer = m_framebuffers[picture].get();
    begin.renderArea.extent = kPictureExtent;
    begin.clearValueCount = 1;
    begin.pClearValues = &clear;
    vkCmdBeginRenderPass(commands, &begin, VK_SUBPASS_CONTENTS_INLINE);
    gpu::recordViewport(commands, kPictureExtent);
}

void ShadowPass::recordBlur(VkCommandBuffer commands, std::size_t from, glm::vec2 step) const {
    beginPass(commands, 1 - from);
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_blurPipeline.get());
    vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_blurLayout.get(), 0, 1,
                            m_sets[from].address(), 0, nullptr);
    vkCmdPushConstants(commands, m_blurLayout.get(), VK_SHADER_STAGE_FRAGMENT_BIT, 0, sizeof(step), &step);
    vkCmdDraw(commands, 3, 1, 0, 0);
    vkCmdEndRenderPass(commands);
}

/// Every object, culled or not: it may be its shadow alone that is seen.
void ShadowPass::drawCasters(const PassContext& context, float texelMm) const {
    const SceneLayout& layout = context.view->layout();
    const auto draw = [&](const GpuMesh& mesh, std::uint32_t first, std::uint32_t count) {
        bindBlock(context.commands, mesh.range.block());
        // What moves the outline by less than half a texel cannot be seen: scales beyond one are rare, and blurred.
        std::size_t lod = 0;
        while (context.levels && lod + 1 < mesh.lods.size() && mesh.lods[lod + 1].errorMm < 0.5f * texelMm)
            ++lod;
        drawOne(context.commands, {&mesh, mesh.lods[lod], first, count});
    };
    for (const MeshGroup& group : layout.groups)
        draw(*group.mesh, group.first, group.count);
    for (std::uint32_t i = layout.solidCount; i < layout.order.size(); ++i)
        draw(*context.view->objects()[layout.order[i]].mesh, i, 1);
}

void ShadowPass::record(const PassContext& context, glm::vec4 rectangle) {
    const std::uint64_t revision = context.view->shapeRevision();
    if (m_drawnRevision == revision && m_drawnRectangle == rectangle) return;
    m_drawnRevision = revision;
    m_drawnRectangle = rectangle;
    beginPass(context.commands, 0);
    if (rectangle.z > 0.0f) {
        vkCmdBindPipeline(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_casterPipeline.get());
        vkCmdBindDescriptorSets(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS,
                                m_resources.sceneLayout.get(), 0, 1, &context.frameSet, 0, nullptr);
        drawCasters(context, kTexel / rectangle.z);
    }
    vkCmdEndRenderPass(context.commands);
    // Twice, the second time wider: nearly a Gaussian of a twentieth of the picture.
    for (const float reach : {1.0f, 2.0f}) {
        recordBlur(context.commands, 0, {reach * kTexel, 0.0f});
        recordBlur(context.commands, 1, {0.0f, reach * kTexel});
    }
}

} // namespace orfeas::render
