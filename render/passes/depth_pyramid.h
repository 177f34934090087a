// For every square of pixels, how far the farthest of them is: what lies wholly behind that cannot be seen.
#pragma once

#include "render/passes/depth_pass.h"

namespace orfeas::render {

/// Belongs to one view. Levels stand one after the other in a buffer, each with half the sides of the one below, rounded up.
class DepthPyramid {
public:
    static constexpr std::uint32_t kMostLevels = 15;

    explicit DepthPyramid(const PassResources& resources) : m_resources(resources) {}
    ~DepthPyramid();

    Result<void> prepare(const FrameTargets& targets);
    /// From the depths as they are now; afterwards compute shaders may read it.
    void record(VkCommandBuffer commands) const;

    VkBuffer buffer() const { return m_buffer ? m_buffer->handle() : VK_NULL_HANDLE; }
    std::uint32_t levels() const { return static_cast<std::uint32_t>(m_levels.size()); }
    VkExtent2D extent() const { return m_extent; }

private:
    struct Level {
        std::uint32_t width = 0, height = 0, first = 0;
    };
    const PassResources& m_resources;
    VkExtent2D m_extent{};
    std::vector<Level> m_levels;
    std::shared_ptr<gpu::Buffer> m_buffer;
    std::shared_ptr<gpu::DescriptorSet> m_set;
    VkImageView m_source = VK_NULL_HANDLE;
};

} // namespace orfeas::render
