// The pictures a frame is drawn into before it goes to a window or a file.
#pragma once

#include <memory>

#include "render/gpu/image.h"
#include "render/gpu/pipeline.h"
#include "render/passes/pass_context.h"

namespace orfeas::render {

struct AmbientPicture;
struct DepthPicture;

/// For one size and sample count; made again when either changes. Shared by all frames in flight: they follow
/// each other on one queue.
struct FrameTargets {
    static Result<std::shared_ptr<FrameTargets>> create(const PassResources& resources, VkExtent2D extent,
                                                        bool multisample);

    VkExtent2D extent{};
    bool multisample = false;
    gpu::Image colour; ///< four samples; none without multisampling
    gpu::Image depth;
    gpu::Image scene; ///< the finished scene, one sample; lies in SHADER_READ_ONLY between frames
    gpu::Owned<VkFramebuffer> sceneFramebuffer;
    gpu::DescriptorSet sceneSet; ///< the scene as a texture
    VkRect2D outlined{};         ///< where selected and hovered objects may show; empty: there are none
    float pixelRatio = 1.0f;     ///< of the drawn scene
    std::shared_ptr<DepthPicture> depths; ///< these two when a pass has needed them
    std::shared_ptr<AmbientPicture> ambient;
};

} // namespace orfeas::render
