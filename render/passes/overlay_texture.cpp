#include "render/passes/overlay_texture.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace orfeas::render {
namespace {

constexpr int kTile = 32;

bool painted(const OverlayImage& image, int left, int top, int right, int bottom) {
    for (int y = top; y < bottom; ++y) {
        const std::uint8_t* row =
            image.pixels.data() + 4 * static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width);
        for (int x = left; x < right; ++x) {
            std::uint32_t pixel = 0;
            std::memcpy(&pixel, row + 4 * static_cast<std::size_t>(x), 4);
            if (pixel != 0) return true;
        }
    }
    return false;
}

bool usable(const OverlayImage& image, std::size_t limit) {
    if (image.empty()) return false;
    const auto width = static_cast<std::size_t>(image.width), height = static_cast<std::size_t>(image.height);
    return width <= limit && height <= limit && image.pixels.size() == 4 * width * height;
}

} // namespace

std::vector<OverlayRectangle> paintedRectangles(const OverlayImage& image) {
    std::vector<OverlayRectangle> list;
    for (int top = 0; top < image.height; top += kTile) {
        const int bottom = std::min(top + kTile, image.height);
        int runStart = -1;
        // Neighbouring tiles of a row become one rectangle.
        for (int left = 0; left < image.width + kTile; left += kTile) {
            const bool here =
                left < image.width && painted(image, left, top, std::min(left + kTile, image.width), bottom);
            if (here && runStart < 0) runStart = left;
            if (!here && runStart >= 0) {
                list.emplace_back(runStart, top, std::min(left, image.width), bottom);
                runStart = -1;
            }
        }
    }
    return list;
}

Result<void> OverlayTexture::upload(VkCommandBuffer commands, const OverlayImage& image,
                                    const std::vector<OverlayRectangle>& list) {
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

    auto uploaded = std::make_shared<Uploaded>();
    uploaded->image = std::move(texture);
    const VkDeviceSize listBytes = list.size() * sizeof(OverlayRectangle);
    ORFEAS_TRY(rectangles, gpu::Buffer::create(device, {listBytes, VK_BUFFER_USAGE_VERTEX_BUFFER_BIT,
                                                        gpu::MemoryKind::Upload}));
    std::memcpy(rectangles.mapped(), list.data(), listBytes);
    uploaded->rectangles = std::move(rectangles);
    uploaded->count = static_cast<std::uint32_t>(list.size());
    ORFEAS_TRY(set, m_resources.pools.allocate(m_resources.textureLayout.get()));
    uploaded->set = std::move(set);
    uploaded->set.writeImage(0, uploaded->image.view(), m_resources.nearestSampler.get());
    m_current = std::move(uploaded);
    return {};
}

Result<void> OverlayTexture::prepare(VkCommandBuffer commands,
                                     const std::shared_ptr<const OverlayImage>& image) {
    if (m_source == image) return {};
    forget();
    if (image && usable(*image, m_resources.device.adapter().limits.maxImageDimension2D)) {
        const std::vector<OverlayRectangle> list = paintedRectangles(*image);
        if (!list.empty()) ORFEAS_CHECK(upload(commands, *image, list));
    }
    m_source = image;
    return {};
}

void OverlayTexture::forget() {
    m_resources.device.retire(std::exchange(m_current, nullptr));
    m_source.reset();
}

} // namespace orfeas::render
