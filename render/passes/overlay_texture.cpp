#include "render/passes/overlay_texture.h"

#include <cstring>

namespace orfeas::render {

Result<void> OverlayTexture::upload(VkCommandBuffer commands, const OverlayImage& image) {
    gpu::Device& device = m_resources.device;
    const VkExtent2D extent{static_cast<std::uint32_t>(image.width),
                            static_cast<std::uint32_t>(image.height)};
    ORFEAS_TRY(pixels, gpu::Buffer::create(device, {image.pixels.size(), VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
                                                    gpu::MemoryKind::Upload}));
    std::memcpy(pixels.mapped(), image.pixels.data(), image.pixels.size());
    gpu::ImageOptions options;
    options.format = image.order == PixelOrder::Bgra ? VK_FORMAT_B8G8R8A8_UNORM : VK_FORMAT_R8G8B8A8_UNORM;
    options.extent = extent;
    options.usage = VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT;
    ORFEAS_TRY(texture, gpu::Image::create(device, options));
    gpu::recordBarrier(commands,
                       {texture.handle(), VK_IMAGE_LAYOUT_UNDEFINED, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                        VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT, VK_PIPELINE_STAGE_TRANSFER_BIT, 0,
                        VK_ACCESS_TRANSFER_WRITE_BIT, 0, VK_REMAINING_MIP_LEVELS});
    VkBufferImageCopy copy{};
    copy.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
    copy.imageExtent = {extent.width, extent.height, 1};
    vkCmdCopyBufferToImage(commands, pixels.handle(), texture.handle(), VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                           1, &copy);
    gpu::recordBarrier(commands, {texture.handle(), VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                                  VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL, VK_PIPELINE_STAGE_TRANSFER_BIT,
                                  VK_PIPELINE_STAGE_FRAGMENT_SHADER_BIT, VK_ACCESS_TRANSFER_WRITE_BIT,
                                  VK_ACCESS_SHADER_READ_BIT, 0, VK_REMAINING_MIP_LEVELS});
    device.retire(std::make_shared<gpu::Buffer>(std::move(pixels)));
    forget();
    m_texture = std::make_shared<gpu::Image>(std::move(texture));
    return {};
}

Result<void> OverlayTexture::prepare(VkCommandBuffer commands,
                                     const std::shared_ptr<const OverlayImage>& image) {
    if (m_texture && m_source == image) return {};
    const auto limit = static_cast<std::size_t>(m_resources.device.adapter().limits.maxImageDimension2D);
    const bool usable = image && !image->empty() && static_cast<std::size_t>(image->width) <= limit &&
                        static_cast<std::size_t>(image->height) <= limit &&
                        image->pixels.size() == 4u * static_cast<std::size_t>(image->width) *
                                                    static_cast<std::size_t>(image->height);
    static const OverlayImage kClear{1, 1, PixelOrder::Rgba, {0, 0, 0, 0}};
    ORFEAS_CHECK(upload(commands, usable ? *image : kClear));
    m_source = image;
    m_extent = usable ? m_texture->extent() : VkExtent2D{0, 0};
    return {};
}

void OverlayTexture::forget() {
    if (m_texture) m_resources.device.retire(std::exchange(m_texture, nullptr));
    m_source.reset();
}

VkImageView OverlayTexture::view() const {
    return m_texture->view();
}

} // namespace orfeas::render
