#include "render/frame_targets.h"

namespace orfeas::render {
namespace {

Result<void> makeImages(gpu::Device& device, FrameTargets& targets) {
    const VkSampleCountFlagBits samples = sampleCount(targets.multisample);
    gpu::ImageOptions options;
    options.extent = targets.extent;
    options.samples = samples;
    options.format = VK_FORMAT_D32_SFLOAT;
    options.usage = VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSIENT_ATTACHMENT_BIT;
    ORFEAS_TRY(depth, gpu::Image::create(device, options));
    targets.depth = std::move(depth);
    if (targets.multisample) {
        options.format = kSceneFormat;
        options.usage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSIENT_ATTACHMENT_BIT;
        ORFEAS_TRY(colour, gpu::Image::create(device, options));
        targets.colour = std::move(colour);
    }
    options.samples = VK_SAMPLE_COUNT_1_BIT;
    options.format = kSceneFormat;
    options.usage =
        VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT;
    ORFEAS_TRY(scene, gpu::Image::create(device, options));
    targets.scene = std::move(scene);
    return {};
}

} // namespace

Result<std::shared_ptr<FrameTargets>> FrameTargets::create(const PassResources& resources, VkExtent2D extent,
                                                           bool multisample) {
    auto targets = std::make_shared<FrameTargets>();
    targets->extent = extent;
    targets->multisample = multisample;
    gpu::Device& device = resources.device;
    ORFEAS_CHECK(makeImages(device, *targets));

    const VkImageView plain[] = {targets->scene.view(), targets->depth.view()};
    const VkImageView resolved[] = {targets->colour.view(), targets->depth.view(), targets->scene.view()};
    const auto views =
        multisample ? std::span<const VkImageView>(resolved) : std::span<const VkImageView>(plain);
    ORFEAS_TRY(scene, gpu::makeFramebuffer(device, resources.scenePassFor(multisample), views, extent));
    targets->sceneFramebuffer = std::move(scene);
    ORFEAS_TRY(set, resources.pools.allocate(resources.textureLayout.get()));
    targets->sceneSet = std::move(set);
    targets->sceneSet.writeImage(0, targets->scene.view(), resources.linearSampler.get());
    return targets;
}

} // namespace orfeas::render
