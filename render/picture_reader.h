// A frame that ends in a picture in memory instead of in a window.
#pragma once

#include <memory>

#include "core/image/picture.h"
#include "render/offscreen_target.h"
#include "render/renderer.h"

namespace orfeas::render {

/// Keeps its targets while the size stays. Device thread only.
class PictureReader {
public:
    explicit PictureReader(gpu::Device& device) : m_device(device) {}
    ~PictureReader();

    /// Draws, waits for the graphics card, reads back.
    Result<image::Picture> draw(Renderer& renderer, gpu::FrameRing& ring, const PictureRequest& request);

private:
    Result<void> fit(Renderer& renderer, VkExtent2D extent, bool multisample);
    Result<void> record(Renderer& renderer, const gpu::Frame& frame, const PictureRequest& request);
    void recordReadback(VkCommandBuffer commands) const;
    void retireAll();

    gpu::Device& m_device;
    std::shared_ptr<FrameTargets> m_targets;
    std::shared_ptr<gpu::Image> m_image;
    gpu::Owned<VkRenderPass> m_pass;
    std::shared_ptr<gpu::Owned<VkFramebuffer>> m_framebuffer;
    gpu::Buffer m_readback;
};

} // namespace orfeas::render
