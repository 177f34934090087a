// A buffer in graphics memory.
#pragma once

#include "render/gpu/device.h"

namespace orfeas::render::gpu {

struct BufferOptions {
    VkDeviceSize size = 0;
    VkBufferUsageFlags usage = 0;
    MemoryKind kind = MemoryKind::Device;
    MemoryOwner owner = MemoryOwner::Other;
    bool everyQueue = false; ///< also written by the transfer queue
};

/// Move-only. TooLarge or OutOfMemory when it does not fit. Create: any thread.
class Buffer {
public:
    Buffer() = default;
    static Result<Buffer> create(Device& device, const BufferOptions& options);

    VkBuffer handle() const { return m_buffer.get(); }
    VkDeviceSize size() const { return m_size; }
    std::byte* mapped() const { return m_memory.mapped(); } ///< Upload and Readback only
    explicit operator bool() const { return static_cast<bool>(m_buffer); }

private:
    Memory m_memory; // outlives the buffer bound to it
    Owned<VkBuffer> m_buffer;
    VkDeviceSize m_size = 0;
};

} // namespace orfeas::render::gpu
