// The objects themselves: shaded, solid ones first, see-through ones after the ground.
#pragma once

#include <map>
#include <vector>

#include "render/passes/pass_context.h"

namespace orfeas::render {

class MeshPass {
public:
    explicit MeshPass(const PassResources& resources) : m_resources(resources) {}

    /// Uploads the white texture in the first frame; makes the pipelines the batches need.
    Result<void> prepare(const PassContext& context);
    void recordOpaque(const PassContext& context) const;
    /// Far to near; each lays down its depth first, so that it shows its front only.
    void recordTranslucent(const PassContext& context) const;
    /// After a frame that was thrown away: the white texture is uploaded again.
    void forget();

private:
    /// One batch with its pipelines.
    struct Item {
        const DrawBatch* batch = nullptr;
        VkPipeline depth = VK_NULL_HANDLE;  ///< see-through ones only
        VkPipeline inside = VK_NULL_HANDLE; ///< back faces of solid open surfaces, drawn first
        VkPipeline colour = VK_NULL_HANDLE;
    };
    struct Layer {
        bool translucent = false;
        gpu::Faces faces = gpu::Faces::Both;
        std::uint32_t key() const { return (translucent ? 1u : 0u) | static_cast<std::uint32_t>(faces) << 1; }
    };
    Result<Item> makeItem(const PassContext& context, const DrawBatch& batch, bool translucent);
    Result<VkPipeline> colourPipeline(const PassContext& context, ColourSource source, Layer layer);
    Result<VkPipeline> depthPipeline(const PassContext& context, Layer layer);
    Result<void> makeWhite(VkCommandBuffer commands);
    void draw(const PassContext& context, const Item& item, VkPipeline pipeline) const;

    const PassResources& m_resources;
    PipelineTable m_pipelines;
    std::shared_ptr<gpu::Image> m_white; ///< stands where a mesh has no texture
    gpu::DescriptorSet m_whiteSet;
    std::vector<Item> m_opaque;
    std::vector<Item> m_translucent;
};

} // namespace orfeas::render
