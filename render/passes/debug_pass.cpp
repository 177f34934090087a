#include "render/passes/debug_pass.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <utility>

#include <imgui/imgui.h>

#include "render/shaders/shader_code.h"

namespace orfeas::render {
namespace {

static_assert(sizeof(ImDrawIdx) == 2);
constexpr float kFontPx = 13.0f;
constexpr double kMiB = 1024.0 * 1024.0;

/// ImGui keeps one current context for the process; ours is current only while we use it.
class Current {
public:
    explicit Current(ImGuiContext* context) : m_before(ImGui::GetCurrentContext()) {
        ImGui::SetCurrentContext(context);
    }
    Current(const Current&) = delete;
    Current& operator=(const Current&) = delete;
    ~Current() { ImGui::SetCurrentContext(m_before); }

private:
    ImGuiContext* m_before;
};

void row(const char* name, const char* format, double value) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(name);
    ImGui::TableNextColumn();
    ImGui::Text(format, value);
}

void bar(const char* name, double value, double whole, const char* format) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(name);
    ImGui::TableNextColumn();
    char text[48];
    std::snprintf(text, sizeof(text), format, value);
    ImGui::ProgressBar(whole > 0.0 ? static_cast<float>(value / whole) : 0.0f, ImVec2(-1.0f, 0.0f), text);
}

bool beginTable(const char* name) {
    if (!ImGui::BeginTable(name, 2, ImGuiTableFlags_SizingFixedFit)) return false;
    ImGui::TableSetupColumn("name", ImGuiTableColumnFlags_WidthFixed, ImGui::GetFontSize() * 12.5f);
    ImGui::TableSetupColumn("value", ImGuiTableColumnFlags_WidthFixed, ImGui::GetFontSize() * 11.0f);
    return true;
}

} // namespace

DebugPass::DebugPass(const PassResources& resources)
    : m_resources(resources), m_context(ImGui::CreateContext()) {
    const Current current(m_context);
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr; // nothing is remembered
    io.LogFilename = nullptr;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
}

DebugPass::~DebugPass() {
    forget();
    if (m_fontSet) m_resources.device.retire(std::make_shared<gpu::DescriptorSet>(std::move(m_fontSet)));
    m_resources.device.waitIdle(); // pipelines may be in use
    ImGui::DestroyContext(m_context);
}

void DebugPass::forget() {
    m_resources.device.retire(std::exchange(m_font, nullptr));
    m_pixelRatio = 0.0f;
}

Result<void> DebugPass::makeFont(VkCommandBuffer commands, float pixelRatio) {
    if (m_font && m_pixelRatio == pixelRatio) return {};
    gpu::Device& device = m_resources.device;
    ImGuiIO& io = ImGui::GetIO();
    io.Fonts->Clear();
    ImFontConfig font;
    font.SizePixels = std::round(kFontPx * pixelRatio);
    io.Fonts->AddFontDefault(&font);
    unsigned char* pixels = nullptr;
    int width = 0, height = 0;
    io.Fonts->GetTexDataAsAlpha8(&pixels, &width, &height);
    const auto bytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    ORFEAS_TRY(from, uploadOnce(device, pixels, bytes, VK_BUFFER_USAGE_TRANSFER_SRC_BIT));
    gpu::ImageOptions options;
    options.format = VK_FORMAT_R8_UNORM;
    options.extent = {static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height)};
    options.usage = VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT;
    options.owner = gpu::MemoryOwner::Textures;
    ORFEAS_TRY(image, gpu::Image::create(device, options));
    gpu::recordBarrier(commands, {image.handle(), VK_IMAGE_LAYOUT_UNDEFINED,
                                  VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT,
                                  VK_PIPELINE_STAGE_TRANSFER_BIT, 0, VK_ACCESS_TRANSFER_WRITE_BIT});
    VkBufferImageCopy copy{};
    copy.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
    copy.imageExtent = {options.extent.width, options.extent.height, 1};
    vkCmdCopyBufferToImage(commands, from, image.handle(), VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &copy);
    gpu::recordBarrier(commands, {image.handle(), VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                                  VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL, VK_PIPELINE_STAGE_TRANSFER_BIT,
                                  VK_PIPELINE_STAGE_FRAGMENT_SHADER_BIT, VK_ACCESS_TRANSFER_WRITE_BIT,
                                  VK_ACCESS_SHADER_READ_BIT});
    ORFEAS_TRY(set, m_resources.pools.allocate(m_resources.textureLayout.get()));
    set.writeImage(0, image.view(), m_resources.linearSampler.get());
    if (m_fontSet) device.retire(std::make_shared<gpu::DescriptorSet>(std::move(m_fontSet)));
    device.retire(std::exchange(m_font, std::make_shared<gpu::Image>(std::move(image))));
    m_fontSet = std::move(set);
    m_pixelRatio = pixelRatio;
    ImGui::GetStyle() = ImGuiStyle();
    ImGui::StyleColorsDark();
    ImGui::GetStyle().ScaleAllSizes(pixelRatio);
    ImGui::GetStyle().WindowRounding = 8.0f * pixelRatio;
    return {};
}

