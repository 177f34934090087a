// One white pixel, bound where a shader looks for a picture and there is none.
#pragma once

#include "render/passes/pass_context.h"

namespace orfeas::render {

class WhiteTexture {
public:
    explicit WhiteTexture(const PassResources& resources) : m_resources(resources) {}
    /// Uploads it in the first frame, outside any render pass.
    Result<void> prepare(VkCommandBuffer commands);
    /// After a frame that was thrown away.
    void forget();
    VkDescriptorSet set() const { return m_set.handle(); }
    VkImageView view() const { return m_image->view(); }

private:
    const PassResources& m_resources;
    std::shared_ptr<gpu::Image> m_image;
    gpu::DescriptorSet m_set;
};

} // namespace orfeas::render
