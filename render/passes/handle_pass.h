// Overlay geometry: handles, guides and measures over the scene, faint where objects hide them.
#pragma once

#include "render/passes/pass_context.h"

namespace orfeas::render {

class HandlePass {
public:
    explicit HandlePass(const PassResources& resources) : m_resources(resources) {}
    Result<void> prepare(const PassContext& context);
    void record(const PassContext& context) const;

private:
    Result<VkPipeline> pipeline(const PassContext& context, bool lines, bool behind);
    void draw(const PassContext& context, bool lines, VkPipeline pipeline, float opacity) const;

    const PassResources& m_resources;
    gpu::Owned<VkPipelineLayout> m_layout;
    PipelineTable m_pipelines;
    VkBuffer m_triangles = VK_NULL_HANDLE;
    VkBuffer m_lines = VK_NULL_HANDLE;
    VkPipeline m_chosen[2][2]{}; ///< triangles, lines; in front, behind
};

} // namespace orfeas::render
