// An image in graphics memory with its view.
#pragma once

#include "render/gpu/device.h"

namespace orfeas::render::gpu {

struct ImageOptions {
    VkFormat format = VK_FORMAT_UNDEFINED;
    VkExtent2D extent{};
    VkImageUsageFlags usage = 0;
    VkSampleCountFlagBits samples = VK_SAMPLE_COUNT_1_BIT;
    std::uint32_t mipLevels = 1;
    MemoryOwner owner = MemoryOwner::Targets;
};

/// Move-only; two-dimensional, one layer.
class Image {
public:
    Image() = default;
    static Result<Image> create(Device& device, const ImageOptions& options);

    VkImage handle() const { return m_image.get(); }
    VkImageView view() const { return m_view.get(); }
    VkExtent2D extent() const { return m_extent; }
    std::uint32_t mipLevels() const { return m_mipLevels; }
    std::size_t bytes() const { return m_memory.size(); }
    explicit operator bool() const { return static_cast<bool>(m_image); }

private:
    Memory m_memory;
    Owned<VkImage> m_image;
    Owned<VkImageView> m_view;
    VkExtent2D m_extent{};
    std::uint32_t m_mipLevels = 1;
};

/// Orders everything before against everything after, and changes the layout of the given levels.
struct ImageBarrier {
    VkImage image = VK_NULL_HANDLE;
    VkImageLayout from = VK_IMAGE_LAYOUT_UNDEFINED;
    VkImageLayout to = VK_IMAGE_LAYOUT_UNDEFINED;
    VkPipelineStageFlags fromStages = VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT;
    VkPipelineStageFlags toStages = VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT;
    VkAccessFlags fromAccess = 0;
    VkAccessFlags toAccess = 0;
    std::uint32_t firstLevel = 0;
    std::uint32_t levels = VK_REMAINING_MIP_LEVELS;
    VkImageAspectFlags aspect = VK_IMAGE_ASPECT_COLOR_BIT;
};
void recordBarrier(VkCommandBuffer commands, const ImageBarrier& barrier);

} // namespace orfeas::render::gpu
