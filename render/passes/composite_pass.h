// The last step: the finished scene copied to where the frame ends, the outline of selected objects and the UI's
// overlay drawn on it.
#pragma once

#include <span>

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

/// A drawn scene and where it goes.
struct CompositePart {
    const FrameTargets* scene = nullptr;
    VkOffset2D offset{};
};

class DebugPass;

class CompositePass {
public:
    explicit CompositePass(const PassResources& resources) : m_resources(resources) {}
    Result<void> prepare(const CompositeTarget& target);
    /// What no part covers stays black.
    void record(VkCommandBuffer commands, const CompositeTarget& target, std::span<const CompositePart> parts,
                const OverlayTexture& overlay, float overlayOpacity, const DebugPass* debug) const;

private:
    struct Push {
        glm::vec2 pixel{0.0f}; ///< one over the size
        float value = 0.0f;    ///< the outline's radius, or the overlay's opacity
    };
    void recordCopy(VkCommandBuffer commands, const CompositeTarget& target, const CompositePart& part) const;
    void recordClear(VkCommandBuffer commands, const CompositeTarget& target) const;
    void recordOutline(VkCommandBuffer commands, const CompositePart& part) const;
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
