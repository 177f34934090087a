// The vignette behind everything.
#pragma once

#include "render/passes/pass_context.h"

namespace orfeas::render {

class BackgroundPass {
public:
    explicit BackgroundPass(const PassResources& resources) : m_resources(resources) {}
    Result<void> prepare(const PassContext& context);
    void record(const PassContext& context) const;

private:
    const PassResources& m_resources;
    PipelineTable m_pipelines;
    VkPipeline m_pipeline = VK_NULL_HANDLE;
};

} // namespace orfeas::render
