#include "render/gpu/image.h"

namespace orfeas::render::gpu {
namespace {

Result<Owned<VkImageView>> makeView(Device& device, VkImage image, VkFormat format) {
    VkImageViewCreateInfo info{VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO};
    info.image = image;
    info.viewType = VK_IMAGE_VIEW_TYPE_2D;
    info.format = format;
    const bool depth = format == VK_FORMAT_D32_SFLOAT;
    info.subresourceRange.aspectMask =
        static_cast<VkImageAspectFlags>(depth ? VK_IMAGE_ASPECT_DEPTH_BIT : VK_IMAGE_ASPECT_COLOR_BIT);
    info.subresourceRange.levelCount = VK_REMAINING_MIP_LEVELS;
    info.subresourceRange.layerCount = 1;
    VkImageView view = VK_NULL_HANDLE;
    ORFEAS_CHECK(check(vkCreateImageView(device.handle(), &info, nullptr, &view), "vkCreateImageView"));
    return Owned<VkImageView>(device.handle(), view);
}

} // namespace

Result<Image> Image::create(Device& device, const ImageOptions& options) {
    VkImageCreateInfo info{VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO};
    info.imageType = VK_IMAGE_TYPE_2D;
    info.format = options.format;
    info.extent = {options.extent.width, options.extent.height, 1};
    info.mipLevels = options.mipLevels;
    info.arrayLayers = 1;
    info.samples = options.samples;
    info.tiling = VK_IMAGE_TILING_OPTIMAL;
    info.usage = options.usage;
    VkImage handle = VK_NULL_HANDLE;
    ORFEAS_CHECK(check(vkCreateImage(device.handle(), &info, nullptr, &handle), "vkCreateImage"));
    Image image;
    image.m_image = Owned<VkImage>(device.handle(), handle);
    image.m_extent = options.extent;
    image.m_mipLevels = options.mipLevels;
    VkMemoryRequirements requirements;
    vkGetImageMemoryRequirements(device.handle(), handle, &requirements);
    ORFEAS_TRY(memory, device.memory().allocate(requirements, MemoryKind::Device, true, options.owner));
    image.m_memory = std::move(memory);
    ORFEAS_CHECK(
        check(vkBindImageMemory(device.handle(), handle, image.m_memory.handle(), image.m_memory.offset()),
              "vkBindImageMemory"));
    ORFEAS_TRY(view, makeView(device, handle, options.format));
    image.m_view = std::move(view);
    return image;
}

void recordBarrier(VkCommandBuffer commands, const ImageBarrier& b) {
    VkImageMemoryBarrier barrier{VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER};
    barrier.srcAccessMask = b.fromAccess;
    barrier.dstAccessMask = b.toAccess;
    barrier.oldLayout = b.from;
    barrier.newLayout = b.to;
    barrier.srcQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED;
    barrier.dstQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED;
    barrier.image = b.image;
    barrier.subresourceRange = {b.aspect, b.firstLevel, b.levels, 0, 1};
    vkCmdPipelineBarrier(commands, b.fromStages, b.toStages, 0, 0, nullptr, 0, nullptr, 1, &barrier);
}

} // namespace orfeas::render::gpu
