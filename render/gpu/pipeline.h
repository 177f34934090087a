// Graphics pipelines and render passes, described by plain structs.
#pragma once

#include <span>
#include <vector>

#include "render/gpu/device.h"

namespace orfeas::render::gpu {

enum class Blend {
    None,
    Premultiplied, ///< source over, colours already times alpha
    Maximum,       ///< the greater of both, channel by channel
};

/// Which sides of triangles are drawn.
enum class Faces { Both, Front, Back };

/// Which channels of the target are written.
enum class Channels { None, Colour, Alpha, All };

struct PipelineOptions {
    std::span<const std::uint32_t> vertexShader;
    std::span<const std::uint32_t> fragmentShader; ///< may be empty: depth only
    std::vector<std::uint32_t> constants;          ///< specialisation constants 0, 1, 2... of both shaders
    std::vector<VkVertexInputBindingDescription> bindings;
    std::vector<VkVertexInputAttributeDescription> attributes;
    VkPrimitiveTopology topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST;
    VkSampleCountFlagBits samples = VK_SAMPLE_COUNT_1_BIT;
    bool depthTest = false;
    bool depthWrite = false;
    bool behind = false; ///< passes where something nearer was drawn, instead of where nothing was
    Faces faces = Faces::Both;
    bool pushedBack = false;  ///< a little farther away than it is: loses to what lies in the same place
    bool colourTarget = true; ///< false: the render pass has depth alone
    Channels channels = Channels::All;
    Blend blend = Blend::None;
    VkPipelineLayout layout = VK_NULL_HANDLE;
    VkRenderPass renderPass = VK_NULL_HANDLE;
};

/// Viewport and scissor are dynamic; depth runs reversed (greater or equal passes). Slow
/// (a millisecond and more): keep what comes back.
Result<Owned<VkPipeline>> makePipeline(Device& device, const PipelineOptions& options);

/// `constants`: specialisation constants 0, 1, 2...
Result<Owned<VkPipeline>> makeComputePipeline(Device& device, std::span<const std::uint32_t> shader,
                                              VkPipelineLayout layout,
                                              const std::vector<std::uint32_t>& constants = {});

Result<Owned<VkPipelineLayout>> makePipelineLayout(Device& device,
                                                   std::span<const VkDescriptorSetLayout> sets,
                                                   VkShaderStageFlags pushStages = 0,
                                                   std::uint32_t pushBytes = 0);

/// One subpass with one colour attachment (none for VK_FORMAT_UNDEFINED), and optionally depth and a resolve attachment,
/// in that order.
struct RenderPassOptions {
    VkFormat colour = VK_FORMAT_UNDEFINED;
    VkSampleCountFlagBits samples = VK_SAMPLE_COUNT_1_BIT;
    bool depth = false;
    bool keepDepth = false; ///< depth is read afterwards, lying in SHADER_READ_ONLY_OPTIMAL
    bool resolve = false;
    bool keep = false; ///< draw over what is there (it must lie in `finalLayout` of the pass before)
    VkImageLayout initialLayout = VK_IMAGE_LAYOUT_UNDEFINED; ///< read only with `keep`
    VkImageLayout finalLayout =
        VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL; ///< of the colour or the resolved image
};
Result<Owned<VkRenderPass>> makeRenderPass(Device& device, const RenderPassOptions& options);

Result<Owned<VkFramebuffer>> makeFramebuffer(Device& device, VkRenderPass pass,
                                             std::span<const VkImageView> views, VkExtent2D extent);

Result<Owned<VkSampler>> makeSampler(Device& device, VkFilter filter, VkSamplerAddressMode addressMode,
                                     bool mipmapped);

/// Sets the dynamic viewport and scissor to the whole extent.
void recordViewport(VkCommandBuffer commands, VkExtent2D extent);

} // namespace orfeas::render::gpu
