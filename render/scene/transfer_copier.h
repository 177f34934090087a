// Copies on the side, by the card's queue for copies where it has one.
#pragma once

#include <functional>

#include "render/gpu/device.h"

namespace orfeas::render {

/// For one thread of its own, which waits here so that no frame has to.
class TransferCopier {
public:
    explicit TransferCopier(gpu::Device& device) : m_device(device) {}

    /// Records, submits and waits. Afterwards the results may be used by any later frame.
    Result<void> run(const std::function<void(VkCommandBuffer)>& record);

private:
    Result<void> open();

    gpu::Device& m_device;
    gpu::Owned<VkCommandPool> m_pool;
    VkCommandBuffer m_commands = VK_NULL_HANDLE;
    gpu::Owned<VkFence> m_fence;
};

} // namespace orfeas::render
