// The UI's overlay on the graphics card.
#pragma once

#include <memory>

#include "render/passes/pass_context.h"
#include "render/scene/overlay_image.h"

namespace orfeas::render {

/// Uploaded once per image value; the one before is retired. Device thread only.
class OverlayTexture {
public:
    explicit OverlayTexture(const PassResources& resources) : m_resources(resources) {}

    /// Outside any render pass. An empty or damaged image (too few bytes) counts as none.
    Result<void> prepare(VkCommandBuffer commands, const std::shared_ptr<const OverlayImage>& image);
    void forget();

    VkImageView view() const;                      ///< a clear pixel when there is no overlay
    VkExtent2D extent() const { return m_extent; } ///< zero when there is no overlay

private:
    Result<void> upload(VkCommandBuffer commands, const OverlayImage& image);

    const PassResources& m_resources;
    std::shared_ptr<const OverlayImage> m_source;
    std::shared_ptr<gpu::Image> m_texture;
    VkExtent2D m_extent{};
};

} // namespace orfeas::render
