// The UI's overlay on the graphics card.
#pragma once

#include <memory>
#include <vector>

#include "render/passes/pass_context.h"
#include "render/scene/overlay_image.h"

namespace orfeas::render {

/// Left, top, right, bottom in pixels.
using OverlayRectangle = glm::vec4;

/// Rectangles that together hold every pixel that is not wholly clear: most of an overlay is, and need not be drawn.
std::vector<OverlayRectangle> paintedRectangles(const OverlayImage& image);

/// Uploaded once per image value; the one before is retired. Device thread only.
class OverlayTexture {
public:
    explicit OverlayTexture(const PassResources& resources) : m_resources(resources) {}

    /// Outside any render pass. An empty or damaged image (too few bytes) counts as none.
    Result<void> prepare(VkCommandBuffer commands, const std::shared_ptr<const OverlayImage>& image);
    void forget();

    std::uint32_t rectangleCount() const { return m_current ? m_current->count : 0; }
    VkBuffer rectangles() const { return m_current->rectangles.handle(); }
    VkDescriptorSet textureSet() const { return m_current->set.handle(); }

private:
    struct Uploaded {
        gpu::Image image;
        gpu::Buffer rectangles;
        gpu::DescriptorSet set;
        std::uint32_t count = 0;
    };
    Result<void> upload(VkCommandBuffer commands, const OverlayImage& image,
                        const std::vector<OverlayRectangle>& list);

    const PassResources& m_resources;
    std::shared_ptr<const OverlayImage> m_source;
    std::shared_ptr<Uploaded> m_current;
};

} // namespace orfeas::render
