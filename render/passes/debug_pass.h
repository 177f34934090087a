// The debug overlay: Dear ImGui's lists, drawn with our own pipeline. Shows, takes no input.
#pragma once

#include <array>
#include <deque>
#include <memory>

#include "render/gpu/timestamps.h"
#include "render/measurements.h"
#include "render/passes/composite_pass.h"
#include "render/scene_view.h"

struct ImGuiContext;

namespace orfeas::render {

/// The figures of one frame.
struct Measurements {
    double recordMs = 0.0; ///< on the processor, until the card is told
    double frameMs = 0.0;  ///< from the last frame's start to this one's; 0 after a pause
    SceneReport scene;
    std::vector<gpu::PassTime> passes;
    bool cardChooses = false; ///< culling and levels by the card
    bool occlusion = false;   ///< what stands behind others is left out
};

/// Made when the overlay is opened, dropped when it is closed. Device thread only.
class DebugPass {
public:
    explicit DebugPass(const PassResources& resources);
    ~DebugPass();

    /// Outside any render pass: lays out what will be drawn.
    Result<void> prepare(VkCommandBuffer commands, const CompositeTarget& target,
                         const Measurements& measured, const MeasurementNotes& notes);
    /// Inside the target's render pass, last.
    void record(VkCommandBuffer commands, const CompositeTarget& target) const;
    /// After a frame that was thrown away.
    void forget();

private:
    static constexpr std::size_t kHistory = 120;
    Result<void> makeFont(VkCommandBuffer commands, float pixelRatio);
    Result<void> makePipeline(const CompositeTarget& target);
    void layOut(const Measurements& measured, const MeasurementNotes& notes);
    void layOutPasses(const Measurements& measured);
    void layOutMemory();
    Result<void> upload();

    const PassResources& m_resources;
    ImGuiContext* m_context;
    float m_pixelRatio = 0.0f; ///< that the font was made for
    std::shared_ptr<gpu::Image> m_font;
    gpu::DescriptorSet m_fontSet;
    gpu::Owned<VkPipelineLayout> m_layout;
    PipelineTable m_pipelines;
    VkPipeline m_pipeline = VK_NULL_HANDLE;
    VkBuffer m_vertices = VK_NULL_HANDLE; ///< of this frame
    VkBuffer m_indices = VK_NULL_HANDLE;
    std::deque<float> m_frames; ///< recent record times, ms
};

} // namespace orfeas::render
