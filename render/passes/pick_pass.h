// Which object, and which of its triangles, every pixel of a rectangle shows.
#pragma once

#include "render/gpu/frame_ring.h"
#include "render/passes/pass_context.h"

namespace orfeas::render {

/// One pixel of the answer.
struct PickedPixel {
    std::uint32_t object = 0;   ///< place in the scene plus one; 0: nothing
    std::uint32_t triangle = 0; ///< as drawn, plus one; 0: the card cannot tell
};

/// Draws into pictures of its own, as large as the rectangle, which are read back. One at a time.
class PickPass {
public:
    explicit PickPass(const PassResources& resources) : m_resources(resources) {}

    Result<void> prepare(const PassContext& context, VkExtent2D extent, bool through);
    void record(const PassContext& context);
    /// After the frame is done: row by row; or, picking through, a bit per object of the scene.
    std::span<const PickedPixel> pixels() const;
    std::span<const std::uint32_t> met() const;

private:
    Result<void> makeTargets(VkExtent2D extent);
    Result<void> makeMet(std::size_t objects);
    Result<void> makePipeline(const PassContext& context, bool through);
    void recordReadback(VkCommandBuffer commands) const;

    const PassResources& m_resources;
    gpu::Owned<VkRenderPass> m_pass;
    gpu::Owned<VkDescriptorSetLayout> m_metSets;
    gpu::Owned<VkPipelineLayout> m_layout;
    PipelineTable m_pipelines;
    VkPipeline m_pipeline = VK_NULL_HANDLE;
    gpu::Image m_objects;
    gpu::Image m_depth;
    gpu::Owned<VkFramebuffer> m_framebuffer;
    VkExtent2D m_extent{};
    gpu::Buffer m_pixels;
    gpu::Buffer m_met; ///< a bit per object
    gpu::DescriptorSet m_metSet;
    std::size_t m_words = 0;
};

} // namespace orfeas::render
