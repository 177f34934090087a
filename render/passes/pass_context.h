// What the passes share: layouts and samplers made once, and what a pass is given to record itself.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "render/draw_list.h"
#include "render/gpu/buffer.h"
#include "render/gpu/descriptors.h"
#include "render/gpu/image.h"
#include "render/gpu/pipeline.h"
#include "render/scene/camera.h"
#include "render/scene/render_scene.h"

namespace orfeas::render {

/// sRGB numbers, written by the shaders themselves: the software driver is slow at encoding every sample. In front of a
/// background the alpha channel tells the selected objects (1) and hovered ones (0.5) from the rest; in a transparent
/// picture it is coverage.
constexpr VkFormat kSceneFormat = VK_FORMAT_B8G8R8A8_UNORM;
constexpr VkFormat kShadowFormat = VK_FORMAT_R8_UNORM;

/// Made once per device; outlives every pass and mesh.
struct PassResources {
    static Result<std::unique_ptr<PassResources>> create(gpu::Device& device);

    gpu::Device& device;
    gpu::Owned<VkDescriptorSetLayout> frameLayout;   ///< 0: frame uniforms
    gpu::Owned<VkDescriptorSetLayout> textureLayout; ///< 0: one sampled image
    gpu::Owned<VkDescriptorSetLayout> wireLayout;    ///< 0: positions, 1: indices
    gpu::Owned<VkPipelineLayout> sceneLayout;        ///< frame
    gpu::Owned<VkPipelineLayout> texturedLayout;     ///< frame, texture
    gpu::Owned<VkPipelineLayout> wiredLayout;        ///< frame, wire
    gpu::Owned<VkSampler> textureSampler;            ///< repeats, mipmapped
    gpu::Owned<VkSampler> linearSampler;             ///< clamps
    gpu::Owned<VkSampler> nearestSampler;            ///< clamps
    gpu::Owned<VkRenderPass> scenePass;              ///< one sample, depth
    gpu::Owned<VkRenderPass> multisampledScenePass;  ///< four samples, depth, resolved
    mutable gpu::DescriptorPools pools;

    VkRenderPass scenePassFor(bool multisample) const {
        return multisample ? multisampledScenePass.get() : scenePass.get();
    }

private:
    explicit PassResources(gpu::Device& d) : device(d), pools(d) {}
    Result<void> makeLayouts();
    Result<void> makePasses();
};

/// The frame being recorded, as every pass sees it. Valid while the frame is recorded.
struct PassContext {
    VkCommandBuffer commands = VK_NULL_HANDLE;
    VkDescriptorSet frameSet = VK_NULL_HANDLE;
    const RenderScene* scene = nullptr;
    const Camera* camera = nullptr;
    const DrawList* draws = nullptr;
    VkBuffer instances = VK_NULL_HANDLE; ///< DrawInstance, in the order of the draw list
    VkExtent2D extent{};
    bool multisample = false;

    bool alphaIsMask() const { return scene->view.background == Background::Gradient; }
    /// What everything but the objects may write.
    gpu::Channels decoration() const { return alphaIsMask() ? gpu::Channels::Colour : gpu::Channels::All; }
    /// A pipeline's key for what all passes depend on.
    std::uint32_t key() const { return (multisample ? 1u : 0u) | (alphaIsMask() ? 2u : 0u); }
};

/// Pipelines of one pass, made when first needed.
class PipelineTable {
public:
    template <typename Options>
    Result<VkPipeline> get(gpu::Device& device, std::uint32_t key, const Options& options) {
        auto& pipeline = m_pipelines[key];
        if (!pipeline) {
            ORFEAS_TRY(made, gpu::makePipeline(device, options()));
            pipeline = std::move(made);
        }
        return pipeline.get();
    }

private:
    std::map<std::uint32_t, gpu::Owned<VkPipeline>> m_pipelines;
};

inline VkSampleCountFlagBits sampleCount(bool multisample) {
    return multisample ? VK_SAMPLE_COUNT_4_BIT : VK_SAMPLE_COUNT_1_BIT;
}

/// Vertex inputs of drawn meshes: binding 0 positions, 1 SurfaceVertex, 2 DrawInstance.
std::vector<VkVertexInputBindingDescription> meshBindings(bool positions, bool attributes);
std::vector<VkVertexInputAttributeDescription> meshAttributes(bool positions, bool attributes);

/// Binds positions (and attributes), instances and indices of a mesh.
void bindMesh(const PassContext& context, const GpuMesh& mesh, bool attributes);

} // namespace orfeas::render
