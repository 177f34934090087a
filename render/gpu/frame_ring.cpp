#include "render/gpu/frame_ring.h"

#include <cstdint>

namespace orfeas::render::gpu {

Result<FrameRing> FrameRing::create(Device& device) {
    FrameRing ring(device);
    for (Slot& slot : ring.m_slots) {
        VkCommandPoolCreateInfo poolInfo{VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
        poolInfo.flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT;
        poolInfo.queueFamilyIndex = device.adapter().queueFamily;
        VkCommandPool pool = VK_NULL_HANDLE;
        ORFEAS_CHECK(
            check(vkCreateCommandPool(device.handle(), &poolInfo, nullptr, &pool), "vkCreateCommandPool"));
        slot.pool = Owned<VkCommandPool>(device.handle(), pool);
        VkCommandBufferAllocateInfo info{VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO};
        info.commandPool = pool;
        info.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
        info.commandBufferCount = 1;
        ORFEAS_CHECK(check(vkAllocateCommandBuffers(device.handle(), &info, &slot.commands),
                           "vkAllocateCommandBuffers"));
        VkFenceCreateInfo fenceInfo{VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
        VkFence fence = VK_NULL_HANDLE;
        ORFEAS_CHECK(check(vkCreateFence(device.handle(), &fenceInfo, nullptr, &fence), "vkCreateFence"));
        slot.fence = Owned<VkFence>(device.handle(), fence);
    }
    return ring;
}

Result<void> FrameRing::waitFor(Slot& slot) {
    if (slot.serial == 0) return {};
    ORFEAS_CHECK(check(vkWaitForFences(m_device->handle(), 1, slot.fence.address(), VK_TRUE, UINT64_MAX),
                       "vkWaitForFences"));
    m_device->completed(slot.serial);
    slot.serial = 0;
    return {};
}

Result<Frame> FrameRing::begin() {
    Slot& slot = m_slots[m_current];
    ORFEAS_CHECK(waitFor(slot));
    ORFEAS_CHECK(check(vkResetCommandPool(m_device->handle(), slot.pool.get(), 0), "vkResetCommandPool"));
    VkCommandBufferBeginInfo info{VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    info.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    ORFEAS_CHECK(check(vkBeginCommandBuffer(slot.commands, &info), "vkBeginCommandBuffer"));
    return Frame{slot.commands, m_current};
}

Result<void> FrameRing::submit(VkSemaphore wait, VkSemaphore signal) {
    Slot& slot = m_slots[m_current];
    ORFEAS_CHECK(check(vkEndCommandBuffer(slot.commands), "vkEndCommandBuffer"));
    ORFEAS_CHECK(check(vkResetFences(m_device->handle(), 1, slot.fence.address()), "vkResetFences"));
    const VkPipelineStageFlags waitStage =
        VK_PIPELINE_STAGE_TRANSFER_BIT | VK_PIPELINE_STAGE_COLOR_ATTACHMENT_OUTPUT_BIT;
    VkSubmitInfo info{VK_STRUCTURE_TYPE_SUBMIT_INFO};
    info.waitSemaphoreCount = wait != VK_NULL_HANDLE ? 1 : 0;
    info.pWaitSemaphores = &wait;
    info.pWaitDstStageMask = &waitStage;
    info.commandBufferCount = 1;
    info.pCommandBuffers = &slot.commands;
    info.signalSemaphoreCount = signal != VK_NULL_HANDLE ? 1 : 0;
    info.pSignalSemaphores = &signal;
    ORFEAS_CHECK(m_device->submit(info, slot.fence.get()));
    slot.serial = m_device->takeSerial();
    m_current = (m_current + 1) % kFramesInFlight;
    return {};
}

Result<void> FrameRing::finish() {
    // Oldest first, so that serials complete in order.
    for (std::size_t i = 0; i < kFramesInFlight; ++i)
        ORFEAS_CHECK(waitFor(m_slots[(m_current + i) % kFramesInFlight]));
    return {};
}

} // namespace orfeas::render::gpu
