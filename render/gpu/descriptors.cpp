#include "render/gpu/descriptors.h"

namespace orfeas::render::gpu {
namespace {
constexpr std::uint32_t kSetsPerPool = 128;
}

Result<Owned<VkDescriptorSetLayout>> makeSetLayout(Device& device,
                                                   std::span<const DescriptorBinding> bindings) {
    std::vector<VkDescriptorSetLayoutBinding> list;
    for (const DescriptorBinding& b : bindings)
        list.push_back({static_cast<std::uint32_t>(list.size()), b.type, 1, b.stages, nullptr});
    VkDescriptorSetLayoutCreateInfo info{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO};
    info.bindingCount = static_cast<std::uint32_t>(list.size());
    info.pBindings = list.data();
    VkDescriptorSetLayout layout = VK_NULL_HANDLE;
    ORFEAS_CHECK(check(vkCreateDescriptorSetLayout(device.handle(), &info, nullptr, &layout), "set layout"));
    return Owned<VkDescriptorSetLayout>(device.handle(), layout);
}

DescriptorSet::DescriptorSet(DescriptorSet&& other) noexcept
    : m_device(other.m_device), m_pool(other.m_pool), m_set(std::exchange(other.m_set, VK_NULL_HANDLE)) {}

DescriptorSet& DescriptorSet::operator=(DescriptorSet&& other) noexcept {
    std::swap(m_device, other.m_device);
    std::swap(m_pool, other.m_pool);
    std::swap(m_set, other.m_set);
    return *this;
}

DescriptorSet::~DescriptorSet() {
    if (m_set != VK_NULL_HANDLE) vkFreeDescriptorSets(m_device, m_pool, 1, &m_set);
}

void DescriptorSet::writeBuffer(std::uint32_t binding, VkDescriptorType type, VkBuffer buffer,
                                VkDeviceSize offset, VkDeviceSize size) const {
    const VkDescriptorBufferInfo info{buffer, offset, size};
    VkWriteDescriptorSet write{VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET};
    write.dstSet = m_set;
    write.dstBinding = binding;
    write.descriptorCount = 1;
    write.descriptorType = type;
    write.pBufferInfo = &info;
    vkUpdateDescriptorSets(m_device, 1, &write, 0, nullptr);
}

void DescriptorSet::writeImage(std::uint32_t binding, VkImageView view, VkSampler sampler) const {
    const VkDescriptorImageInfo info{sampler, view, VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL};
    VkWriteDescriptorSet write{VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET};
    write.dstSet = m_set;
    write.dstBinding = binding;
    write.descriptorCount = 1;
    write.descriptorType = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER;
    write.pImageInfo = &info;
    vkUpdateDescriptorSets(m_device, 1, &write, 0, nullptr);
}

Result<DescriptorSet> DescriptorPools::allocate(VkDescriptorSetLayout layout) {
    DescriptorSet set;
    set.m_device = m_device.handle();
    VkDescriptorSetAllocateInfo info{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO};
    info.descriptorSetCount = 1;
    info.pSetLayouts = &layout;
    for (auto pool = m_pools.rbegin(); pool != m_pools.rend(); ++pool) {
        info.descriptorPool = set.m_pool = pool->get();
        if (vkAllocateDescriptorSets(m_device.handle(), &info, &set.m_set) == VK_SUCCESS) return set;
        set.m_set = VK_NULL_HANDLE;
    }
    const VkDescriptorPoolSize sizes[] = {{VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER, kSetsPerPool},
                                          {VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 4 * kSetsPerPool},
                                          {VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, 2 * kSetsPerPool}};
    VkDescriptorPoolCreateInfo poolInfo{VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO};
    poolInfo.flags = VK_DESCRIPTOR_POOL_CREATE_FREE_DESCRIPTOR_SET_BIT;
    poolInfo.maxSets = kSetsPerPool;
    poolInfo.poolSizeCount = 3;
    poolInfo.pPoolSizes = sizes;
    VkDescriptorPool pool = VK_NULL_HANDLE;
    ORFEAS_CHECK(check(vkCreateDescriptorPool(m_device.handle(), &poolInfo, nullptr, &pool),
                       "vkCreateDescriptorPool"));
    m_pools.emplace_back(m_device.handle(), pool);
    info.descriptorPool = set.m_pool = pool;
    ORFEAS_CHECK(
        check(vkAllocateDescriptorSets(m_device.handle(), &info, &set.m_set), "vkAllocateDescriptorSets"));
    return set;
}

} // namespace orfeas::render::gpu
