// The accent line around selected and hovered objects.
#pragma once

#include "render/frame_targets.h"
#include "render/passes/pass_context.h"

namespace orfeas::render {

class OutlinePass {
public:
    explicit OutlinePass(const PassResources& resources) : m_resources(resources) {}
    Result<void> prepare(const PassContext& context);
    /// Draws the mask; outside any render pass.
    void recordMask(const PassContext& context, const FrameTargets& targets) const;
    /// Draws the line over the resolved scene; within the post pass.
    void record(const PassContext& context, const FrameTargets& targets) const;

private:
    const PassResources& m_resources;
    gpu::Owned<VkPipeline> m_maskPipeline;
    gpu::Owned<VkPipeline> m_linePipeline;
};

} // namespace orfeas::render
