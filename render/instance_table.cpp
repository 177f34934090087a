#include "render/instance_table.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace orfeas::render {
namespace {

void recordBarrier(VkCommandBuffer commands, bool before) {
    constexpr VkPipelineStageFlags kReaders =
        VK_PIPELINE_STAGE_VERTEX_SHADER_BIT | VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT;
    VkMemoryBarrier barrier{VK_STRUCTURE_TYPE_MEMORY_BARRIER};
    barrier.srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT; // before: of an earlier upload
    barrier.dstAccessMask = before ? VK_ACCESS_TRANSFER_WRITE_BIT : VK_ACCESS_SHADER_READ_BIT;
    const VkPipelineStageFlags copying = VK_PIPELINE_STAGE_TRANSFER_BIT;
    const VkPipelineStageFlags from = before ? kReaders | copying : copying;
    const VkPipelineStageFlags to = before ? copying : kReaders;
    vkCmdPipelineBarrier(commands, from, to, 0, 1, &barrier, 0, nullptr, 0, nullptr);
}

} // namespace

InstanceTable::~InstanceTable() {
    m_device.retire(std::move(m_buffer));
}

void InstanceTable::resize(std::size_t count) {
    for (std::size_t i = m_records.size(); i < count; ++i)
        m_changed.push_back(static_cast<std::uint32_t>(i));
    std::erase_if(m_changed, [count](std::uint32_t i) { return i >= count; });
    m_records.resize(count);
    m_isChanged.resize(count, true);
}

void InstanceTable::set(std::size_t i, const InstanceRecord& record) {
    if (m_records[i] == record) return;
    m_records[i] = record;
    if (m_isChanged[i]) return;
    m_isChanged[i] = true;
    m_changed.push_back(static_cast<std::uint32_t>(i));
}

void InstanceTable::forget() {
    m_changed.resize(m_records.size());
    for (std::size_t i = 0; i < m_changed.size(); ++i)
        m_changed[i] = static_cast<std::uint32_t>(i);
    m_isChanged.assign(m_records.size(), true);
}

Result<void> InstanceTable::fit() {
    const VkDeviceSize bytes = std::max<std::size_t>(m_records.size(), 1) * sizeof(InstanceRecord);
    if (m_buffer && m_buffer->size() >= bytes) return {};
    ORFEAS_TRY(grown, gpu::Buffer::create(
                          m_device, {std::max<VkDeviceSize>(bytes + bytes / 2, 8192),
                                     VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT,
                                     gpu::MemoryKind::Device, gpu::MemoryOwner::Scene}));
    m_device.retire(std::exchange(m_buffer, std::make_shared<gpu::Buffer>(std::move(grown))));
    forget();
    return {};
}

Result<void> InstanceTable::upload(VkCommandBuffer commands) {
    m_uploadedLast = 0;
    ORFEAS_CHECK(fit());
    if (m_changed.empty()) return {};
    std::sort(m_changed.begin(), m_changed.end());
    const VkDeviceSize bytes = m_changed.size() * sizeof(InstanceRecord);
    ORFEAS_TRY(staging, gpu::Buffer::create(m_device, {bytes, VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
                                                       gpu::MemoryKind::Upload, gpu::MemoryOwner::Staging}));
    std::vector<VkBufferCopy> copies;
    for (std::size_t i = 0; i < m_changed.size(); ++i) {
        const VkDeviceSize from = i * sizeof(InstanceRecord), to = m_changed[i] * sizeof(InstanceRecord);
        std::memcpy(staging.mapped() + from, &m_records[m_changed[i]], sizeof(InstanceRecord));
        m_isChanged[m_changed[i]] = false;
        if (!copies.empty() && copies.back().dstOffset + copies.back().size == to)
            copies.back().size += sizeof(InstanceRecord);
        else
            copies.push_back({from, to, sizeof(InstanceRecord)});
    }
    m_uploadedLast = m_changed.size();
    m_changed.clear();
    recordBarrier(commands, true);
    vkCmdCopyBuffer(commands, staging.handle(), m_buffer->handle(), static_cast<std::uint32_t>(copies.size()),
                    copies.data());
    recordBarrier(commands, false);
    m_device.retire(std::make_shared<gpu::Buffer>(std::move(staging)));
    return {};
}

} // namespace orfeas::render
