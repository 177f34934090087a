// The depths of the solid objects, one sample a pixel, before anything is shaded: for what needs them to shade or to cull.
#pragma once

#include "render/frame_targets.h"
#include "render/passes/pass_context.h"

namespace orfeas::render {

/// Goes with the targets of one size. Lies in SHADER_READ_ONLY between passes.
struct DepthPicture {
    gpu::Image image;
    gpu::Owned<VkFramebuffer> framebuffer;
    gpu::DescriptorSet set; ///< as a texture
};

class DepthPass {
public:
    explicit DepthPass(const PassResources& resources) : m_resources(resources) {}
    /// Makes the targets' picture when they have none.
    Result<void> prepare(const PassContext& context, FrameTargets& targets);
    /// Draws what the context says is visible now.
    void record(const PassContext& context, const FrameTargets& targets) const;

private:
    const PassResources& m_resources;
    gpu::Owned<VkRenderPass> m_pass;
    PipelineTable m_pipelines;
    VkPipeline m_pipeline = VK_NULL_HANDLE;
};

} // namespace orfeas::render
