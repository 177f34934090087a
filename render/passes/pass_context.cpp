#include "render/passes/pass_context.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "render/draw_list.h"
#include "render/gpu/timestamps.h"
#include "render/passes/cull_pass.h"
#include "render/scene/gpu_mesh.h"
#include "render/scene/surface_mesh.h"
#include "render/shaders/shader_code.h"

namespace orfeas::render {

Result<std::unique_ptr<PassResources>> PassResources::create(gpu::Device& device) {
    auto resources = std::unique_ptr<PassResources>(new PassResources(device));
    ORFEAS_CHECK(resources->makeLayouts());
    ORFEAS_CHECK(resources->makePasses());
    if (device.adapter().indirect) ORFEAS_CHECK(resources->makeCulling());
    return resources;
}

Result<void> PassResources::makeLayouts() {
    constexpr VkShaderStageFlags kBoth = VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT;
    const gpu::DescriptorBinding frame[] = {
        {VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER, kBoth},
        {VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, VK_SHADER_STAGE_VERTEX_BIT},
        {VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, VK_SHADER_STAGE_VERTEX_BIT},
        {VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, VK_SHADER_STAGE_VERTEX_BIT},
        {VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, VK_SHADER_STAGE_FRAGMENT_BIT},
        {VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, VK_SHADER_STAGE_FRAGMENT_BIT}};
    const gpu::DescriptorBinding texture[] = {
        {VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, VK_SHADER_STAGE_FRAGMENT_BIT}};
    const gpu::DescriptorBinding wire[] = {{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, VK_SHADER_STAGE_VERTEX_BIT},
                                           {VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, VK_SHADER_STAGE_VERTEX_BIT}};
    ORFEAS_TRY(frameSets, gpu::makeSetLayout(device, frame));
    ORFEAS_TRY(textureSets, gpu::makeSetLayout(device, texture));
    ORFEAS_TRY(wireSets, gpu::makeSetLayout(device, wire));
    frameLayout = std::move(frameSets);
    textureLayout = std::move(textureSets);
    wireLayout = std::move(wireSets);

    const VkDescriptorSetLayout onlyFrame[] = {frameLayout.get()};
    const VkDescriptorSetLayout withTexture[] = {frameLayout.get(), textureLayout.get()};
    const VkDescriptorSetLayout withWire[] = {frameLayout.get(), wireLayout.get()};
    ORFEAS_TRY(scene, gpu::makePipelineLayout(device, onlyFrame));
    ORFEAS_TRY(textured, gpu::makePipelineLayout(device, withTexture));
    ORFEAS_TRY(wired, gpu::makePipelineLayout(device, withWire, VK_SHADER_STAGE_VERTEX_BIT,
                                              2 * sizeof(std::uint32_t)));
    sceneLayout = std::move(scene);
    texturedLayout = std::move(textured);
    wiredLayout = std::move(wired);

    ORFEAS_TRY(repeating, gpu::makeSampler(device, VK_FILTER_LINEAR, VK_SAMPLER_ADDRESS_MODE_REPEAT, true));
    ORFEAS_TRY(linear,
               gpu::makeSampler(device, VK_FILTER_LINEAR, VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE, false));
    ORFEAS_TRY(nearest,
               gpu::makeSampler(device, VK_FILTER_NEAREST, VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE, false));
    textureSampler = std::move(repeating);
    linearSampler = std::move(linear);
    nearestSampler = std::move(nearest);
    return {};
}

Result<void> PassResources::makePasses() {
    gpu::RenderPassOptions options;
    options.colour = kSceneFormat;
    options.depth = true;
    ORFEAS_TRY(plain, gpu::makeRenderPass(device, options));
    options.samples = VK_SAMPLE_COUNT_4_BIT;
    options.resolve = true;
    ORFEAS_TRY(multisampled, gpu::makeRenderPass(device, options));

    scenePass = std::move(plain);
    multisampledScenePass = std::move(multisampled);
    return {};
}

Result<void> PassResources::makeCulling() {
    constexpr gpu::DescriptorBinding kStorage{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, VK_SHADER_STAGE_COMPUTE_BIT};
    constexpr gpu::DescriptorBinding kUniform{VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER, VK_SHADER_STAGE_COMPUTE_BIT};
    const gpu::DescriptorBinding cull[] = {kUniform, kStorage, kStorage, kStorage,
                                           kStorage, kStorage, kStorage, kStorage};
    const gpu::DescriptorBinding compact[] = {kStorage, kStorage, kStorage, kStorage};
    ORFEAS_TRY(cullSetLayout, gpu::makeSetLayout(device, cull));
    ORFEAS_TRY(compactSetLayout, gpu::makeSetLayout(device, compact));
    cullSets = std::move(cullSetLayout);
    compactSets = std::move(compactSetLayout);
    const VkDescriptorSetLayout cullOnly[] = {cullSets.get()}, compactOnly[] = {compactSets.get()};
    ORFEAS_TRY(cullPipelineLayout, gpu::makePipelineLayout(device, cullOnly, VK_SHADER_STAGE_COMPUTE_BIT,
                                                           4 * sizeof(std::uint32_t)));
    ORFEAS_TRY(compactPipelineLayout, gpu::makePipelineLayout(device, compactOnly));
    cullLayout = std::move(cullPipelineLayout);
    compactLayout = std::move(compactPipelineLayout);
    ORFEAS_TRY(culling, gpu::makeComputePipeline(device, shaders::kCullComp, cullLayout.get()));
    ORFEAS_TRY(compacting, gpu::makeComputePipeline(device, shaders::kCompactComp, compactLayout.get()));
    cullPipeline = std::move(culling);
    compactPipeline = std::move(compacting);
    const gpu::DescriptorBinding pyramid[] = {
        {VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, VK_SHADER_STAGE_COMPUTE_BIT}, kStorage};
    ORFEAS_TRY(pyramidSetLayout, gpu::makeSetLayout(device, pyramid));
    pyramidSets = std::move(pyramidSetLayout);
    const VkDescriptorSetLayout pyramidOnly[] = {pyramidSets.get()};
    ORFEAS_TRY(
        pyramidPipelineLayout,
        gpu::makePipelineLayout(device, pyramidOnly, VK_SHADER_STAGE_COMPUTE_BIT, 7 * sizeof(std::uint32_t)));
    pyramidLayout = std::move(pyramidPipelineLayout);
    ORFEAS_TRY(building, gpu::makeComputePipeline(device, shaders::kPyramidComp, pyramidLayout.get()));
    pyramidPipeline = std::move(building);
    return {};
}

void PassContext::mark(const char* name) const {
    if (times != nullptr) times->mark(commands, name);
}

std::vector<VkVertexInputBindingDescription> meshBindings() {
    return {{0, sizeof(GpuVertex), VK_VERTEX_INPUT_RATE_VERTEX}};
}

std::vector<VkVertexInputAttributeDescription> meshAttributes(bool all) {
    std::vector<VkVertexInputAttributeDescription> list{
        {0, 0, VK_FORMAT_R32G32B32_SFLOAT, offsetof(GpuVertex, position)}};
    if (!all) return list;
    constexpr std::uint32_t kSurface = offsetof(GpuVertex, surface);
    list.push_back({1, 0, VK_FORMAT_R16G16_SNORM, kSurface + offsetof(SurfaceVertex, normal)});
    list.push_back({2, 0, VK_FORMAT_R8G8B8A8_UNORM, kSurface + offsetof(SurfaceVertex, colour)});
    list.push_back({3, 0, VK_FORMAT_R32G32_SFLOAT, kSurface + offsetof(SurfaceVertex, uv)});
    list.push_back({4, 0, VK_FORMAT_R32_UINT, offsetof(GpuVertex, source)});
    return list;
}

void bindBlock(VkCommandBuffer commands, const GeometryBlock& block) {
    const VkBuffer vertices = block.vertices.handle();
    const VkDeviceSize start = 0;
    vkCmdBindVertexBuffers(commands, 0, 1, &vertices, &start);
    vkCmdBindIndexBuffer(commands, block.indices.handle(), 0, VK_INDEX_TYPE_UINT32);
}

void drawOne(VkCommandBuffer commands, const Draw& draw) {
    vkCmdDrawIndexed(commands, draw.lod.indexCount, draw.count, draw.lod.firstIndex,
                     draw.mesh->vertexOffset(), draw.firstInstance);
}

std::span<const Draw> drawsOf(const DrawList& list, std::size_t run) {
    const std::size_t first = run == 0 ? 0 : list.runEnds[run - 1];
    return {list.draws.data() + first, list.runEnds[run] - first};
}

void drawRun(const PassContext& context, std::size_t run) {
    if (context.lists != nullptr) {
        context.lists->draw(context.commands, run);
        return;
    }
    for (const Draw& draw : drawsOf(*context.draws, run))
        drawOne(context.commands, draw);
}

Result<VkBuffer> uploadOnce(gpu::Device& device, const void* data, std::size_t bytes,
                            VkBufferUsageFlags usage) {
    ORFEAS_TRY(buffer, gpu::Buffer::create(device, {std::max<std::size_t>(bytes, 16), usage,
                                                    gpu::MemoryKind::Upload, gpu::MemoryOwner::Staging}));
    if (bytes > 0) std::memcpy(buffer.mapped(), data, bytes);
    const VkBuffer handle = buffer.handle();
    device.retire(std::make_shared<gpu::Buffer>(std::move(buffer)));
    return handle;
}

} // namespace orfeas::render
