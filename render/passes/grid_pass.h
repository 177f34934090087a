// The ground: printer bed, millimetre grid, and the contact shadow that lies on it.
#pragma once

#include "render/passes/pass_context.h"

namespace orfeas::render {

class GridPass {
public:
    explicit GridPass(const PassResources& resources) : m_resources(resources) {}
    Result<void> prepare(const PassContext& context);
    /// `shadow`: the set of ShadowPass.
    void record(const PassContext& context, VkDescriptorSet shadow) const;

private:
    const PassResources& m_resources;
    PipelineTable m_pipelines;
    VkPipeline m_pipeline = VK_NULL_HANDLE;
};

} // namespace orfeas::render
