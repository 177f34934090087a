// The soft contact shadow: objects seen from above into a small picture, darker where they are near the
// ground, then blurred. Drawn again only when the objects change, not when the camera moves.
#pragma once

#include <array>
#include <vector>

#include "render/passes/pass_context.h"

namespace orfeas::render {

/// The part of the ground that the shadow picture covers, for FrameUniforms::shadowRect; zero: nothing to
/// cover.
glm::vec4 shadowRectangle(const mesh::Box& box);

class ShadowPass {
public:
    explicit ShadowPass(const PassResources& resources) : m_resources(resources) {}

    /// Makes the pictures in the first frame.
    Result<void> prepare(const PassContext& context);
    /// Outside any render pass. `rectangle` as in the frame's uniforms.
    void record(const PassContext& context, glm::vec4 rectangle);
    /// After a frame that was thrown away.
    void forget() { m_drawnRevision = ~0ull; }

    VkDescriptorSet shadowSet() const { return m_sets[0].handle(); }

private:
    Result<void> makePictures();
    Result<void> makePipelines();
    void drawCasters(const PassContext& context, float texelMm) const;
    void beginPass(VkCommandBuffer commands, std::size_t picture) const;
    void recordBlur(VkCommandBuffer commands, std::size_t from, glm::vec2 step) const;

    const PassResources& m_resources;
    gpu::Owned<VkRenderPass> m_pass;
    gpu::Owned<VkPipelineLayout> m_blurLayout;
    gpu::Owned<VkPipeline> m_casterPipeline;
    gpu::Owned<VkPipeline> m_blurPipeline;
    std::array<gpu::Image, 2> m_pictures; ///< the first holds the result
    std::array<gpu::Owned<VkFramebuffer>, 2> m_framebuffers;
    std::array<gpu::DescriptorSet, 2> m_sets;
    std::uint64_t m_drawnRevision = ~0ull; ///< of the shapes that the picture was made of
    glm::vec4 m_drawnRectangle{0.0f};
};

} // namespace orfeas::render
