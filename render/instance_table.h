// The objects as the shaders read them, kept on the graphics card from frame to frame.
#pragma once

#include <cstdint>
#include <vector>

#include <glm/mat4x4.hpp>
#include <glm/vec4.hpp>

#include "render/gpu/buffer.h"

namespace orfeas::render {

/// Laid out as in shaders/instance.glsl.
struct InstanceRecord {
    glm::mat4 transform{1.0f};
    glm::vec4 colour{1.0f}; ///< linear; w: opacity
    glm::vec4 field{0.0f};  ///< lower, upper, map (8 more: reversed), place of the first value as bits
    glm::vec4 flags{0.0f};  ///< handedness, mask (1 selected, 0.5 hovered), largest scale, place in the scene

    bool operator==(const InstanceRecord&) const = default;
};

/// One record per object of the scene, in its order. Only what differs from the last frame is sent over: moving one object
/// of ten thousand sends 112 bytes. Device thread only.
class InstanceTable {
public:
    explicit InstanceTable(gpu::Device& device) : m_device(device) {}
    ~InstanceTable();

    void resize(std::size_t count);
    /// Notes the record for the next upload when it differs.
    void set(std::size_t i, const InstanceRecord& record);
    const InstanceRecord& at(std::size_t i) const { return m_records[i]; }
    std::size_t size() const { return m_records.size(); }

    /// Records the copies, outside any render pass.
    Result<void> upload(VkCommandBuffer commands);
    VkBuffer buffer() const { return m_buffer->handle(); }
    std::size_t uploadedLast() const { return m_uploadedLast; } ///< records
    /// After a frame that was thrown away: all is sent again.
    void forget();

private:
    Result<void> fit();

    gpu::Device& m_device;
    std::vector<InstanceRecord> m_records;
    std::vector<std::uint32_t> m_changed; ///< each once, in the order of the changes
    std::vector<bool> m_isChanged;
    std::shared_ptr<gpu::Buffer> m_buffer;
    std::size_t m_uploadedLast = 0;
};

} // namespace orfeas::render
