#include "render/scene/geometry_arena.h"

#include <algorithm>
#include <utility>

namespace orfeas::render {

GeometryRange::GeometryRange(GeometryRange&& other) noexcept
    : m_arena(std::exchange(other.m_arena, nullptr)), m_block(std::move(other.m_block)),
      m_vertices(other.m_vertices), m_indices(other.m_indices) {}

GeometryRange& GeometryRange::operator=(GeometryRange&& other) noexcept {
    std::swap(m_arena, other.m_arena);
    std::swap(m_block, other.m_block);
    std::swap(m_vertices, other.m_vertices);
    std::swap(m_indices, other.m_indices);
    return *this;
}

GeometryRange::~GeometryRange() {
    if (m_arena != nullptr) m_arena->release(*this);
}

void GeometryRange::shrinkIndices(std::uint32_t count) {
    if (count >= m_indices.size) return;
    const std::lock_guard lock(m_arena->m_mutex);
    m_block->freeIndices.shrink(m_indices, count);
}

Result<std::shared_ptr<GeometryBlock>> GeometryArena::makeBlock(std::uint32_t vertices, std::uint32_t indices,
                                                                bool own) {
    constexpr VkBufferUsageFlags kBoth =
        VK_BUFFER_USAGE_TRANSFER_DST_BIT | VK_BUFFER_USAGE_STORAGE_BUFFER_BIT;
    const auto kind = m_device.sharesMemory() ? gpu::MemoryKind::Shared : gpu::MemoryKind::Device;
    auto block = std::make_shared<GeometryBlock>();
    ORFEAS_TRY(vertexBuffer, gpu::Buffer::create(m_device, {VkDeviceSize{vertices} * sizeof(GpuVertex),
                                                            kBoth | VK_BUFFER_USAGE_VERTEX_BUFFER_BIT, kind,
                                                            gpu::MemoryOwner::Meshes, true}));
    ORFEAS_TRY(indexBuffer, gpu::Buffer::create(m_device, {VkDeviceSize{indices} * sizeof(std::uint32_t),
                                                           kBoth | VK_BUFFER_USAGE_INDEX_BUFFER_BIT, kind,
                                                           gpu::MemoryOwner::Meshes, true}));
    block->vertices = std::move(vertexBuffer);
    block->indices = std::move(indexBuffer);
    block->freeVertices = gpu::RangeAllocator(vertices);
    block->freeIndices = gpu::RangeAllocator(indices);
    block->own = own;
    return block;
}

bool GeometryArena::take(const std::shared_ptr<GeometryBlock>& block, std::uint32_t vertices,
                         std::uint32_t indices, GeometryRange& range) {
    const auto v = block->freeVertices.allocate(vertices);
    if (!v) return false;
    const auto i = block->freeIndices.allocate(indices);
    if (!i) {
        block->freeVertices.release(*v);
        return false;
    }
    range.m_arena = this;
    range.m_block = block;
    range.m_vertices = *v;
    range.m_indices = *i;
    return true;
}

Result<GeometryRange> GeometryArena::allocate(std::uint32_t vertices, std::uint32_t indices) {
    GeometryRange range;
    const bool own = vertices > m_verticesPerBlock || indices > m_indicesPerBlock;
    std::ptrdiff_t shared = 0;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& block : m_blocks)
            if (!own && !block->own && take(block, vertices, indices, range)) return range;
        shared = std::count_if(m_blocks.begin(), m_blocks.end(), [](const auto& b) { return !b->own; });
    }
    // The driver takes its time over a block, and a frame that gives a range back must not wait for that. Two threads may
    // both make one: it will be used.
    const auto shift = static_cast<std::uint32_t>(std::max<std::ptrdiff_t>(3 - shared, 0));
    ORFEAS_TRY(block, makeBlock(own ? vertices : std::max(vertices, m_verticesPerBlock >> shift),
                                own ? indices : std::max(indices, m_indicesPerBlock >> shift), own));
    const std::lock_guard lock(m_mutex);
    m_blocks.push_back(block);
    ORFEAS_ASSERT(take(block, vertices, indices, range));
    return range;
}

void GeometryArena::release(GeometryRange& range) {
    const std::lock_guard lock(m_mutex);
    GeometryBlock& block = *range.m_block;
    block.freeVertices.release(range.m_vertices);
    block.freeIndices.release(range.m_indices);
    range.m_arena = nullptr;
    if (!block.freeVertices.empty()) return;
    const bool otherSpare = std::any_of(m_blocks.begin(), m_blocks.end(), [&](const auto& b) {
        return b.get() != &block && !b->own && b->freeVertices.empty();
    });
    if (block.own || otherSpare) std::erase(m_blocks, range.m_block);
}

std::size_t GeometryArena::blockCount() const {
    const std::lock_guard lock(m_mutex);
    return m_blocks.size();
}

std::size_t GeometryArena::bytes() const {
    const std::lock_guard lock(m_mutex);
    std::size_t sum = 0;
    for (const auto& block : m_blocks)
        sum += block->vertices.size() + block->indices.size();
    return sum;
}

} // namespace orfeas::render
