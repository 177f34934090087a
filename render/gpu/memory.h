// Graphics memory, cut from large blocks: a driver allows few allocations, and each is slow.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "render/gpu/disposal.h"
#include "render/gpu/faults.h"
#include "render/gpu/vulkan.h"

namespace orfeas::render::gpu {

class MemoryPool;

/// What the memory is for.
enum class MemoryKind {
    Device,   ///< read and written by the graphics card
    Shared,   ///< as Device, and mapped; only where Device::sharesMemory
    Upload,   ///< written by the processor, mapped
    Readback, ///< read by the processor, mapped, cached where possible
};

/// Who holds memory, for the books.
enum class MemoryOwner : std::uint8_t { Meshes, Textures, Targets, Scene, Staging, Other };
constexpr std::size_t kMemoryOwners = 6;
const char* name(MemoryOwner owner);

/// A piece of graphics memory; goes back to the pool when dropped.
class Memory {
public:
    Memory() = default;
    Memory(Memory&& other) noexcept;
    Memory& operator=(Memory&& other) noexcept;
    ~Memory();

    VkDeviceMemory handle() const;
    VkDeviceSize offset() const { return m_offset; }
    VkDeviceSize size() const { return m_size; }
    std::byte* mapped() const; ///< null for MemoryKind::Device

private:
    friend class MemoryPool;
    struct Block;
    void release();

    MemoryPool* m_pool = nullptr;
    Block* m_block = nullptr;
    VkDeviceSize m_offset = 0;
    VkDeviceSize m_size = 0;
    MemoryOwner m_owner = MemoryOwner::Other;
};

/// First fit in blocks of 32 MiB per memory type; anything above 8 MiB gets a block of its own. Images and
/// buffers never share a block (bufferImageGranularity). Any thread.
class MemoryPool {
public:
    MemoryPool(VkPhysicalDevice adapter, VkDevice device, Faults& faults);
    MemoryPool(const MemoryPool&) = delete;
    MemoryPool& operator=(const MemoryPool&) = delete;
    ~MemoryPool();

    Result<Memory> allocate(const VkMemoryRequirements& requirements, MemoryKind kind, bool image,
                            MemoryOwner owner = MemoryOwner::Other);
    /// Bytes in pieces handed out, and bytes taken from the driver.
    std::size_t bytesUsed() const;
    std::size_t bytesReserved() const;
    std::array<std::size_t, kMemoryOwners> bytesByOwner() const;
    /// Blocks are given back to the driver here; so may be anything else that is large and that no command uses.
    Disposal& disposal() { return m_disposal; }
    /// The graphics card and the processor reach most of its memory alike: uploads need no copy.
    bool shared() const;

private:
    friend class Memory;
    int memoryType(std::uint32_t allowed, MemoryKind kind) const;
    Result<std::unique_ptr<Memory::Block>> makeBlock(std::uint32_t type, VkDeviceSize size, MemoryKind kind,
                                                     bool image, bool own);
    Result<VkDeviceMemory> takeMemory(std::uint32_t type, VkDeviceSize size);
    bool takeFrom(Memory::Block& block, const VkMemoryRequirements& requirements, Memory& piece);
    void release(Memory::Block* block, const Memory& piece);

    VkDevice m_device;
    Faults& m_faults;
    VkPhysicalDeviceMemoryProperties m_properties{};
    mutable std::mutex m_mutex;
    std::vector<std::unique_ptr<Memory::Block>> m_blocks;
    std::size_t m_used = 0;
    std::size_t m_reserved = 0;
    std::array<std::size_t, kMemoryOwners> m_byOwner{};
    Disposal m_disposal;
};

} // namespace orfeas::render::gpu
