#include "render/passes/cull_pass.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include <glm/vec2.hpp>

#include "render/instance_table.h"

namespace orfeas::render {
namespace {

constexpr std::uint32_t kMostInSegment = 256; ///< as in the shader
constexpr std::uint32_t kSegmentsPerRow = 32768;

/// Laid out as in shaders/cull.comp.
struct Segment {
    std::uint32_t first = 0, count = 0, firstCommand = 0, lodCount = 0;
    glm::vec4 sphere{0.0f};
    std::int32_t vertexOffset = 0;
    std::uint32_t free[3]{};
    std::array<glm::uvec4, kMostLods> lods{};
};
static_assert(sizeof(Segment) == 176);

struct Push {
    std::uint32_t segmentCount, orderCount, perRow, phase;
};

struct Plan {
    std::vector<Segment> segments;
    std::vector<glm::uvec2> runs;
    std::uint32_t commands = 0;
};

Plan planOf(const SceneLayout& layout) {
    Plan plan;
    for (const DrawRun& run : layout.runs) {
        const std::uint32_t firstCommand = plan.commands;
        for (std::uint32_t g = run.firstGroup; g < run.firstGroup + run.groupCount; ++g) {
            const MeshGroup& group = layout.groups[g];
            Segment segment;
            segment.lodCount = static_cast<std::uint32_t>(drawnLevels(run.material.kind, *group.mesh));
            segment.sphere = {group.mesh->box.center(), group.mesh->radius};
            segment.vertexOffset = group.mesh->vertexOffset();
            for (std::size_t i = 0; i < segment.lodCount; ++i) {
                const MeshLod& lod = group.mesh->lods[i];
                segment.lods[i] = {lod.firstIndex, lod.indexCount, std::bit_cast<std::uint32_t>(lod.errorMm),
                                   0};
            }
            for (std::uint32_t done = 0; done < group.count; done += kMostInSegment) {
                segment.first = group.first + done;
                segment.count = std::min(group.count - done, kMostInSegment);
                segment.firstCommand = plan.commands;
                plan.commands += segment.lodCount;
                plan.segments.push_back(segment);
            }
        }
        plan.runs.push_back({firstCommand, plan.commands - firstCommand});
    }
    return plan;
}

void recordBarrier(VkCommandBuffer commands, VkPipelineStageFlags from, VkAccessFlags written,
                   VkPipelineStageFlags to, VkAccessFlags next) {
    VkMemoryBarrier barrier{VK_STRUCTURE_TYPE_MEMORY_BARRIER};
    barrier.srcAccessMask = written;
    barrier.dstAccessMask = next;
    vkCmdPipelineBarrier(commands, from, to, 0, 1, &barrier, 0, nullptr, 0, nullptr);
}

} // namespace

void CommandLists::draw(VkCommandBuffer commandBuffer, std::size_t run) const {
    if (runs[run].commandCount == 0) return;
    constexpr std::uint32_t kStride = sizeof(VkDrawIndexedIndirectCommand);
    vkCmdDrawIndexedIndirectCount(commandBuffer, commands, VkDeviceSize{runs[run].firstCommand} * kStride,
                                  counts, run * sizeof(std::uint32_t), runs[run].commandCount, kStride);
}

CullPass::~CullPass() {
    m_resources.device.retire(std::move(m_buffers));
}

Result<void> CullPass::makeBuffers(std::size_t order, std::size_t segments, std::size_t commands,
                                   std::size_t runs, std::size_t places) {
    constexpr VkBufferUsageFlags kStorage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT;
    constexpr VkBufferUsageFlags kUploaded = kStorage | VK_BUFFER_USAGE_TRANSFER_DST_BIT;
    constexpr VkBufferUsageFlags kDrawn = kStorage | VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT;
    gpu::Device& device = m_resources.device;
    auto buffers = std::make_shared<Buffers>();
    const auto make = [&](gpu::Buffer& buffer, std::size_t bytes, VkBufferUsageFlags usage) -> Result<void> {
        ORFEAS_TRY(made, gpu::Buffer::create(device, {std::max<VkDeviceSize>(bytes, 64), usage,
                                                      gpu::MemoryKind::Device, gpu::MemoryOwner::Scene}));
        buffer = std::move(made);
        return {};
    };
    ORFEAS_CHECK(make(buffers->visible, 2 * order * sizeof(std::uint32_t), kUploaded));
    ORFEAS_CHECK(make(buffers->segments, segments * sizeof(Segment), kUploaded));
    ORFEAS_CHECK(make(buffers->raw, commands * sizeof(VkDrawIndexedIndirectCommand), kStorage));
    ORFEAS_CHECK(make(buffers->commands, commands * sizeof(VkDrawIndexedIndirectCommand), kDrawn));
    ORFEAS_CHECK(make(buffers->runs, runs * sizeof(glm::uvec2), kUploaded));
    ORFEAS_CHECK(make(buffers->counts, runs * sizeof(std::uint32_t), kDrawn));
    ORFEAS_CHECK(make(buffers->statistics, sizeof(CullCounts), kUploaded | VK_BUFFER_USAGE_TRANSFER_SRC_BIT));
    ORFEAS_CHECK(make(buffers->seen, places * sizeof(std::uint32_t), kUploaded));
    ORFEAS_TRY(set, m_resources.pools.allocate(m_resources.compactSets.get()));
    buffers->compactSet = std::move(set);
    const VkBuffer bound[] = {buffers->raw.handle(), buffers->commands.handle(), buffers->runs.handle(),
                              buffers->counts.handle()};
    for (std::uint32_t i = 0; i < 4; ++i)
        buffers->compactSet.writeBuffer(i, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, bound[i], 0, VK_WHOLE_SIZE);
    device.retire(std::exchange(m_buffers, std::move(buffers)));
    return {};
}

Result<void> CullPass::prepare(VkCommandBuffer commands, const SceneLayout& layout, std::uint64_t revision,
                               std::size_t places) {
    if (revision == m_revision) return {};
    const Plan plan = planOf(layout);
    m_orderCount = static_cast<std::uint32_t>(layout.order.size());
    m_segmentCount = static_cast<std::uint32_t>(plan.segments.size());
    ORFEAS_CHECK(makeBuffers(m_orderCount, m_segmentCount, plan.commands, plan.runs.size(), places));
    vkCmdFillBuffer(commands, m_buffers->seen.handle(), 0, VK_WHOLE_SIZE, 1);
    const auto send = [&](const void* data, std::size_t bytes, const gpu::Buffer& to) -> Result<void> {
        if (bytes == 0) return {};
        ORFEAS_TRY(from, uploadOnce(m_resources.device, data, bytes, VK_BUFFER_USAGE_TRANSFER_SRC_BIT));
        const VkBufferCopy copy{0, 0, bytes};
        vkCmdCopyBuffer(commands, from, to.handle(), 1, &copy);
        return {};
    };
    ORFEAS_CHECK(send(layout.order.data(), layout.order.size() * sizeof(std::uint32_t), m_buffers->visible));
    ORFEAS_CHECK(send(plan.segments.data(), plan.segments.size() * sizeof(Segment), m_buffers->segments));
    ORFEAS_CHECK(send(plan.runs.data(), plan.runs.size() * sizeof(glm::uvec2), m_buffers->runs));
    m_lists = {m_buffers->commands.handle(), m_buffers->counts.handle(), {}};
    for (const glm::uvec2& run : plan.runs)
        m_lists.runs.push_back({run.x, run.y});
    m_revision = revision;
    return {};
}

Result<void> CullPass::makeSlot(Slot& slot) {
    if (slot.set) return {};
    gpu::Device& device = m_resources.device;
    ORFEAS_TRY(view, gpu::Buffer::create(device, {sizeof(CullView), VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT,
                                                  gpu::MemoryKind::Upload, gpu::MemoryOwner::Scene}));
    ORFEAS_TRY(counted, gpu::Buffer::create(device, {sizeof(CullCounts), VK_BUFFER_USAGE_TRANSFER_DST_BIT,
                                                     gpu::MemoryKind::Readback, gpu::MemoryOwner::Scene}));
    std::memset(counted.mapped(), 0, sizeof(CullCounts));
    ORFEAS_TRY(set, m_resources.pools.allocate(m_resources.cullSets.get()));
    slot.view = std::move(view);
    slot.counted = std::move(counted);
    slot.set = std::move(set);
    return {};
}

Result<void> CullPass::begin(std::size_t slotIndex, const InstanceTable& instances, const CullView& view,
                             VkBuffer pyramid) {
    Slot& slot = m_slots[slotIndex];
    ORFEAS_CHECK(makeSlot(slot));
    std::memcpy(slot.view.mapped(), &view, sizeof(view));
    slot.set.writeBuffer(0, VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER, slot.view.handle(), 0, VK_WHOLE_SIZE);
    const VkBuffer seen = m_buffers->seen.handle();
    const VkBuffer bound[] = {instances.buffer(),
                              m_buffers->visible.handle(),
                              m_buffers->segments.handle(),
                              m_buffers->raw.handle(),
                              m_buffers->statistics.handle(),
                              pyramid != VK_NULL_HANDLE ? pyramid : seen,
                              seen};
    for (std::uint32_t i = 0; i < std::size(bound); ++i)
        slot.set.writeBuffer(i + 1, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, bound[i], 0, VK_WHOLE_SIZE);
    return {};
}

void CullPass::record(VkCommandBuffer commands, std::size_t slotIndex, Phase phase) {
    constexpr VkPipelineStageFlags kCompute = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT;
    constexpr VkPipelineStageFlags kCopy = VK_PIPELINE_STAGE_TRANSFER_BIT;
    constexpr VkPipelineStageFlags kReaders =
        VK_PIPELINE_STAGE_VERTEX_SHADER_BIT | VK_PIPELINE_STAGE_DRAW_INDIRECT_BIT;
    const Slot& slot = m_slots[slotIndex];
    recordBarrier(commands, kReaders | kCompute | kCopy, VK_ACCESS_SHADER_WRITE_BIT, kCompute | kCopy,
                  VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT);
    vkCmdFillBuffer(commands, m_buffers->statistics.handle(), 0, sizeof(CullCounts), 0);
    recordBarrier(commands, kCopy, VK_ACCESS_TRANSFER_WRITE_BIT,
                  kCompute | VK_PIPELINE_STAGE_VERTEX_SHADER_BIT,
                  VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT);
    if (m_segmentCount > 0) {
        const Push push{m_segmentCount, m_orderCount, kSegmentsPerRow, static_cast<std::uint32_t>(phase)};
        vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, m_resources.cullPipeline.get());
        vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE, m_resources.cullLayout.get(), 0, 1,
                                slot.set.address(), 0, nullptr);
        vkCmdPushConstants(commands, m_resources.cullLayout.get(), VK_SHADER_STAGE_COMPUTE_BIT, 0,
                           sizeof(push), &push);
        vkCmdDispatch(commands, std::min(m_segmentCount, kSegmentsPerRow),
                      (m_segmentCount + kSegmentsPerRow - 1) / kSegmentsPerRow, 1);
        recordBarrier(commands, kCompute, VK_ACCESS_SHADER_WRITE_BIT, kCompute, VK_ACCESS_SHADER_READ_BIT);
        vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, m_resources.compactPipeline.get());
        vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE, m_resources.compactLayout.get(), 0,
                                1, m_buffers->compactSet.address(), 0, nullptr);
        vkCmdDispatch(commands, static_cast<std::uint32_t>(m_lists.runs.size()), 1, 1);
    }
    recordBarrier(commands, kCompute, VK_ACCESS_SHADER_WRITE_BIT, kReaders | kCopy,
                  VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_INDIRECT_COMMAND_READ_BIT |
                      VK_ACCESS_TRANSFER_READ_BIT);
    if (phase != Phase::SeenBefore) recordCounts(commands, slot);
}

void CullPass::recordCounts(VkCommandBuffer commands, const Slot& slot) const {
    const VkBufferCopy copy{0, 0, sizeof(CullCounts)};
    vkCmdCopyBuffer(commands, m_buffers->statistics.handle(), slot.counted.handle(), 1, &copy);
    recordBarrier(commands, VK_PIPELINE_STAGE_TRANSFER_BIT, VK_ACCESS_TRANSFER_WRITE_BIT,
                  VK_PIPELINE_STAGE_HOST_BIT, VK_ACCESS_HOST_READ_BIT);
}

CullCounts CullPass::counts(std::size_t slot) const {
    CullCounts counts;
    if (m_slots[slot].counted) std::memcpy(&counts, m_slots[slot].counted.mapped(), sizeof(counts));
    return counts;
}

} // namespace orfeas::render
