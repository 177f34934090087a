#include "render/passes/ambient_pass.h"

#include <algorithm>

#include <glm/matrix.hpp>

#include "render/shaders/shader_code.h"

namespace orfeas::render {
namespace {

constexpr VkFormat kFormats[] = {VK_FORMAT_R16G16_SFLOAT, kShadowFormat};
constexpr float kReachShare = 0.05f; ///< of the distance to what is looked at

struct Push {
    glm::mat4 inverse{1.0f};
    glm::vec4 eye{0.0f};
    glm::vec4 size{0.0f};
};

} // namespace

Result<void> AmbientPass::makePipelines() {
    gpu::Device& device = m_resources.device;
    const VkDescriptorSetLayout sets[] = {m_resources.textureLayout.get()};
    ORFEAS_TRY(layout, gpu::makePipelineLayout(device, sets, VK_SHADER_STAGE_FRAGMENT_BIT, sizeof(Push)));
    m_layout = std::move(layout);
    for (std::size_t i = 0; i < 2; ++i) {
        gpu::RenderPassOptions passOptions;
        passOptions.colour = kFormats[i];
        ORFEAS_TRY(pass, gpu::makeRenderPass(device, passOptions));
        m_passes[i] = std::move(pass);
        gpu::PipelineOptions options;
        options.vertexShader = shaders::kFullscreenVert;
        options.fragmentShader = i == 0 ? shaders::kAmbientFrag : shaders::kAmbientBlurFrag;
        options.layout = m_layout.get();
        options.renderPass = m_passes[i].get();
        ORFEAS_TRY(pipeline, gpu::makePipeline(device, options));
        m_pipelines[i] = std::move(pipeline);
    }
    return {};
}

Result<void> AmbientPass::prepare(FrameTargets& targets) {
    if (!m_layout) ORFEAS_CHECK(makePipelines());
    if (targets.ambient) return {};
    gpu::Device& device = m_resources.device;
    auto made = std::make_shared<AmbientPicture>();
    made->extent = {(targets.extent.width + 1) / 2, (targets.extent.height + 1) / 2};
    for (std::size_t i = 0; i < 2; ++i) {
        gpu::ImageOptions options;
        options.extent = made->extent;
        options.format = kFormats[i];
        options.usage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_SAMPLED_BIT;
        ORFEAS_TRY(image, gpu::Image::create(device, options));
        made->images[i] = std::move(image);
        const VkImageView view[] = {made->images[i].view()};
        ORFEAS_TRY(framebuffer, gpu::makeFramebuffer(device, m_passes[i].get(), view, made->extent));
        made->framebuffers[i] = std::move(framebuffer);
    }
    ORFEAS_TRY(set, m_resources.pools.allocate(m_resources.textureLayout.get()));
    made->rawSet = std::move(set);
    made->rawSet.writeImage(0, made->images[0].view(), m_resources.nearestSampler.get());
    targets.ambient = std::move(made);
    return {};
}

void AmbientPass::beginPass(VkCommandBuffer commands, const AmbientPicture& picture,
                            std::size_t target) const {
    const VkClearValue clear{};
    VkRenderPassBeginInfo begin{VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO};
    begin.renderPass = m_passes[target].get();
    begin.framebuffer = picture.framebuffers[target].get();
    begin.renderArea.extent = picture.extent;
    begin.clearValueCount = 1;
    begin.pClearValues = &clear;
    vkCmdBeginRenderPass(commands, &begin, VK_SUBPASS_CONTENTS_INLINE);
    gpu::recordViewport(commands, picture.extent);
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_pipelines[target].get());
}

void AmbientPass::record(const PassContext& context, const FrameTargets& targets,
                         const glm::mat4& matrix) const {
    const Camera& camera = *context.camera;
    const bool parallel = camera.projection == Projection::Orthographic;
    const Viewport viewport{static_cast<int>(targets.extent.width), static_cast<int>(targets.extent.height)};
    const float pixelsPerMm = 1.0f / std::max(camera.mmPerPixel(viewport), 1e-9f);
    Push push;
    push.inverse = glm::inverse(matrix);
    push.eye = {camera.eye(), kReachShare * camera.distanceMm};
    push.size = {targets.extent.width, targets.extent.height,
                 parallel ? pixelsPerMm : pixelsPerMm * camera.distanceMm, parallel ? 1.0f : 0.0f};
    const AmbientPicture& picture = *targets.ambient;
    const auto draw = [&](std::size_t target, VkDescriptorSet source) {
        beginPass(context.commands, picture, target);
        vkCmdBindDescriptorSets(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_layout.get(), 0, 1,
                                &source, 0, nullptr);
        vkCmdPushConstants(context.commands, m_layout.get(), VK_SHADER_STAGE_FRAGMENT_BIT, 0, sizeof(push),
                           &push);
        vkCmdDraw(context.commands, 3, 1, 0, 0);
        vkCmdEndRenderPass(context.commands);
    };
    draw(0, targets.depths->set.handle());
    push.inverse[0] = {push.eye.w, 0.0f, 0.0f, 0.0f}; // all that the blur asks for
    draw(1, picture.rawSet.handle());
}

} // namespace orfeas::render
