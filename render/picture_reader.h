// A frame that ends in a picture in memory instead of in a window.
#pragma once

#include <memory>

#include "core/image/picture.h"
#include "render/offscreen_target.h"
#include "render/renderer.h"

namespace orfeas::render {

/// Keeps its targets while the size stays. Device thread only; must go before the renderer.
class PictureReader {
public:
    PictureReader(gpu::Device& device, Renderer& renderer)
        : m_device(device), m_renderer(renderer), m_view(renderer.resources()) {}
    ~PictureReader();

    /// Draws, waits for the graphics card, reads back.
    Result<image::Picture> draw(gpu::FrameRing& ring, const PictureRequest& request);
    const SceneReport& report() const { return m_report; } ///< of the last picture

private:
    Result<void> fit(VkExtent2D extent, bool multisample);
    Result<void> record(const gpu::Frame& frame, const PictureRequest& request);
    void recordReadback(VkCommandBuffer commands) const;
    void retireAll();

    gpu::Device& m_device;
    Renderer& m_renderer;
    SceneView m_view;
    SceneReport m_report;
    std::shared_ptr<FrameTargets> m_targets;
    std::shared_ptr<gpu::Image> m_image;
    gpu::Owned<VkRenderPass> m_pass;
    std::shared_ptr<gpu::Owned<VkFramebuffer>> m_framebuffer;
    gpu::Buffer m_readback;
};

} // namespace orfeas::render
