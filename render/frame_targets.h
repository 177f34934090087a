// The pictures a frame is drawn into before it goes to a window or a file.
#pragma once

#include "render/gpu/image.h"
#include "render/gpu/pipeline.h"
#include "render/passes/pass_context.h"

namespace orfeas::render {

/// For one size and sample count; made again when either changes. Shared by all frames in flight: they follow
/// each other on one queue.
struct FrameTargets {
    static Result<std::shared_ptr<FrameTargets>> create(const PassResources& resources, VkExtent2D extent,
                                                        bool multisample);

    VkExtent2D extent{};
    bool multisample = false;
    gpu::Image colour; ///< four samples; none without multisampling
    gpu::Image depth;
    gpu::Image scene; ///< the finished scene, one sample, sRGB; its second view reads the numbers as they are
    gpu::Image mask;
    gpu::Owned<VkFramebuffer> sceneFramebuffer;
    gpu::Owned<VkFramebuffer> maskFramebuffer;
    gpu::Owned<VkFramebuffer> postFramebuffer;
    gpu::DescriptorSet maskSet; ///< the mask as a texture
};

} // namespace orfeas::render
