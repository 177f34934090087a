// The last step: the finished scene, the overlay on it, into a window's image or a picture.
#pragma once

#include <array>
#include <map>

#include "render/frame_targets.h"
#include "render/gpu/frame_ring.h"
#include "render/passes/overlay_texture.h"
#include "render/passes/pass_context.h"

namespace orfeas::render {

/// Where the frame ends.
struct CompositeTarget {
    VkRenderPass renderPass = VK_NULL_HANDLE; ///< one colour attachment, cleared
    VkFramebuffer framebuffer = VK_NULL_HANDLE;
    VkFormat format = VK_FORMAT_UNDEFINED;
    VkExtent2D extent{};
};

class CompositePass {
public:
    explicit CompositePass(const PassResources& resources) : m_resources(resources) {}
    Result<void> prepare(const CompositeTarget& target, const FrameTargets& frame,
                         const OverlayTexture& overlay, std::size_t slot);
    void record(VkCommandBuffer commands, const CompositeTarget& target, const OverlayTexture& overlay,
                float overlayOpacity) const;

private:
    struct Push {
        std::int32_t overlaySize[2]{};
        float overlayOpacity = 1.0f;
        std::uint32_t decode = 0; ///< the target encodes sRGB itself
    };
    Result<void> makeLayouts();

    const PassResources& m_resources;
    gpu::Owned<VkDescriptorSetLayout> m_setLayout;
    gpu::Owned<VkPipelineLayout> m_layout;
    std::map<VkFormat, gpu::Owned<VkPipeline>> m_pipelines; ///< good for every render pass of the format
    std::array<gpu::DescriptorSet, gpu::kFramesInFlight> m_sets;
    VkPipeline m_pipeline = VK_NULL_HANDLE;
    VkDescriptorSet m_set = VK_NULL_HANDLE;
};

} // namespace orfeas::render
