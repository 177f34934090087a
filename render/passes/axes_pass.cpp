#include "render/passes/axes_pass.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <vector>

#include <glm/geometric.hpp>

#include "render/shaders/shader_code.h"

namespace orfeas::render {
namespace {

constexpr float kBoxPx = 64.0f;    ///< the tripod's box, logical pixels
constexpr float kLengthPx = 25.0f; ///< of an axis that lies in the picture
constexpr float kLetterPx = 33.0f; ///< from the middle to a letter's middle
constexpr std::size_t kMostSegments = 16;

struct Axis {
    glm::vec3 direction;
    glm::vec3 colour;              ///< sRGB
    std::vector<glm::vec4> letter; ///< strokes in a box from -1 to 1, y down
};

const std::array<Axis, 3>& axes() {
    static const std::array<Axis, 3> list{
        Axis{{1, 0, 0}, {0.949f, 0.400f, 0.478f}, {{-0.75f, -1, 0.75f, 1}, {0.75f, -1, -0.75f, 1}}},
        Axis{{0, 1, 0},
             {0.361f, 0.788f, 0.549f},
             {{-0.75f, -1, 0, -0.05f}, {0.75f, -1, 0, -0.05f}, {0, -0.05f, 0, 1}}},
        Axis{{0, 0, 1},
             {0.435f, 0.694f, 1.0f},
             {{-0.7f, -1, 0.7f, -1}, {0.7f, -1, -0.7f, 1}, {-0.7f, 1, 0.7f, 1}}}};
    return list;
}

constexpr glm::vec3 kLetterColour{0.906f, 0.914f, 0.929f};
constexpr glm::vec3 kLetterOnLight{0.200f, 0.212f, 0.235f};

} // namespace

std::vector<AxesSegment> axesSegments(const Camera& camera, VkExtent2D extent, const ViewOptions& view) {
    const float ratio = view.pixelRatio;
    const glm::vec2 middle =
        glm::vec2(extent.width, extent.height) - (view.axesInsetPx + 0.5f * kBoxPx) * ratio;
    std::array<const Axis*, 3> order{&axes()[0], &axes()[1], &axes()[2]};
    const auto nearness = [&](const Axis* a) { return -glm::dot(a->direction, camera.forward()); };
    std::stable_sort(order.begin(), order.end(),
                     [&](const Axis* a, const Axis* b) { return nearness(a) < nearness(b); });
    const glm::vec3 letters = view.background == Background::Light ? kLetterOnLight : kLetterColour;
    std::vector<AxesSegment> segments;
    for (const Axis* axis : order) {
        const glm::vec2 seen(glm::dot(axis->direction, camera.right()),
                             -glm::dot(axis->direction, camera.up()));
        const glm::vec2 tip = middle + seen * kLengthPx * ratio;
        segments.push_back({{middle, tip}, {axis->colour, 1.25f * ratio}});
        // An axis that points at the viewer keeps its letter clear of the middle.
        const float length = glm::length(seen);
        const glm::vec2 away =
            length > 0.12f ? seen * (length * kLengthPx + kLetterPx - kLengthPx) / length : glm::vec2(0.0f);
        if (length <= 0.12f) continue;
        const glm::vec2 at = middle + away * ratio;
        for (const glm::vec4& stroke : axis->letter) {
            const glm::vec4 ends = glm::vec4(at, at) + stroke * 3.4f * ratio;
            segments.push_back({ends, {letters, 0.62f * ratio}});
        }
    }
    ORFEAS_ASSERT(segments.size() <= kMostSegments);
    return segments;
}

Result<void> AxesPass::prepare(const PassContext& context) {
    m_pipeline = VK_NULL_HANDLE;
    if (!context.scene->view.showAxes) return {};
    const auto options = [&] {
        gpu::PipelineOptions o;
        o.vertexShader = shaders::kAxesVert;
        o.fragmentShader = shaders::kAxesFrag;
        o.bindings = {{0, sizeof(AxesSegment), VK_VERTEX_INPUT_RATE_INSTANCE}};
        o.attributes = {{0, 0, VK_FORMAT_R32G32B32A32_SFLOAT, offsetof(AxesSegment, ends)},
                        {1, 0, VK_FORMAT_R32G32B32A32_SFLOAT, offsetof(AxesSegment, colour)}};
        o.topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_STRIP;
        o.samples = sampleCount(context.multisample);
        o.blend = gpu::Blend::Premultiplied;
        o.channels = context.decoration();
        o.layout = m_resources.sceneLayout.get();
        o.renderPass = m_resources.scenePassFor(context.multisample);
        return o;
    };
    ORFEAS_TRY(pipeline, m_pipelines.get(m_resources.device, context.key(), options));
    const std::vector<AxesSegment> segments =
        axesSegments(*context.camera, context.extent, context.scene->view);
    ORFEAS_TRY(buffer, uploadOnce(m_resources.device, segments.data(), segments.size() * sizeof(AxesSegment),
                                  VK_BUFFER_USAGE_VERTEX_BUFFER_BIT));
    m_buffer = buffer;
    m_count = static_cast<std::uint32_t>(segments.size());
    m_pipeline = pipeline;
    return {};
}

void AxesPass::record(const PassContext& context) const {
    if (m_pipeline == VK_NULL_HANDLE) return;
    vkCmdBindPipeline(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_pipeline);
    vkCmdBindDescriptorSets(context.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_resources.sceneLayout.get(),
                            0, 1, &context.frameSet, 0, nullptr);
    const VkDeviceSize start = 0;
    vkCmdBindVertexBuffers(context.commands, 0, 1, &m_buffer, &start);
    vkCmdDraw(context.commands, 4, m_count, 0, 0);
}

} // namespace orfeas::render
