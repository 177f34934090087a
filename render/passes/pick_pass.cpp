#include "render/passes/pick_pass.h"

#include <algorithm>
#include <cstring>

#include "render/draw_list.h"
#include "render/scene_view.h"
#include "render/shaders/shader_code.h"

namespace orfeas::render {
namespace {
constexpr VkFormat kPickFormat = VK_FORMAT_R32G32_UINT;
}

Result<void> PickPass::makeTargets(VkExtent2D extent) {
    gpu::Device& device = m_resources.device;
    if (!m_pass) {
        gpu::RenderPassOptions options;
        options.colour = kPickFormat;
        options.depth = true;
        options.finalLayout = VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL;
        ORFEAS_TRY(pass, gpu::makeRenderPass(device, options));
        m_pass = std::move(pass);
    }
    if (m_framebuffer && m_extent.width == extent.width && m_extent.height == extent.height) return {};
    // Every pick waits for its end, so nothing reads the old ones.
    m_framebuffer.reset();
    gpu::ImageOptions options;
    options.extent = extent;
    options.format = kPickFormat;
    options.usage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT;
    ORFEAS_TRY(objects, gpu::Image::create(device, options));
    options.format = VK_FORMAT_D32_SFLOAT;
    options.usage = VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT;
    ORFEAS_TRY(depth, gpu::Image::create(device, options));
    m_objects = std::move(objects);
    m_depth = std::move(depth);
    const VkImageView views[] = {m_objects.view(), m_depth.view()};
    ORFEAS_TRY(framebuffer, gpu::makeFramebuffer(device, m_pass.get(), views, extent));
    m_framebuffer = std::move(framebuffer);
    m_extent = extent;
    const VkDeviceSize bytes = VkDeviceSize{extent.width} * extent.height * sizeof(PickedPixel);
    ORFEAS_TRY(pixels, gpu::Buffer::create(device, {bytes, VK_BUFFER_USAGE_TRANSFER_DST_BIT,
                                                    gpu::MemoryKind::Readback, gpu::MemoryOwner::Targets}));
    m_pixels = std::move(pixels);
    return {};
}

/// The shader's bits, written by it straight into memory that we can read.
Result<void> PickPass::makeMet(std::size_t objects) {
    gpu::Device& device = m_resources.device;
    if (!m_metSets) {
        const gpu::DescriptorBinding met[] = {
            {VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, VK_SHADER_STAGE_FRAGMENT_BIT}};
        ORFEAS_TRY(sets, gpu::makeSetLayout(device, met));
        m_metSets = std::move(sets);
        const VkDescriptorSetLayout both[] = {m_resources.frameLayout.get(), m_metSets.get()};
        ORFEAS_TRY(layout, gpu::makePipelineLayout(device, both));
        m_layout = std::move(layout);
        ORFEAS_TRY(set, m_resources.pools.allocate(m_metSets.get()));
        m_metSet = std::move(set);
    }
    m_words = (objects + 31) / 32;
    const VkDeviceSize bytes = std::max<VkDeviceSize>(m_words * sizeof(std::uint32_t), 64);
    if (!m_met || m_met.size() < bytes) {
        ORFEAS_TRY(made, gpu::Buffer::create(device, {bytes, VK_BUFFER_USAGE_STORAGE_BUFFER_BIT,
                                                      gpu::MemoryKind::Readback, gpu::MemoryOwner::Targets}));
        m_met = std::move(made);
        m_metSet.writeBuffer(0, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, m_met.handle(), 0, VK_WHOLE_SIZE);
    }
    std::memset(m_met.mapped(), 0, m_words * sizeof(std::uint32_t));
    return {};
}

Result<void> PickPass::makePipeline(const PassContext& context, bool through) {
    const std::uint32_t key = (context.hasSection() ? 1u : 0u) | (through ? 2u : 0u);
    const auto options = [&] {
        gpu::PipelineOptions o;
        o.vertexShader = shaders::kPickVert;
        o.fragmentShader = through                                    ? shaders::kPickThroughFrag
                           : m_resources.device.adapter().primitiveId ? shaders::kPickTriangleFrag
                                                                      : shaders::kPickFrag;
        o.constants = {context.hasSection() ? 1u : 0u};
        o.bindings = meshBindings();
        o.attributes = meshAttributes(false);
        o.depthTest = o.depthWrite = !through;
        o.layout = m_layout.get();
        o.renderPass = m_pass.get();
        return o;
    };
    ORFEAS_TRY(pipeline, m_pipelines.get(m_resources.device, key, options));
    m_pipeline = pipeline;
    return {};
}

Result<void> PickPass::prepare(const PassContext& context, VkExtent2D extent, bool through) {
    if (through && !m_resources.device.adapter().fragmentStores) {
        return Error{ErrorCode::Unavailable,
                     "This graphics card cannot select hidden objects; select what is seen instead", ""};
    }
    ORFEAS_CHECK(makeTargets(extent));
    ORFEAS_CHECK(makeMet(context.view->objects().size()));
    return makePipeline(context, through);
}

void PickPass::recordReadback(VkCommandBuffer commands) const {
    VkBufferImageCopy copy{};
    copy.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
    copy.imageExtent = {m_extent.width, m_extent.height, 1};
    vkCmdCopyImageToBuffer(commands, m_objects.handle(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
                           m_pixels.handle(), 1, &copy);
    VkMemoryBarrier barrier{VK_STRUCTURE_TYPE_MEMORY_BARRIER};
    barrier.srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT | VK_ACCESS_SHADER_WRITE_BIT;
    barrier.dstAccessMask = VK_ACCESS_HOST_READ_BIT;
    vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_TRANSFER_BIT | VK_PIPELINE_STAGE_FRAGMENT_SHADER_BIT,
                         VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &barrier, 0, nullptr, 0, nullptr);
}

void PickPass::record(const PassContext& context) {
    const VkClearValue clear[2]{};
    VkRenderPassBeginInfo begin{VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO};
    begin.renderPass = m_pass.get();
    begin.framebuffer = m_framebuffer.get();
    begin.renderArea.extent = m_extent;
    begin.clearValueCount = 2;
    begin.pClearValues = clear;
    vkCmdBeginRenderPass(context.commands, &begin, VK_SUBPASS_CONTENTS_INLINE);
    gpu::recordViewport(context.commands, m_extent);
    vkCmdBindPipeline(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_pipeline);
    const VkDescriptorSet sets[] = {context.frameSet, m_metSet.handle()};
    vkCmdBindDescriptorSets(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_layout.get(), 0, 2, sets, 0,
                            nullptr);
    const auto& runs = context.view->layout().runs;
    for (std::size_t run = 0; run < runs.size(); ++run) {
        bindBlock(context.commands, *runs[run].material.block);
        drawRun(context, run);
    }
    for (const TranslucentDraw& draw : context.draws->translucent) {
        bindBlock(context.commands, *draw.material.block);
        drawOne(context.commands, draw.draw);
    }
    vkCmdEndRenderPass(context.commands);
    recordReadback(context.commands);
}

std::span<const PickedPixel> PickPass::pixels() const {
    return {reinterpret_cast<const PickedPixel*>(m_pixels.mapped()),
            std::size_t{m_extent.width} * m_extent.height};
}

std::span<const std::uint32_t> PickPass::met() const {
    return {reinterpret_cast<const std::uint32_t*>(m_met.mapped()), m_words};
}

} // namespace orfeas::render
