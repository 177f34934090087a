// Ambient occlusion: how much of the sky each visible point sees, at half the size of the picture.
#pragma once

#include <array>

#include "render/passes/depth_pass.h"

namespace orfeas::render {

/// Goes with the targets of one size: raw and smoothed.
struct AmbientPicture {
    std::array<gpu::Image, 2> images;
    std::array<gpu::Owned<VkFramebuffer>, 2> framebuffers;
    gpu::DescriptorSet rawSet;
    VkExtent2D extent{};

    VkImageView view() const { return images[1].view(); }
};

class AmbientPass {
public:
    explicit AmbientPass(const PassResources& resources) : m_resources(resources) {}
    Result<void> prepare(FrameTargets& targets);
    /// Reads the depths that DepthPass has drawn; `matrix` is the view's.
    void record(const PassContext& context, const FrameTargets& targets, const glm::mat4& matrix) const;

private:
    Result<void> makePipelines();
    void beginPass(VkCommandBuffer commands, const AmbientPicture& picture, std::size_t target) const;

    const PassResources& m_resources;
    std::array<gpu::Owned<VkRenderPass>, 2> m_passes;
    gpu::Owned<VkPipelineLayout> m_layout;
    std::array<gpu::Owned<VkPipeline>, 2> m_pipelines;
};

} // namespace orfeas::render
