#include "render/passes/pass_context.h"

#include <array>
#include <cstddef>

#include "render/scene/gpu_mesh.h"
#include "render/scene/surface_mesh.h"

namespace orfeas::render {

Result<std::unique_ptr<PassResources>> PassResources::create(gpu::Device& device) {
    auto resources = std::unique_ptr<PassResources>(new PassResources(device));
    ORFEAS_CHECK(resources->makeLayouts());
    ORFEAS_CHECK(resources->makePasses());
    return resources;
}

Result<void> PassResources::makeLayouts() {
    constexpr VkShaderStageFlags kBoth = VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT;
    const gpu::DescriptorBinding frame[] = {{VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER, kBoth}};
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
    ORFEAS_TRY(wired, gpu::makePipelineLayout(device, withWire));
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

std::vector<VkVertexInputBindingDescription> meshBindings(bool positions, bool attributes) {
    std::vector<VkVertexInputBindingDescription> list;
    if (positions) list.push_back({0, sizeof(glm::vec3), VK_VERTEX_INPUT_RATE_VERTEX});
    if (attributes) list.push_back({1, sizeof(SurfaceVertex), VK_VERTEX_INPUT_RATE_VERTEX});
    list.push_back({2, sizeof(DrawInstance), VK_VERTEX_INPUT_RATE_INSTANCE});
    return list;
}

std::vector<VkVertexInputAttributeDescription> meshAttributes(bool positions, bool attributes) {
    std::vector<VkVertexInputAttributeDescription> list;
    if (positions) list.push_back({0, 0, VK_FORMAT_R32G32B32_SFLOAT, 0});
    if (attributes) {
        list.push_back({1, 1, VK_FORMAT_R16G16_SNORM, offsetof(SurfaceVertex, normal)});
        list.push_back({2, 1, VK_FORMAT_R8G8B8A8_UNORM, offsetof(SurfaceVertex, colour)});
        list.push_back({3, 1, VK_FORMAT_R32G32_SFLOAT, offsetof(SurfaceVertex, uv)});
    }
    for (std::uint32_t column = 0; column < 5; ++column) // four of the transform, then the parameters
        list.push_back({4 + column, 2, VK_FORMAT_R32G32B32A32_SFLOAT, 16 * column});
    return list;
}

void bindMesh(const PassContext& context, const GpuMesh& mesh, bool attributes) {
    const VkBuffer buffers[] = {mesh.geometry.handle(), mesh.geometry.handle()};
    const VkDeviceSize offsets[] = {0, mesh.planes.vertexOffset};
    vkCmdBindVertexBuffers(context.commands, 0, attributes ? 2 : 1, buffers, offsets);
    const VkDeviceSize start = 0;
    vkCmdBindVertexBuffers(context.commands, 2, 1, &context.instances, &start);
    vkCmdBindIndexBuffer(context.commands, mesh.geometry.handle(), mesh.planes.indexOffset,
                         VK_INDEX_TYPE_UINT32);
}

} // namespace orfeas::render
