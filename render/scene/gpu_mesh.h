// A mesh on the graphics card.
#pragma once

#include <memory>

#include "core/mesh/mesh.h"
#include "render/gpu/buffer.h"
#include "render/gpu/descriptors.h"
#include "render/gpu/image.h"
#include "render/passes/pass_context.h"

namespace orfeas::render {

/// Where the planes of a mesh lie in its buffer.
struct MeshPlanes {
    VkDeviceSize vertexOffset = 0; ///< SurfaceVertex; the positions come first
    VkDeviceSize indexOffset = 0;
    VkDeviceSize bytes = 0;
    std::uint32_t vertexCount = 0;
    std::uint32_t indexCount = 0;
};

/// A mesh ready to be copied over: the slow part of an upload, done off the draw path. Any thread.
struct StagedMesh {
    MeshPlanes planes;
    bool hasColours = false;
    bool closed = false;
    mesh::Box box;
    gpu::Buffer geometry; ///< none when nothing can be drawn
    gpu::Buffer pixels;   ///< none without a texture
    VkExtent2D textureExtent{};
};
Result<StagedMesh> stageMesh(gpu::Device& device, const mesh::Mesh& mesh);

/// Drawn from while it is held; whoever drops it last hands it to Device::retire.
struct GpuMesh {
    MeshPlanes planes;
    bool hasColours = false;
    bool closed = false; ///< no inside is ever seen
    mesh::Box box;
    gpu::Buffer geometry;
    gpu::Image texture;
    gpu::DescriptorSet textureSet; ///< none without a texture
    gpu::DescriptorSet wireSet;    ///< positions and indices; none when the device cannot reach so many
    std::size_t bytes = 0;

    bool empty() const { return planes.indexCount == 0; }
    bool hasTexture() const { return static_cast<bool>(texture); }
};

/// Records the copies. The staging buffers are retired with the frame.
Result<std::shared_ptr<GpuMesh>> recordUpload(const PassResources& resources, VkCommandBuffer commands,
                                              StagedMesh staged);

/// Records the copy of RGBA bytes into a new sRGB image with its chain of smaller levels.
Result<gpu::Image> recordTexture(gpu::Device& device, VkCommandBuffer commands, const gpu::Buffer& pixels,
                                 VkExtent2D extent);

} // namespace orfeas::render
