// The graphics card chooses itself what to draw: it culls the instances, picks their levels and writes the draws.
#pragma once

#include <array>
#include <vector>

#include "render/culling.h"
#include "render/gpu/frame_ring.h"
#include "render/passes/pass_context.h"
#include "render/scene_layout.h"

namespace orfeas::render {

class InstanceTable;

/// The draws that the card wrote, one stretch per run of the layout.
struct CommandLists {
    struct Run {
        std::uint32_t firstCommand = 0;
        std::uint32_t commandCount = 0; ///< at most
    };
    VkBuffer commands = VK_NULL_HANDLE;
    VkBuffer counts = VK_NULL_HANDLE;
    std::vector<Run> runs;

    void draw(VkCommandBuffer commandBuffer, std::size_t run) const;
};

/// What the card counted.
struct CullCounts {
    std::uint32_t triangles = 0;
    std::uint32_t instances = 0;
    std::uint32_t draws = 0;
};

/// Belongs to one view. Only for devices whose adapter is `indirect`. Per frame the processor does nothing for an object,
/// however many there are.
class CullPass {
public:
    explicit CullPass(const PassResources& resources) : m_resources(resources) {}
    ~CullPass();

    /// What is left out beside that which lies outside the view. SeenBefore: what was not seen last time. Tested: what the
    /// pyramid, made of what SeenBefore drew, hides; remembered for the next time.
    enum class Phase : std::uint32_t { All, SeenBefore, Tested };

    /// `revision` tells a new layout or new levels of its meshes; `places` how many records there are.
    Result<void> prepare(VkCommandBuffer commands, const SceneLayout& layout, std::uint64_t revision,
                         std::size_t places);
    /// Once a frame, before the first `record`. `pyramid` may be null, for Phase::All.
    Result<void> begin(std::size_t slot, const InstanceTable& instances, const CullView& view,
                       VkBuffer pyramid);
    /// Outside any render pass, after the records were uploaded. May be called again in the same frame: what was drawn from
    /// the lists before is done by then.
    void record(VkCommandBuffer commands, std::size_t slot, Phase phase);
    void forget() { m_revision = ~0ull; }

    const CommandLists& lists() const { return m_lists; }
    VkBuffer visible() const { return m_buffers->visible.handle(); }
    /// Of the last frame of this slot that is done.
    CullCounts counts(std::size_t slot) const;

private:
    struct Buffers {
        gpu::Buffer visible, segments, raw, commands, runs, counts, statistics, seen;
        gpu::DescriptorSet compactSet;
    };
    struct Slot {
        gpu::Buffer view;
        gpu::Buffer counted; ///< read back
        gpu::DescriptorSet set;
    };
    Result<void> makeBuffers(std::size_t order, std::size_t segments, std::size_t commands, std::size_t runs,
                             std::size_t places);
    Result<void> makeSlot(Slot& slot);
    void recordCounts(VkCommandBuffer commands, const Slot& slot) const;

    const PassResources& m_resources;
    std::uint64_t m_revision = ~0ull;
    std::shared_ptr<Buffers> m_buffers;
    CommandLists m_lists;
    std::uint32_t m_segmentCount = 0;
    std::uint32_t m_orderCount = 0;
    std::array<Slot, gpu::kFramesInFlight> m_slots;
};

} // namespace orfeas::render
