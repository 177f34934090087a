// A mesh on the graphics card.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/mesh/mesh.h"
#include "render/passes/pass_context.h"
#include "render/scene/geometry_arena.h"
#include "render/scene/lod_chain.h"

namespace orfeas::render {

/// One way to draw a mesh.
struct MeshLod {
    std::uint32_t firstIndex = 0; ///< in the block
    std::uint32_t indexCount = 0;
    float errorMm = 0.0f;
};

/// Drawn from while it is held; whoever drops it last hands it to Device::retire.
struct GpuMesh {
    GeometryRange range;       ///< none when nothing can be drawn
    std::vector<MeshLod> lods; ///< finest first; more come when they are ready
    std::uint32_t vertexCount = 0;
    bool hasColours = false;
    bool closed = false; ///< no inside is ever seen
    mesh::Box box;
    float radius = 0.0f;                  ///< around the box's centre
    std::vector<std::uint32_t> triangles; ///< which of the mesh's; empty: in its order, all of them
    std::weak_ptr<const mesh::Mesh> source;
    gpu::Image texture;
    gpu::DescriptorSet textureSet; ///< none without a texture
    std::size_t bytes = 0;

    bool empty() const { return lods.empty(); }
    bool hasTexture() const { return static_cast<bool>(texture); }
    std::uint32_t triangleCount() const { return lods.empty() ? 0 : lods.front().indexCount / 3; }
    std::int32_t vertexOffset() const { return static_cast<std::int32_t>(range.vertices().offset); }
};

/// What coarser levels are made from.
struct LodSource {
    std::vector<glm::vec3> positions;
    std::vector<std::uint32_t> indices;
};

/// A mesh ready to be drawn, or to be copied over: the slow part of an upload, done off the draw path.
struct StagedMesh {
    std::shared_ptr<GpuMesh> mesh; ///< without its texture
    gpu::Buffer geometry; ///< vertices, then indices, to be copied; none when they are in place already
    gpu::Buffer pixels;   ///< none without a texture
    VkExtent2D textureExtent{};
    std::shared_ptr<LodSource> lodSource; ///< none for few triangles
};

/// Any thread.
Result<StagedMesh> stageMesh(gpu::Device& device, GeometryArena& arena,
                             const std::shared_ptr<const mesh::Mesh>& mesh);

/// Records the copies that are still to be made. The staging buffers are retired with the frame.
Result<std::shared_ptr<GpuMesh>> recordUpload(const PassResources& resources, VkCommandBuffer commands,
                                              StagedMesh staged);
/// The copy of `staged.geometry` to its place, for whichever queue.
void recordGeometryCopy(VkCommandBuffer commands, const StagedMesh& staged);

/// Coarser levels ready to be drawn, or to be copied over.
struct StagedLods {
    std::shared_ptr<GpuMesh> mesh; ///< whose they are; held so that their place stays theirs
    std::vector<MeshLod> lods;     ///< the full mesh first
    std::uint32_t indexCount = 0;  ///< of all
    gpu::Buffer indices;           ///< to be copied; none when they are in place already
};

/// Any thread, once for a mesh.
Result<StagedLods> stageLods(gpu::Device& device, std::shared_ptr<GpuMesh> mesh,
                             const std::vector<LodLevel>& chain);
/// Puts them to use; gives back what was set aside for levels and is not needed.
void recordLods(const PassResources& resources, VkCommandBuffer commands, StagedLods staged);

/// Records the copy of RGBA bytes into a new sRGB image with its chain of smaller levels.
Result<gpu::Image> recordTexture(gpu::Device& device, VkCommandBuffer commands, const gpu::Buffer& pixels,
                                 VkExtent2D extent);

} // namespace orfeas::render
