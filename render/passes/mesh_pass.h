// The objects themselves: shaded, solid ones first, see-through ones after the ground.
#pragma once

#include <vector>

#include "render/passes/pass_context.h"
#include "render/scene_layout.h"

namespace orfeas::render {

class MeshPass {
public:
    /// `white`: a texture set that stands where a mesh has none.
    explicit MeshPass(const PassResources& resources) : m_resources(resources) {}

    /// Makes the pipelines that the runs need.
    Result<void> prepare(const PassContext& context);
    void useWhite(VkDescriptorSet white) { m_white = white; }
    void recordOpaque(const PassContext& context) const;
    /// Far to near; each lays down its depth first, so that it shows its front only. In an x-ray view everything.
    void recordTranslucent(const PassContext& context) const;

private:
    enum class Look : std::uint8_t { Solid, Translucent, Xray };
    /// One run or see-through object with its pipelines.
    struct Item {
        VkPipeline depth = VK_NULL_HANDLE;  ///< see-through ones only
        VkPipeline inside = VK_NULL_HANDLE; ///< back faces of solid open surfaces, drawn first
        VkPipeline colour = VK_NULL_HANDLE;
    };
    struct Layer {
        Look look = Look::Solid;
        gpu::Faces faces = gpu::Faces::Both;
        std::uint32_t key() const {
            return static_cast<std::uint32_t>(look) | static_cast<std::uint32_t>(faces) << 2;
        }
    };
    Result<Item> makeItem(const PassContext& context, const Material& material, Look look);
    Result<VkPipeline> colourPipeline(const PassContext& context, SurfaceKind kind, Layer layer);
    Result<VkPipeline> depthPipeline(const PassContext& context, Layer layer);
    void bind(const PassContext& context, const Material& material, VkPipeline pipeline) const;
    void drawSolid(const PassContext& context, std::size_t run, VkPipeline pipeline) const;

    const PassResources& m_resources;
    PipelineTable m_pipelines;
    VkDescriptorSet m_white = VK_NULL_HANDLE;
    std::vector<Item> m_solid; ///< per run
    std::vector<Item> m_translucent;
};

} // namespace orfeas::render