Result<void> DebugPass::makePipeline(const CompositeTarget& target) {
    gpu::Device& device = m_resources.device;
    if (!m_layout) {
        const VkDescriptorSetLayout sets[] = {m_resources.textureLayout.get()};
        ORFEAS_TRY(layout,
                   gpu::makePipelineLayout(device, sets, VK_SHADER_STAGE_VERTEX_BIT, sizeof(glm::vec2)));
        m_layout = std::move(layout);
    }
    ORFEAS_TRY(pipeline, m_pipelines.get(device, static_cast<std::uint32_t>(target.format), [&] {
        gpu::PipelineOptions o;
        o.vertexShader = shaders::kDebugVert;
        o.fragmentShader = shaders::kDebugFrag;
        o.bindings = {{0, sizeof(ImDrawVert), VK_VERTEX_INPUT_RATE_VERTEX}};
        o.attributes = {{0, 0, VK_FORMAT_R32G32_SFLOAT, offsetof(ImDrawVert, pos)},
                        {1, 0, VK_FORMAT_R32G32_SFLOAT, offsetof(ImDrawVert, uv)},
                        {2, 0, VK_FORMAT_R8G8B8A8_UNORM, offsetof(ImDrawVert, col)}};
        o.blend = gpu::Blend::Premultiplied;
        o.channels = gpu::Channels::Colour;
        o.layout = m_layout.get();
        o.renderPass = target.renderPass;
        return o;
    }));
    m_pipeline = pipeline;
    return {};
}

void DebugPass::layOutPasses(const Measurements& measured) {
    if (measured.passes.empty()) {
        ImGui::TextDisabled("this card tells no pass times");
        return;
    }
    double whole = 0.0;
    for (const gpu::PassTime& pass : measured.passes)
        whole += pass.ms;
    if (!beginTable("passes")) return;
    for (const gpu::PassTime& pass : measured.passes)
        bar(pass.name, pass.ms, whole, "%.2f ms");
    row("all passes", "%.2f ms", whole);
    ImGui::EndTable();
}

void DebugPass::layOutMemory() {
    const gpu::Device& device = m_resources.device;
    const gpu::MemoryPool& pool = m_resources.device.memory();
    const auto owners = pool.bytesByOwner();
    const double whole = static_cast<double>(pool.bytesUsed()) / kMiB;
    if (!beginTable("memory")) return;
    for (std::size_t i = 0; i < owners.size(); ++i)
        bar(gpu::name(static_cast<gpu::MemoryOwner>(i)), static_cast<double>(owners[i]) / kMiB, whole,
            "%.1f MiB");
    row("taken from driver", "%.1f MiB", static_cast<double>(pool.bytesReserved()) / kMiB);
    const gpu::MemoryBudget budget = device.memoryBudget();
    if (budget.budget > 0) {
        row("used on the card", "%.0f MiB", static_cast<double>(budget.used) / kMiB);
        row("budget of the card", "%.0f MiB", static_cast<double>(budget.budget) / kMiB);
    }
    ImGui::EndTable();
}

void DebugPass::layOut(const Measurements& measured, const MeasurementNotes& notes) {
    const gpu::Adapter& adapter = m_resources.device.adapter();
    ImGui::SetNextWindowPos(ImVec2(14.0f * m_pixelRatio, 62.0f * m_pixelRatio));
    ImGui::SetNextWindowBgAlpha(0.86f);
    constexpr ImGuiWindowFlags kFlags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_AlwaysAutoResize |
                                        ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoSavedSettings;
    ImGui::Begin("measurements", nullptr, kFlags);
    ImGui::Text("%s%s", adapter.name.c_str(), adapter.software ? " (software)" : "");
    const std::vector<float> frames(m_frames.begin(), m_frames.end());
    const float highest = frames.empty() ? 1.0f : *std::max_element(frames.begin(), frames.end());
    char text[64];
    std::snprintf(text, sizeof(text), "processor %.2f ms a frame", measured.recordMs);
    ImGui::PlotLines("##frames", frames.data(), static_cast<int>(frames.size()), 0, text, 0.0f,
                     1.2f * highest, ImVec2(ImGui::GetFontSize() * 21.0f, ImGui::GetFontSize() * 3.0f));
    if (measured.frameMs > 0.0)
        ImGui::Text("frame to frame %.1f ms, %.0f a second", measured.frameMs, 1000.0 / measured.frameMs);
    else
        ImGui::TextDisabled("nothing changes: nothing is drawn");
    ImGui::Separator();
    layOutPasses(measured);
    ImGui::Separator();
    if (beginTable("scene")) {
        row("triangles", "%.0f", static_cast<double>(measured.scene.triangles));
        row("after culling, LOD", "%.0f", static_cast<double>(measured.scene.drawnTriangles));
        row("draws", "%.0f", static_cast<double>(measured.scene.drawCalls));
        row("records sent", "%.0f", static_cast<double>(measured.scene.recordsSent));
        ImGui::EndTable();
    }
    ImGui::TextDisabled("chosen by the %s%s", measured.cardChooses ? "card" : "processor",
                        measured.occlusion ? ", hidden ones left out" : "");
    ImGui::Separator();
    layOutMemory();
    if (!notes.jobs.empty() || !notes.caches.empty()) ImGui::Separator();
    for (const auto* lines : {&notes.jobs, &notes.caches})
        for (const std::string& line : *lines)
            ImGui::TextUnformatted(line.c_str());
    ImGui::End();
}

