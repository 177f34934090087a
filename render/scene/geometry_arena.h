// Where the meshes' vertices and triangles lie on the graphics card: a few large buffers, shared by all of them.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "render/gpu/buffer.h"
#include "render/gpu/range_allocator.h"
#include "render/scene/surface_mesh.h"

namespace orfeas::render {

/// As it lies in the vertex buffer: 32 bytes.
struct GpuVertex {
    glm::vec3 position{0.0f};
    SurfaceVertex surface;
    std::uint32_t source = 0; ///< the mesh's vertex that it was made from: where its scalar stands
};
static_assert(sizeof(GpuVertex) == 32);

/// Buffers of one size that draws can be made from together.
struct GeometryBlock {
    gpu::Buffer vertices; ///< GpuVertex
    gpu::Buffer indices;  ///< 32-bit
    gpu::RangeAllocator freeVertices{0};
    gpu::RangeAllocator freeIndices{0};
    bool own = false; ///< made for one mesh larger than a block
};

class GeometryArena;

/// A mesh's place. Gives it back when dropped: whoever holds one retires it.
class GeometryRange {
public:
    GeometryRange() = default;
    GeometryRange(GeometryRange&& other) noexcept;
    GeometryRange& operator=(GeometryRange&& other) noexcept;
    ~GeometryRange();

    explicit operator bool() const { return m_arena != nullptr; }
    GeometryBlock& block() const { return *m_block; }
    const gpu::Range& vertices() const { return m_vertices; }
    const gpu::Range& indices() const { return m_indices; }
    /// Gives the end of the indices back.
    void shrinkIndices(std::uint32_t count);

private:
    friend class GeometryArena;
    GeometryArena* m_arena = nullptr;
    std::shared_ptr<GeometryBlock> m_block;
    gpu::Range m_vertices;
    gpu::Range m_indices;
};

/// Grows by whole blocks, each larger than the one before up to a limit, so that nothing is ever moved or waited for; a
/// block that is empty goes, but for one spare. A mesh beyond the limit gets one of its own. Any thread; must outlive its ranges.
class GeometryArena {
public:
    /// Given are the largest blocks; smaller ones are for tests.
    explicit GeometryArena(gpu::Device& device, std::uint32_t verticesPerBlock = 1u << 20,
                           std::uint32_t indicesPerBlock = 6u << 20)
        : m_device(device), m_verticesPerBlock(verticesPerBlock), m_indicesPerBlock(indicesPerBlock) {}
    GeometryArena(const GeometryArena&) = delete;
    GeometryArena& operator=(const GeometryArena&) = delete;

    /// OutOfMemory when the card has none left.
    Result<GeometryRange> allocate(std::uint32_t vertices, std::uint32_t indices);
    std::size_t blockCount() const;
    std::size_t bytes() const;

private:
    friend class GeometryRange;
    Result<std::shared_ptr<GeometryBlock>> makeBlock(std::uint32_t vertices, std::uint32_t indices, bool own);
    bool take(const std::shared_ptr<GeometryBlock>& block, std::uint32_t vertices, std::uint32_t indices,
              GeometryRange& range);
    void release(GeometryRange& range);

    gpu::Device& m_device;
    std::uint32_t m_verticesPerBlock;
    std::uint32_t m_indicesPerBlock;
    mutable std::mutex m_mutex;
    std::vector<std::shared_ptr<GeometryBlock>> m_blocks;
};

} // namespace orfeas::render
