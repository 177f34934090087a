// The last step: the finished scene copied to where the frame ends, the outline of selected objects and the UI's
// overlay drawn on it.
#pragma once

#include "render/frame_targets.h"
#include "render/passes/overlay_texture.h"
#include "render/passes/pass_context.h"

namespace orfeas::render {

/// Where the frame ends. The image can be copied to; the render pass keeps what is there (in TRANSFER_DST).
struct CompositeTarget {
    VkRenderPass renderPass = VK_NULL_HANDLE;
    VkFramebuffer framebuffer = VK_NULL_HANDLE;
    VkImage image = VK_NULL_HANDLE;
    VkFormat format = VK_FORMAT_UNDEFINED; ///< 8-bit numbers; BGRA is copied, another order converted
    VkExtent2D extent{};
};

class CompositePass {
public:
    explicit CompositePass(const PassResources& resources) : m_resources(resources) {}
    Result<void> prepare(const CompositeTarget& target);
    void record(VkCommandBuffer commands, const CompositeTarget& target, const FrameTargets& frame,
                const OverlayTexture& overlay, float overlayOpacity) const;

private:
    struct Push {
        glm::vec2 pixel{0.0f}; ///< one over the size
        float value = 0.0f;    ///< the outline's radius, or the overlay's opacity
    };
    void recordCopy(VkCommandBuffer commands, const CompositeTarget& target, const FrameTargets& frame) const;
    void recordOutline(VkCommandBuffer commands, const CompositeTarget& target,
                       const FrameTargets& frame) const;
    void recordOverlay(VkCommandBuffer commands, const CompositeTarget& target, const OverlayTexture& overlay,
                       float opacity) const;
    void bind(VkCommandBuffer commands, VkPipeline pipeline, VkDescriptorSet texture, const Push& push) const;

    const PassResources& m_resources;
    gpu::Owned<VkPipelineLayout> m_layout;
    PipelineTable m_pipelines; ///< by format: good for every render pass of it
    VkPipeline m_outline = VK_NULL_HANDLE;
    VkPipeline m_overlay = VK_NULL_HANDLE;
};

} // namespace orfeas::render
