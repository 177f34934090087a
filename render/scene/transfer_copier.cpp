#include "render/scene/transfer_copier.h"

#include <cstdint>

namespace orfeas::render {

Result<void> TransferCopier::open() {
    if (m_fence) return {};
    VkCommandPoolCreateInfo poolInfo{VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
    poolInfo.flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT;
    poolInfo.queueFamilyIndex = m_device.adapter().transferFamily;
    VkCommandPool pool = VK_NULL_HANDLE;
    ORFEAS_CHECK(
        gpu::check(vkCreateCommandPool(m_device.handle(), &poolInfo, nullptr, &pool), "vkCreateCommandPool"));
    m_pool = gpu::Owned<VkCommandPool>(m_device.handle(), pool);
    VkCommandBufferAllocateInfo info{VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO};
    info.commandPool = pool;
    info.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
    info.commandBufferCount = 1;
    ORFEAS_CHECK(gpu::check(vkAllocateCommandBuffers(m_device.handle(), &info, &m_commands),
                            "vkAllocateCommandBuffers"));
    VkFenceCreateInfo fenceInfo{VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
    VkFence fence = VK_NULL_HANDLE;
    ORFEAS_CHECK(gpu::check(vkCreateFence(m_device.handle(), &fenceInfo, nullptr, &fence), "vkCreateFence"));
    m_fence = gpu::Owned<VkFence>(m_device.handle(), fence);
    return {};
}

Result<void> TransferCopier::run(const std::function<void(VkCommandBuffer)>& record) {
    ORFEAS_CHECK(open());
    ORFEAS_CHECK(gpu::check(vkResetCommandPool(m_device.handle(), m_pool.get(), 0), "vkResetCommandPool"));
    VkCommandBufferBeginInfo begin{VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    begin.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    ORFEAS_CHECK(gpu::check(vkBeginCommandBuffer(m_commands, &begin), "vkBeginCommandBuffer"));
    record(m_commands);
    ORFEAS_CHECK(gpu::check(vkEndCommandBuffer(m_commands), "vkEndCommandBuffer"));
    ORFEAS_CHECK(gpu::check(vkResetFences(m_device.handle(), 1, m_fence.address()), "vkResetFences"));
    VkSubmitInfo submit{VK_STRUCTURE_TYPE_SUBMIT_INFO};
    submit.commandBufferCount = 1;
    submit.pCommandBuffers = &m_commands;
    ORFEAS_CHECK(m_device.submitTransfer(submit, m_fence.get()));
    return gpu::check(vkWaitForFences(m_device.handle(), 1, m_fence.address(), VK_TRUE, UINT64_MAX),
                      "vkWaitForFences");
}

} // namespace orfeas::render
