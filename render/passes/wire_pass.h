// Triangle edges over the surface.
#pragma once

#include <memory>
#include <vector>

#include "render/passes/pass_context.h"

namespace orfeas::render {

class WirePass {
public:
    explicit WirePass(const PassResources& resources) : m_resources(resources) {}
    Result<void> prepare(const PassContext& context);
    /// Of what the processor chose: a view with edges is never culled by the graphics card.
    void record(const PassContext& context) const;

private:
    /// A block's buffers as the shader reads them.
    struct BlockSet {
        const GeometryBlock* block = nullptr;
        VkBuffer vertices = VK_NULL_HANDLE; ///< tells a new block at an old address
        gpu::DescriptorSet set;
    };
    Result<void> prepareBlock(const GeometryBlock& block);
    void draw(const PassContext& context, const Draw& draw) const;

    const PassResources& m_resources;
    PipelineTable m_pipelines;
    VkPipeline m_pipeline = VK_NULL_HANDLE;
    std::vector<BlockSet> m_sets;
};

} // namespace orfeas::render
