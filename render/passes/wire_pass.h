// Triangle edges over the surface.
#pragma once

#include "render/passes/pass_context.h"

namespace orfeas::render {

class WirePass {
public:
    explicit WirePass(const PassResources& resources) : m_resources(resources) {}
    Result<void> prepare(const PassContext& context);
    void record(const PassContext& context) const;

private:
    void draw(const PassContext& context, const DrawBatch& batch) const;

    const PassResources& m_resources;
    PipelineTable m_pipelines;
    VkPipeline m_pipeline = VK_NULL_HANDLE;
};

} // namespace orfeas::render
