// The small tripod in the bottom right corner: X, Y and Z as the camera sees them, with their letters.
#pragma once

#include <vector>

#include "render/passes/pass_context.h"

namespace orfeas::render {

/// A line with round ends, in device pixels.
struct AxesSegment {
    glm::vec4 ends{0.0f};   ///< from xy, to xy
    glm::vec4 colour{0.0f}; ///< sRGB, half width
};

/// Far axis first, each with its letter.
std::vector<AxesSegment> axesSegments(const Camera& camera, VkExtent2D extent, const ViewOptions& view);

class AxesPass {
public:
    explicit AxesPass(const PassResources& resources) : m_resources(resources) {}
    Result<void> prepare(const PassContext& context);
    void record(const PassContext& context) const;

private:
    const PassResources& m_resources;
    PipelineTable m_pipelines;
    VkPipeline m_pipeline = VK_NULL_HANDLE;
    VkBuffer m_buffer = VK_NULL_HANDLE;
    std::uint32_t m_count = 0;
};

} // namespace orfeas::render
