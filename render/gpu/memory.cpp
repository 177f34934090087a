#include "render/gpu/memory.h"

#include <algorithm>
#include <initializer_list>

namespace orfeas::render::gpu {
namespace {
constexpr VkDeviceSize kBlockBytes = 32ull << 20;
constexpr VkDeviceSize kOwnBlockFromBytes = 8ull << 20;

VkDeviceSize alignUp(VkDeviceSize value, VkDeviceSize alignment) {
    return alignment == 0 ? value : (value + alignment - 1) / alignment * alignment;
}
} // namespace

struct Memory::Block {
    Owned<VkDeviceMemory> memory;
    std::uint32_t type = 0;
    VkDeviceSize size = 0;
    bool image = false;
    bool own = false; ///< holds one piece only
    std::byte* mapped = nullptr;
    std::map<VkDeviceSize, VkDeviceSize> free; ///< offset to size, never touching each other
};

Memory::Memory(Memory&& other) noexcept
    : m_pool(std::exchange(other.m_pool, nullptr)), m_block(other.m_block), m_offset(other.m_offset),
      m_size(other.m_size), m_owner(other.m_owner) {}

Memory& Memory::operator=(Memory&& other) noexcept {
    if (this != &other) {
        release();
        m_pool = std::exchange(other.m_pool, nullptr);
        m_block = other.m_block;
        m_offset = other.m_offset;
        m_size = other.m_size;
        m_owner = other.m_owner;
    }
    return *this;
}

Memory::~Memory() {
    release();
}

void Memory::release() {
    if (m_pool != nullptr) std::exchange(m_pool, nullptr)->release(m_block, *this);
}

VkDeviceMemory Memory::handle() const {
    return m_block->memory.get();
}

std::byte* Memory::mapped() const {
    return m_block->mapped == nullptr ? nullptr : m_block->mapped + m_offset;
}

MemoryPool::MemoryPool(VkPhysicalDevice adapter, VkDevice device, Faults& faults)
    : m_device(device), m_faults(faults) {
    vkGetPhysicalDeviceMemoryProperties(adapter, &m_properties);
}

MemoryPool::~MemoryPool() {
    ORFEAS_ASSERT(m_used == 0);
}

int MemoryPool::memoryType(std::uint32_t allowed, MemoryKind kind) const {
    constexpr VkMemoryPropertyFlags kHost =
        VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    const auto find = [&](VkMemoryPropertyFlags flags) {
        for (std::uint32_t i = 0; i < m_properties.memoryTypeCount; ++i) {
            const bool fits = (m_properties.memoryTypes[i].propertyFlags & flags) == flags;
            if ((allowed >> i & 1u) != 0 && fits) return static_cast<int>(i);
        }
        return -1;
    };
    const auto firstOf = [&](std::initializer_list<VkMemoryPropertyFlags> wishes) {
        for (const VkMemoryPropertyFlags flags : wishes)
            if (const int type = find(flags); type >= 0) return type;
        return -1;
    };
    switch (kind) {
    case MemoryKind::Device:
        return firstOf({VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT, 0});
    case MemoryKind::Shared:
        return firstOf({kHost | VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT});
    case MemoryKind::Upload:
        return firstOf({kHost});
    case MemoryKind::Readback:
        return firstOf({kHost | VK_MEMORY_PROPERTY_HOST_CACHED_BIT, kHost});
    }
    return -1;
}

Result<VkDeviceMemory> MemoryPool::takeMemory(std::uint32_t type, VkDeviceSize size) {
    if (m_faults.takeAllocation()) return vulkanError(VK_ERROR_OUT_OF_DEVICE_MEMORY, "vkAllocateMemory");
    VkMemoryAllocateInfo info{VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO};
    info.allocationSize = size;
    info.memoryTypeIndex = type;
    VkDeviceMemory handle = VK_NULL_HANDLE;
    VkResult result = vkAllocateMemory(m_device, &info, nullptr, &handle);
    if (result == VK_ERROR_OUT_OF_DEVICE_MEMORY || result == VK_ERROR_OUT_OF_HOST_MEMORY) {
        m_disposal.wait(); // some may be on its way back
        result = vkAllocateMemory(m_device, &info, nullptr, &handle);
    }
    ORFEAS_CHECK(check(result, "vkAllocateMemory"));
    return handle;
}

Result<std::unique_ptr<Memory::Block>> MemoryPool::makeBlock(std::uint32_t type, VkDeviceSize size,
                                                             MemoryKind kind, bool image, bool own) {
    ORFEAS_TRY(handle, takeMemory(type, size));
    auto block = std::make_unique<Memory::Block>();
    block->memory = Owned<VkDeviceMemory>(m_device, handle);
    block->type = type;
    block->size = size;
    block->image = image;
    block->own = own;
    block->free[0] = size;
    if (kind != MemoryKind::Device) {
        void* data = nullptr;
        ORFEAS_CHECK(check(vkMapMemory(m_device, handle, 0, VK_WHOLE_SIZE, 0, &data), "vkMapMemory"));
        block->mapped = static_cast<std::byte*>(data);
    }
    return block;
}

bool MemoryPool::takeFrom(Memory::Block& block, const VkMemoryRequirements& requirements, Memory& piece) {
    for (auto range = block.free.begin(); range != block.free.end(); ++range) {
        const VkDeviceSize start = range->first, end = range->first + range->second;
        const VkDeviceSize offset = alignUp(start, requirements.alignment);
        if (offset + requirements.size > end) continue;
        block.free.erase(range);
        if (offset > start) block.free[start] = offset - start;
        if (offset + requirements.size < end)
            block.free[offset + requirements.size] = end - offset - requirements.size;
        piece.m_pool = this;
        piece.m_block = &block;
        piece.m_offset = offset;
        piece.m_size = requirements.size;
        m_used += requirements.size;
        m_byOwner[static_cast<std::size_t>(piece.m_owner)] += requirements.size;
        return true;
    }
    return false;
}

Result<Memory> MemoryPool::allocate(const VkMemoryRequirements& requirements, MemoryKind kind, bool image,
                                    MemoryOwner owner) {
    const int type = memoryType(requirements.memoryTypeBits, kind);
    if (type < 0) return vulkanError(VK_ERROR_FEATURE_NOT_PRESENT, "no fitting memory type");
    Memory piece;
    piece.m_owner = owner;
    const bool own = requirements.size >= kOwnBlockFromBytes;
    if (!own) {
        const std::lock_guard lock(m_mutex);
        for (const auto& block : m_blocks) {
            const bool fits = !block->own && block->image == image &&
                              block->type == static_cast<std::uint32_t>(type) &&
                              (block->mapped != nullptr) == (kind != MemoryKind::Device);
            if (fits && takeFrom(*block, requirements, piece)) return piece;
        }
    }
    // Not under the lock: a frame that needs a small buffer must not wait while a mesh gets a large one.
    ORFEAS_TRY(block, makeBlock(static_cast<std::uint32_t>(type), own ? requirements.size : kBlockBytes, kind,
                                image, own));
    const std::lock_guard lock(m_mutex);
    m_reserved += block->size;
    m_blocks.push_back(std::move(block));
    ORFEAS_ASSERT(takeFrom(*m_blocks.back(), requirements, piece));
    return piece;
}

void MemoryPool::release(Memory::Block* block, const Memory& piece) {
    const std::lock_guard lock(m_mutex);
    m_used -= piece.m_size;
    m_byOwner[static_cast<std::size_t>(piece.m_owner)] -= piece.m_size;
    auto range = block->free.emplace(piece.m_offset, piece.m_size).first;
    if (const auto next = std::next(range);
        next != block->free.end() && range->first + range->second == next->first) {
        range->second += next->second;
        block->free.erase(next);
    }
    if (range != block->free.begin()) {
        const auto before = std::prev(range);
        if (before->first + before->second == range->first) {
            before->second += range->second;
            block->free.erase(range);
        }
    }
    const auto empty = [](const Memory::Block& b) {
        return b.free.size() == 1 && b.free.begin()->second == b.size;
    };
    if (!empty(*block)) return;
    // One spare block of each sort stays, so that a mesh that comes and goes costs no driver call.
    const bool otherSpare = std::any_of(m_blocks.begin(), m_blocks.end(), [&](const auto& b) {
        return b.get() != block && !b->own && b->type == block->type && b->image == block->image &&
               (b->mapped != nullptr) == (block->mapped != nullptr) && empty(*b);
    });
    if (!block->own && !otherSpare) return;
    m_reserved -= block->size;
    const auto at =
        std::find_if(m_blocks.begin(), m_blocks.end(), [block](const auto& b) { return b.get() == block; });
    m_disposal.add(std::shared_ptr<Memory::Block>(std::move(*at)));
    m_blocks.erase(at);
}

std::size_t MemoryPool::bytesUsed() const {
    const std::lock_guard lock(m_mutex);
    return m_used;
}

std::array<std::size_t, kMemoryOwners> MemoryPool::bytesByOwner() const {
    const std::lock_guard lock(m_mutex);
    return m_byOwner;
}

bool MemoryPool::shared() const {
    VkDeviceSize largest = 0, reachable = 0;
    for (std::uint32_t i = 0; i < m_properties.memoryHeapCount; ++i)
        if ((m_properties.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) != 0)
            largest = std::max(largest, m_properties.memoryHeaps[i].size);
    const int type = memoryType(~0u, MemoryKind::Shared);
    if (type >= 0) reachable = m_properties.memoryHeaps[m_properties.memoryTypes[type].heapIndex].size;
    return reachable > 0 && reachable >= largest;
}

const char* name(MemoryOwner owner) {
    constexpr const char* kNames[kMemoryOwners] = {"meshes", "textures", "targets",
                                                   "scene",  "staging",  "other"};
    return kNames[static_cast<std::size_t>(owner)];
}

std::size_t MemoryPool::bytesReserved() const {
    const std::lock_guard lock(m_mutex);
    return m_reserved;
}

} // namespace orfeas::render::gpu
