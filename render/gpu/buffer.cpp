#include "render/gpu/buffer.h"

namespace orfeas::render::gpu {

Result<Buffer> Buffer::create(Device& device, const BufferOptions& options) {
    ORFEAS_ASSERT(options.size > 0);
    VkBufferCreateInfo info{VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO};
    info.size = options.size;
    info.usage = options.usage;
    const Adapter& adapter = device.adapter();
    const std::uint32_t families[] = {adapter.queueFamily, adapter.transferFamily};
    if (options.everyQueue && families[0] != families[1]) {
        info.sharingMode = VK_SHARING_MODE_CONCURRENT;
        info.queueFamilyIndexCount = 2;
        info.pQueueFamilyIndices = families;
    }
    VkBuffer handle = VK_NULL_HANDLE;
    ORFEAS_CHECK(check(vkCreateBuffer(device.handle(), &info, nullptr, &handle), "vkCreateBuffer"));
    Buffer buffer;
    buffer.m_buffer = Owned<VkBuffer>(device.handle(), handle);
    buffer.m_size = options.size;
    VkMemoryRequirements requirements;
    vkGetBufferMemoryRequirements(device.handle(), handle, &requirements);
    ORFEAS_TRY(memory, device.memory().allocate(requirements, options.kind, false, options.owner));
    buffer.m_memory = std::move(memory);
    ORFEAS_CHECK(
        check(vkBindBufferMemory(device.handle(), handle, buffer.m_memory.handle(), buffer.m_memory.offset()),
              "vkBindBufferMemory"));
    return buffer;
}

} // namespace orfeas::render::gpu
