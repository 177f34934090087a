// What the passes share: layouts and samplers made once, and what a pass is given to record itself.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "render/gpu/buffer.h"
#include "render/gpu/descriptors.h"
#include "render/gpu/image.h"
#include "render/gpu/pipeline.h"
#include "render/scene/camera.h"
#include "render/scene/overlay_geometry.h"
#include "render/scene/render_scene.h"

namespace orfeas::render {

namespace gpu {
class Timestamps;
}
struct Draw;
struct DrawList;
struct GeometryBlock;

/// sRGB numbers, written by the shaders themselves: the software driver is slow at encoding every sample. In front of a
/// background the alpha channel tells the selected objects (1) and hovered ones (0.5) from the rest; in a transparent
/// picture it is coverage.
constexpr VkFormat kSceneFormat = VK_FORMAT_B8G8R8A8_UNORM;
constexpr VkFormat kShadowFormat = VK_FORMAT_R8_UNORM;

/// Made once per device; outlives every pass and mesh.
struct PassResources {
    static Result<std::unique_ptr<PassResources>> create(gpu::Device& device);

    gpu::Device& device;
    /// 0: frame uniforms, 1: records of the objects, 2: places of visible ones, 3: fields, 4: colour maps, 5: ambient
    /// occlusion
    gpu::Owned<VkDescriptorSetLayout> frameLayout;
    gpu::Owned<VkDescriptorSetLayout> textureLayout; ///< 0: one sampled image
    gpu::Owned<VkDescriptorSetLayout> wireLayout;    ///< 0: vertices, 1: indices
    gpu::Owned<VkPipelineLayout> sceneLayout;        ///< frame
    gpu::Owned<VkPipelineLayout> texturedLayout;     ///< frame, texture
    gpu::Owned<VkPipelineLayout> wiredLayout;        ///< frame, wire; pushes two numbers to the vertex shader
    gpu::Owned<VkDescriptorSetLayout> cullSets; ///< these nine only where the card can choose what to draw
    gpu::Owned<VkDescriptorSetLayout> compactSets;
    gpu::Owned<VkDescriptorSetLayout> pyramidSets;
    gpu::Owned<VkPipelineLayout> pyramidLayout;
    gpu::Owned<VkPipeline> pyramidPipeline;
    gpu::Owned<VkPipelineLayout> cullLayout;
    gpu::Owned<VkPipelineLayout> compactLayout;
    gpu::Owned<VkPipeline> cullPipeline;
    gpu::Owned<VkPipeline> compactPipeline;
    gpu::Owned<VkSampler> textureSampler;           ///< repeats, mipmapped
    gpu::Owned<VkSampler> linearSampler;            ///< clamps
    gpu::Owned<VkSampler> nearestSampler;           ///< clamps
    gpu::Owned<VkRenderPass> scenePass;             ///< one sample, depth
    gpu::Owned<VkRenderPass> multisampledScenePass; ///< four samples, depth, resolved
    mutable gpu::DescriptorPools pools;

    VkRenderPass scenePassFor(bool multisample) const {
        return multisample ? multisampledScenePass.get() : scenePass.get();
    }

private:
    explicit PassResources(gpu::Device& d) : device(d), pools(d) {}
    Result<void> makeLayouts();
    Result<void> makePasses();
    Result<void> makeCulling();
};

class SceneView;
struct CommandLists;

/// The frame being recorded, as every pass sees it. Valid while the frame is recorded.
struct PassContext {
    VkCommandBuffer commands = VK_NULL_HANDLE;
    VkDescriptorSet frameSet = VK_NULL_HANDLE;
    const RenderScene* scene = nullptr;
    const Camera* camera = nullptr;
    SceneView* view = nullptr;
    const DrawList* draws = nullptr;
    const CommandLists* lists = nullptr; ///< of the solid objects, when the graphics card chose them
    const OverlayGeometry* overlay = nullptr;
    gpu::Timestamps* times = nullptr; ///< somebody wants to know how long passes take
    VkExtent2D extent{};
    bool multisample = false;
    bool occlusion = false;  ///< an ambient occlusion picture is bound
    bool testsDepth = false; ///< `lists` holds what was seen before, until the rest has been tested
    bool levels = false;     ///< coarser levels of meshes may be drawn
    bool oneByOne = false;   ///< bind everything anew for every object

    void mark(const char* name) const;
    bool alphaIsMask() const { return scene->view.background != Background::Transparent; }
    /// What everything but the objects may write.
    gpu::Channels decoration() const { return alphaIsMask() ? gpu::Channels::Colour : gpu::Channels::All; }
    bool hasSection() const { return scene->view.section.has_value(); }
    /// A pipeline's key for what all passes depend on.
    std::uint32_t key() const {
        return (multisample ? 1u : 0u) | (alphaIsMask() ? 2u : 0u) | (hasSection() ? 4u : 0u);
    }
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

/// Vertex inputs of drawn meshes: GpuVertex, all of it or the position alone.
std::vector<VkVertexInputBindingDescription> meshBindings();
std::vector<VkVertexInputAttributeDescription> meshAttributes(bool all);

/// Binds a block's vertices and indices.
void bindBlock(VkCommandBuffer commands, const GeometryBlock& block);
/// Draws the solid objects of one run; pipeline and sets are bound, the block too.
void drawRun(const PassContext& context, std::size_t run);
void drawOne(VkCommandBuffer commands, const Draw& draw);
/// The draws that the processor chose for a run.
std::span<const Draw> drawsOf(const DrawList& list, std::size_t run);

/// A buffer for this frame alone, filled: it is retired with it.
Result<VkBuffer> uploadOnce(gpu::Device& device, const void* data, std::size_t bytes,
                            VkBufferUsageFlags usage);

} // namespace orfeas::render
