// Answers picks: draws the objects' numbers into a picture and reads it.
#pragma once

#include "render/passes/pick_pass.h"
#include "render/pick.h"
#include "render/renderer.h"

namespace orfeas::render {

/// Keeps what it uploaded: a second pick of the same scene costs little more than the pixels asked for, since everything
/// outside the rectangle is culled. Device thread only; must go before the renderer.
class Picker {
public:
    explicit Picker(Renderer& renderer)
        : m_renderer(renderer), m_view(renderer.resources()), m_pass(renderer.resources()) {}

    /// Draws, waits for the graphics card, reads. Objects whose meshes are still on their way cannot be picked, unless
    /// `wait` says to wait for them. BadInput for a view without area.
    Result<PickResult> pick(gpu::FrameRing& ring, const PickRequest& request,
                            const std::shared_ptr<const LiveTransforms>& live, MeshCache::Wait wait);

private:
    Result<void> record(const gpu::Frame& frame, const SceneFrame& what, const PickRequest& request,
                        PixelRectangle rectangle);
    PickResult readPixels(const PickRequest& request, PixelRectangle rectangle) const;
    PickResult readMet() const;
    std::optional<PickHit> hitAt(const PickRequest& request, glm::ivec2 pixel, PickedPixel picked) const;

    Renderer& m_renderer;
    SceneView m_view;
    PickPass m_pass;
};

} // namespace orfeas::render
