// What shaders can reach beside vertices: layouts, and sets that go back when dropped.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "render/gpu/device.h"

namespace orfeas::render::gpu {

/// One binding of a set: `type` at the index it has in the list.
struct DescriptorBinding {
    VkDescriptorType type = VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER;
    VkShaderStageFlags stages = 0;
};
Result<Owned<VkDescriptorSetLayout>> makeSetLayout(Device& device,
                                                   std::span<const DescriptorBinding> bindings);

class DescriptorPools;

/// A set with its place in a pool. Move-only.
class DescriptorSet {
public:
    DescriptorSet() = default;
    DescriptorSet(DescriptorSet&& other) noexcept;
    DescriptorSet& operator=(DescriptorSet&& other) noexcept;
    ~DescriptorSet();

    VkDescriptorSet handle() const { return m_set; }
    const VkDescriptorSet* address() const { return &m_set; }
    explicit operator bool() const { return m_set != VK_NULL_HANDLE; }

    void writeBuffer(std::uint32_t binding, VkDescriptorType type, VkBuffer buffer, VkDeviceSize offset,
                     VkDeviceSize size) const;
    /// The image must lie in SHADER_READ_ONLY_OPTIMAL when it is read.
    void writeImage(std::uint32_t binding, VkImageView view, VkSampler sampler) const;

private:
    friend class DescriptorPools;
    VkDevice m_device = VK_NULL_HANDLE;
    VkDescriptorPool m_pool = VK_NULL_HANDLE;
    VkDescriptorSet m_set = VK_NULL_HANDLE;
};

/// Grows by pools of 128 sets. Owner's thread only; must outlive its sets.
class DescriptorPools {
public:
    explicit DescriptorPools(Device& device) : m_device(device) {}
    Result<DescriptorSet> allocate(VkDescriptorSetLayout layout);

private:
    Device& m_device;
    std::vector<Owned<VkDescriptorPool>> m_pools;
};

} // namespace orfeas::render::gpu
