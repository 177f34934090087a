#include "render/gpu/timestamps.h"

namespace orfeas::render::gpu {

Result<std::unique_ptr<Timestamps>> Timestamps::create(Device& device) {
    auto made = std::unique_ptr<Timestamps>(new Timestamps(device));
    for (Slot& slot : made->m_slots) {
        VkQueryPoolCreateInfo info{VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO};
        info.queryType = VK_QUERY_TYPE_TIMESTAMP;
        info.queryCount = kMost;
        VkQueryPool pool = VK_NULL_HANDLE;
        ORFEAS_CHECK(check(vkCreateQueryPool(device.handle(), &info, nullptr, &pool), "vkCreateQueryPool"));
        slot.pool = Owned<VkQueryPool>(device.handle(), pool);
    }
    return made;
}

void Timestamps::read(Slot& slot) {
    if (slot.names.empty()) return;
    std::array<std::uint64_t, kMost> ticks{};
    const auto count = static_cast<std::uint32_t>(slot.names.size()) + 1;
    const VkResult got =
        vkGetQueryPoolResults(m_device.handle(), slot.pool.get(), 0, count, count * sizeof(ticks[0]),
                              ticks.data(), sizeof(ticks[0]), VK_QUERY_RESULT_64_BIT);
    if (got != VK_SUCCESS) return; // the frame was thrown away: the older figures stay
    const double msPerTick = static_cast<double>(m_device.adapter().limits.timestampPeriod) * 1e-6;
    m_times.clear();
    for (std::uint32_t i = 1; i < count; ++i)
        m_times.push_back({slot.names[i - 1], static_cast<double>(ticks[i] - ticks[i - 1]) * msPerTick});
}

void Timestamps::begin(const Frame& frame) {
    Slot& slot = m_slots[frame.slot];
    read(slot);
    slot.names.clear();
    m_current = &slot;
    vkCmdResetQueryPool(frame.commands, slot.pool.get(), 0, kMost);
    vkCmdWriteTimestamp(frame.commands, VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT, slot.pool.get(), 0);
}

void Timestamps::mark(VkCommandBuffer commands, const char* name) {
    if (m_current == nullptr || m_current->names.size() + 1 >= kMost) return;
    m_current->names.push_back(name);
    vkCmdWriteTimestamp(commands, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT, m_current->pool.get(),
                        static_cast<std::uint32_t>(m_current->names.size()));
}

} // namespace orfeas::render::gpu
