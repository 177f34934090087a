#include "render/passes/depth_pyramid.h"

#include <utility>

namespace orfeas::render {
namespace {

struct Push {
    std::uint32_t width, height, belowWidth, belowHeight, to, from, level;
};

} // namespace

DepthPyramid::~DepthPyramid() {
    m_resources.device.retire(std::move(m_buffer));
    m_resources.device.retire(std::move(m_set));
}

Result<void> DepthPyramid::prepare(const FrameTargets& targets) {
    const bool fits = m_buffer && m_extent.width == targets.extent.width &&
                      m_extent.height == targets.extent.height && m_source == targets.depths->image.view();
    if (fits) return {};
    gpu::Device& device = m_resources.device;
    m_extent = targets.extent;
    m_levels.clear();
    std::uint32_t width = m_extent.width, height = m_extent.height, first = 0;
    do {
        width = (width + 1) / 2;
        height = (height + 1) / 2;
        m_levels.push_back({width, height, first});
        first += width * height;
    } while (width > 1 || height > 1);
    ORFEAS_TRY(buffer, gpu::Buffer::create(device, {first * sizeof(float), VK_BUFFER_USAGE_STORAGE_BUFFER_BIT,
                                                    gpu::MemoryKind::Device, gpu::MemoryOwner::Targets}));
    ORFEAS_TRY(set, m_resources.pools.allocate(m_resources.pyramidSets.get()));
    set.writeImage(0, targets.depths->image.view(), m_resources.nearestSampler.get());
    set.writeBuffer(1, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, buffer.handle(), 0, VK_WHOLE_SIZE);
    m_source = targets.depths->image.view();
    device.retire(std::exchange(m_buffer, std::make_shared<gpu::Buffer>(std::move(buffer))));
    device.retire(std::exchange(m_set, std::make_shared<gpu::DescriptorSet>(std::move(set))));
    return {};
}

void DepthPyramid::record(VkCommandBuffer commands) const {
    const auto order = [commands](VkPipelineStageFlags from, VkAccessFlags written) {
        VkMemoryBarrier barrier{VK_STRUCTURE_TYPE_MEMORY_BARRIER};
        barrier.srcAccessMask = written;
        barrier.dstAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT;
        vkCmdPipelineBarrier(commands, from, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, 0, 1, &barrier, 0, nullptr,
                             0, nullptr);
    };
    constexpr VkPipelineStageFlags kCompute = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT;
    order(VK_PIPELINE_STAGE_LATE_FRAGMENT_TESTS_BIT | kCompute, VK_ACCESS_DEPTH_STENCIL_ATTACHMENT_WRITE_BIT);
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, m_resources.pyramidPipeline.get());
    vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE, m_resources.pyramidLayout.get(), 0, 1,
                            m_set->address(), 0, nullptr);
    Push push{0, 0, m_extent.width, m_extent.height, 0, 0, 0};
    for (const Level& level : m_levels) {
        push.width = level.width;
        push.height = level.height;
        push.to = level.first;
        vkCmdPushConstants(commands, m_resources.pyramidLayout.get(), VK_SHADER_STAGE_COMPUTE_BIT, 0,
                           sizeof(push), &push);
        vkCmdDispatch(commands, (level.width + 7) / 8, (level.height + 7) / 8, 1);
        order(kCompute, VK_ACCESS_SHADER_WRITE_BIT);
        push.belowWidth = level.width;
        push.belowHeight = level.height;
        push.from = level.first;
        ++push.level;
    }
}

} // namespace orfeas::render