Result<void> DebugPass::upload() {
    const ImDrawData& data = *ImGui::GetDrawData();
    std::vector<ImDrawVert> vertices;
    std::vector<ImDrawIdx> indices;
    for (int i = 0; i < data.CmdListsCount; ++i) {
        const ImDrawList& list = *data.CmdLists[i];
        vertices.insert(vertices.end(), list.VtxBuffer.begin(), list.VtxBuffer.end());
        indices.insert(indices.end(), list.IdxBuffer.begin(), list.IdxBuffer.end());
    }
    ORFEAS_TRY(vertexBuffer,
               uploadOnce(m_resources.device, vertices.data(), vertices.size() * sizeof(vertices[0]),
                          VK_BUFFER_USAGE_VERTEX_BUFFER_BIT));
    ORFEAS_TRY(indexBuffer,
               uploadOnce(m_resources.device, indices.data(), indices.size() * sizeof(indices[0]),
                          VK_BUFFER_USAGE_INDEX_BUFFER_BIT));
    m_vertices = vertexBuffer;
    m_indices = indexBuffer;
    return {};
}

Result<void> DebugPass::prepare(VkCommandBuffer commands, const CompositeTarget& target,
                                const Measurements& measured, const MeasurementNotes& notes) {
    const Current current(m_context);
    ORFEAS_CHECK(makeFont(commands, std::clamp(notes.pixelRatio, 0.5f, 4.0f)));
    ORFEAS_CHECK(makePipeline(target));
    m_frames.push_back(static_cast<float>(measured.recordMs));
    if (m_frames.size() > kHistory) m_frames.pop_front();
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize =
        ImVec2(static_cast<float>(target.extent.width), static_cast<float>(target.extent.height));
    io.DeltaTime = 1.0f / 60.0f;
    ImGui::NewFrame();
    layOut(measured, notes);
    ImGui::Render();
    return upload();
}

void DebugPass::record(VkCommandBuffer commands, const CompositeTarget& target) const {
    const Current current(m_context);
    const ImDrawData& data = *ImGui::GetDrawData();
    const glm::vec2 pixel = 1.0f / glm::vec2(target.extent.width, target.extent.height);
    const VkDeviceSize start = 0;
    gpu::recordViewport(commands, target.extent);
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_pipeline);
    vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, m_layout.get(), 0, 1,
                            m_fontSet.address(), 0, nullptr);
    vkCmdPushConstants(commands, m_layout.get(), VK_SHADER_STAGE_VERTEX_BIT, 0, sizeof(pixel), &pixel);
    vkCmdBindVertexBuffers(commands, 0, 1, &m_vertices, &start);
    vkCmdBindIndexBuffer(commands, m_indices, 0, VK_INDEX_TYPE_UINT16);
    std::uint32_t firstIndex = 0;
    std::int32_t firstVertex = 0;
    for (int i = 0; i < data.CmdListsCount; ++i) {
        const ImDrawList& list = *data.CmdLists[i];
        for (const ImDrawCmd& draw : list.CmdBuffer) {
            const glm::vec2 size(target.extent.width, target.extent.height);
            const glm::vec2 lower =
                glm::clamp(glm::vec2(draw.ClipRect.x, draw.ClipRect.y), glm::vec2(0.0f), size);
            const glm::vec2 upper = glm::clamp(glm::vec2(draw.ClipRect.z, draw.ClipRect.w), lower, size);
            const VkRect2D scissor{{static_cast<std::int32_t>(lower.x), static_cast<std::int32_t>(lower.y)},
                                   {static_cast<std::uint32_t>(upper.x - lower.x),
                                    static_cast<std::uint32_t>(upper.y - lower.y)}};
            vkCmdSetScissor(commands, 0, 1, &scissor);
            vkCmdDrawIndexed(commands, draw.ElemCount, 1, firstIndex + draw.IdxOffset,
                             firstVertex + static_cast<std::int32_t>(draw.VtxOffset), 0);
        }
        firstIndex += static_cast<std::uint32_t>(list.IdxBuffer.Size);
        firstVertex += list.VtxBuffer.Size;
    }
}

} // namespace orfeas::render
