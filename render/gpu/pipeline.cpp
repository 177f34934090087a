#include "render/gpu/pipeline.h"

#include <algorithm>

namespace orfeas::render::gpu {
namespace {

Result<Owned<VkShaderModule>> makeModule(Device& device, std::span<const std::uint32_t> code) {
    VkShaderModuleCreateInfo info{VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO};
    info.codeSize = code.size_bytes();
    info.pCode = code.data();
    VkShaderModule module = VK_NULL_HANDLE;
    ORFEAS_CHECK(
        check(vkCreateShaderModule(device.handle(), &info, nullptr, &module), "vkCreateShaderModule"));
    return Owned<VkShaderModule>(device.handle(), module);
}

VkPipelineColorBlendAttachmentState blendState(const PipelineOptions& options) {
    VkPipelineColorBlendAttachmentState state{};
    constexpr VkColorComponentFlags kColour =
        VK_COLOR_COMPONENT_R_BIT | VK_COLOR_COMPONENT_G_BIT | VK_COLOR_COMPONENT_B_BIT;
    const bool colour = options.channels == Channels::Colour || options.channels == Channels::All;
    const bool alpha = options.channels == Channels::Alpha || options.channels == Channels::All;
    state.colorWriteMask =
        (colour ? kColour : 0u) | (alpha ? VkColorComponentFlags{VK_COLOR_COMPONENT_A_BIT} : 0u);
    if (options.blend == Blend::None) return state;
    const bool maximum = options.blend == Blend::Maximum;
    state.blendEnable = VK_TRUE;
    state.srcColorBlendFactor = state.srcAlphaBlendFactor = VK_BLEND_FACTOR_ONE;
    state.dstColorBlendFactor = state.dstAlphaBlendFactor =
        maximum ? VK_BLEND_FACTOR_ONE : VK_BLEND_FACTOR_ONE_MINUS_SRC_ALPHA;
    state.colorBlendOp = state.alphaBlendOp = maximum ? VK_BLEND_OP_MAX : VK_BLEND_OP_ADD;
    return state;
}

VkAttachmentDescription attachment(VkFormat format, VkSampleCountFlagBits samples) {
    VkAttachmentDescription a{};
    a.format = format;
    a.samples = samples;
    a.loadOp = VK_ATTACHMENT_LOAD_OP_CLEAR;
    a.storeOp = VK_ATTACHMENT_STORE_OP_DONT_CARE;
    a.stencilLoadOp = VK_ATTACHMENT_LOAD_OP_DONT_CARE;
    a.stencilStoreOp = VK_ATTACHMENT_STORE_OP_DONT_CARE;
    a.initialLayout = VK_IMAGE_LAYOUT_UNDEFINED;
    return a;
}

/// Passes follow each other on one queue and read each other's results: everything a pass may touch waits for
/// everything the one before may have touched.
VkSubpassDependency dependency(bool before) {
    constexpr VkPipelineStageFlags kInside =
        VK_PIPELINE_STAGE_COLOR_ATTACHMENT_OUTPUT_BIT | VK_PIPELINE_STAGE_EARLY_FRAGMENT_TESTS_BIT |
        VK_PIPELINE_STAGE_LATE_FRAGMENT_TESTS_BIT | VK_PIPELINE_STAGE_FRAGMENT_SHADER_BIT;
    constexpr VkPipelineStageFlags kOutside = kInside | VK_PIPELINE_STAGE_TRANSFER_BIT;
    constexpr VkAccessFlags kInsideWrites =
        VK_ACCESS_COLOR_ATTACHMENT_WRITE_BIT | VK_ACCESS_DEPTH_STENCIL_ATTACHMENT_WRITE_BIT;
    constexpr VkAccessFlags kInsideAccess = kInsideWrites | VK_ACCESS_COLOR_ATTACHMENT_READ_BIT |
                                            VK_ACCESS_DEPTH_STENCIL_ATTACHMENT_READ_BIT |
                                            VK_ACCESS_SHADER_READ_BIT;
    VkSubpassDependency d{};
    d.srcSubpass = before ? VK_SUBPASS_EXTERNAL : 0;
    d.dstSubpass = before ? 0 : VK_SUBPASS_EXTERNAL;
    d.srcStageMask = before ? kOutside : kInside;
    d.dstStageMask = before ? kInside : kOutside;
    d.srcAccessMask = before ? kInsideWrites | VK_ACCESS_TRANSFER_WRITE_BIT : kInsideWrites;
    d.dstAccessMask =
        before ? kInsideAccess : kInsideAccess | VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
    return d;
}

} // namespace

Result<Owned<VkPipeline>> makePipeline(Device& device, const PipelineOptions& options) {
    std::vector<VkSpecializationMapEntry> entries;
    for (std::uint32_t i = 0; i < options.constants.size(); ++i)
        entries.push_back({i, 4 * i, 4});
    const VkSpecializationInfo constants{static_cast<std::uint32_t>(entries.size()), entries.data(),
                                         4 * options.constants.size(), options.constants.data()};
    VkPipelineShaderStageCreateInfo stages[2]{};
    ORFEAS_TRY(vertexModule, makeModule(device, options.vertexShader));
    stages[0] = {VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO};
    stages[0].stage = VK_SHADER_STAGE_VERTEX_BIT;
    stages[0].module = vertexModule.get();
    Owned<VkShaderModule> fragmentModule;
    if (!options.fragmentShader.empty()) {
        ORFEAS_TRY(made, makeModule(device, options.fragmentShader));
        fragmentModule = std::move(made);
        stages[1] = {VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO};
        stages[1].stage = VK_SHADER_STAGE_FRAGMENT_BIT;
        stages[1].module = fragmentModule.get();
    }
    for (VkPipelineShaderStageCreateInfo& stage : stages) {
        stage.pName = "main";
        stage.pSpecializationInfo = &constants;
    }

    VkPipelineVertexInputStateCreateInfo input{VK_STRUCTURE_TYPE_PIPELINE_VERTEX_INPUT_STATE_CREATE_INFO};
    input.vertexBindingDescriptionCount = static_cast<std::uint32_t>(options.bindings.size());
    input.pVertexBindingDescriptions = options.bindings.data();
    input.vertexAttributeDescriptionCount = static_cast<std::uint32_t>(options.attributes.size());
    input.pVertexAttributeDescriptions = options.attributes.data();
    VkPipelineInputAssemblyStateCreateInfo assembly{
        VK_STRUCTURE_TYPE_PIPELINE_INPUT_ASSEMBLY_STATE_CREATE_INFO};
    assembly.topology = options.topology;
    VkPipelineViewportStateCreateInfo viewport{VK_STRUCTURE_TYPE_PIPELINE_VIEWPORT_STATE_CREATE_INFO};
    viewport.viewportCount = viewport.scissorCount = 1;
    VkPipelineRasterizationStateCreateInfo raster{VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_STATE_CREATE_INFO};
    raster.polygonMode = VK_POLYGON_MODE_FILL;
    raster.cullMode = options.faces == Faces::Front  ? VK_CULL_MODE_BACK_BIT
                      : options.faces == Faces::Back ? VK_CULL_MODE_FRONT_BIT
                                                     : VK_CULL_MODE_NONE;
    raster.depthBiasEnable = options.pushedBack;
    raster.depthBiasConstantFactor = -16.0f; // reversed depth: less is farther
    raster.depthBiasSlopeFactor = -2.0f;
    // The projection turns y over, which makes counter-clockwise clockwise twice: as seen, front stays front.
    raster.frontFace = VK_FRONT_FACE_COUNTER_CLOCKWISE;
    raster.lineWidth = 1.0f;
    VkPipelineMultisampleStateCreateInfo multisample{
        VK_STRUCTURE_TYPE_PIPELINE_MULTISAMPLE_STATE_CREATE_INFO};
    multisample.rasterizationSamples = options.samples;
    VkPipelineDepthStencilStateCreateInfo depth{VK_STRUCTURE_TYPE_PIPELINE_DEPTH_STENCIL_STATE_CREATE_INFO};
    depth.depthTestEnable = options.depthTest;
    depth.depthWriteEnable = options.depthWrite;
    depth.depthCompareOp = options.behind ? VK_COMPARE_OP_LESS : VK_COMPARE_OP_GREATER_OR_EQUAL;
    const VkPipelineColorBlendAttachmentState blendAttachment = blendState(options);
    VkPipelineColorBlendStateCreateInfo blend{VK_STRUCTURE_TYPE_PIPELINE_COLOR_BLEND_STATE_CREATE_INFO};
    blend.attachmentCount = options.colourTarget ? 1 : 0;
    blend.pAttachments = &blendAttachment;
    const VkDynamicState dynamicStates[] = {VK_DYNAMIC_STATE_VIEWPORT, VK_DYNAMIC_STATE_SCISSOR};
    VkPipelineDynamicStateCreateInfo dynamic{VK_STRUCTURE_TYPE_PIPELINE_DYNAMIC_STATE_CREATE_INFO};
    dynamic.dynamicStateCount = 2;
    dynamic.pDynamicStates = dynamicStates;

    VkGraphicsPipelineCreateInfo info{VK_STRUCTURE_TYPE_GRAPHICS_PIPELINE_CREATE_INFO};
    info.stageCount = options.fragmentShader.empty() ? 1 : 2;
    info.pStages = stages;
    info.pVertexInputState = &input;
    info.pInputAssemblyState = &assembly;
    info.pViewportState = &viewport;
    info.pRasterizationState = &raster;
    info.pMultisampleState = &multisample;
    info.pDepthStencilState = &depth;
    info.pColorBlendState = &blend;
    info.pDynamicState = &dynamic;
    info.layout = options.layout;
    info.renderPass = options.renderPass;
    VkPipeline pipeline = VK_NULL_HANDLE;
    ORFEAS_CHECK(check(
        vkCreateGraphicsPipelines(device.handle(), device.pipelineCache(), 1, &info, nullptr, &pipeline),
        "vkCreateGraphicsPipelines"));
    return Owned<VkPipeline>(device.handle(), pipeline);
}

Result<Owned<VkPipeline>> makeComputePipeline(Device& device, std::span<const std::uint32_t> shader,
                                              VkPipelineLayout layout,
                                              const std::vector<std::uint32_t>& constants) {
    ORFEAS_TRY(module, makeModule(device, shader));
    std::vector<VkSpecializationMapEntry> entries;
    for (std::uint32_t i = 0; i < constants.size(); ++i)
        entries.push_back({i, 4 * i, 4});
    const VkSpecializationInfo values{static_cast<std::uint32_t>(entries.size()), entries.data(),
                                      4 * constants.size(), constants.data()};
    VkComputePipelineCreateInfo info{VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO};
    info.stage = {VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO};
    info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
    info.stage.module = module.get();
    info.stage.pName = "main";
    info.stage.pSpecializationInfo = &values;
    info.layout = layout;
    VkPipeline pipeline = VK_NULL_HANDLE;
    ORFEAS_CHECK(
        check(vkCreateComputePipelines(device.handle(), device.pipelineCache(), 1, &info, nullptr, &pipeline),
              "vkCreateComputePipelines"));
    return Owned<VkPipeline>(device.handle(), pipeline);
}

Result<Owned<VkPipelineLayout>> makePipelineLayout(Device& device,
                                                   std::span<const VkDescriptorSetLayout> sets,
                                                   VkShaderStageFlags pushStages, std::uint32_t pushBytes) {
    const VkPushConstantRange push{pushStages, 0, pushBytes};
    VkPipelineLayoutCreateInfo info{VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO};
    info.setLayoutCount = static_cast<std::uint32_t>(sets.size());
    info.pSetLayouts = sets.data();
    info.pushConstantRangeCount = pushBytes > 0 ? 1 : 0;
    info.pPushConstantRanges = &push;
    VkPipelineLayout layout = VK_NULL_HANDLE;
    ORFEAS_CHECK(
        check(vkCreatePipelineLayout(device.handle(), &info, nullptr, &layout), "vkCreatePipelineLayout"));
    return Owned<VkPipelineLayout>(device.handle(), layout);
}

Result<Owned<VkRenderPass>> makeRenderPass(Device& device, const RenderPassOptions& options) {
    std::vector<VkAttachmentDescription> attachments;
    const bool hasColour = options.colour != VK_FORMAT_UNDEFINED;
    VkAttachmentDescription colour = attachment(options.colour, options.samples);
    if (options.keep) {
        colour.loadOp = VK_ATTACHMENT_LOAD_OP_LOAD;
        colour.initialLayout = options.initialLayout;
    }
    colour.finalLayout = options.resolve ? VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL : options.finalLayout;
    if (!options.resolve) colour.storeOp = VK_ATTACHMENT_STORE_OP_STORE;
    if (hasColour) attachments.push_back(colour);
    const VkAttachmentReference colourReference{0, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL};
    VkAttachmentReference depthReference{hasColour ? 1u : 0u,
                                         VK_IMAGE_LAYOUT_DEPTH_STENCIL_ATTACHMENT_OPTIMAL};
    if (options.depth) {
        attachments.push_back(attachment(VK_FORMAT_D32_SFLOAT, options.samples));
        attachments.back().finalLayout = options.keepDepth ? VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL
                                                           : VK_IMAGE_LAYOUT_DEPTH_STENCIL_ATTACHMENT_OPTIMAL;
        if (options.keepDepth) attachments.back().storeOp = VK_ATTACHMENT_STORE_OP_STORE;
    }
    const VkAttachmentReference resolveReference{static_cast<std::uint32_t>(attachments.size()),
                                                 VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL};
    if (options.resolve) {
        VkAttachmentDescription resolve = attachment(options.colour, VK_SAMPLE_COUNT_1_BIT);
        resolve.loadOp = VK_ATTACHMENT_LOAD_OP_DONT_CARE;
        resolve.storeOp = VK_ATTACHMENT_STORE_OP_STORE;
        resolve.finalLayout = options.finalLayout;
        attachments.push_back(resolve);
    }
    VkSubpassDescription subpass{};
    subpass.pipelineBindPoint = VK_PIPELINE_BIND_POINT_GRAPHICS;
    subpass.colorAttachmentCount = hasColour ? 1 : 0;
    subpass.pColorAttachments = &colourReference;
    subpass.pDepthStencilAttachment = options.depth ? &depthReference : nullptr;
    subpass.pResolveAttachments = options.resolve ? &resolveReference : nullptr;
    const VkSubpassDependency dependencies[] = {dependency(true), dependency(false)};
    VkRenderPassCreateInfo info{VK_STRUCTURE_TYPE_RENDER_PASS_CREATE_INFO};
    info.attachmentCount = static_cast<std::uint32_t>(attachments.size());
    info.pAttachments = attachments.data();
    info.subpassCount = 1;
    info.pSubpasses = &subpass;
    info.dependencyCount = 2;
    info.pDependencies = dependencies;
    VkRenderPass pass = VK_NULL_HANDLE;
    ORFEAS_CHECK(check(vkCreateRenderPass(device.handle(), &info, nullptr, &pass), "vkCreateRenderPass"));
    return Owned<VkRenderPass>(device.handle(), pass);
}

Result<Owned<VkFramebuffer>> makeFramebuffer(Device& device, VkRenderPass pass,
                                             std::span<const VkImageView> views, VkExtent2D extent) {
    VkFramebufferCreateInfo info{VK_STRUCTURE_TYPE_FRAMEBUFFER_CREATE_INFO};
    info.renderPass = pass;
    info.attachmentCount = static_cast<std::uint32_t>(views.size());
    info.pAttachments = views.data();
    info.width = extent.width;
    info.height = extent.height;
    info.layers = 1;
    VkFramebuffer framebuffer = VK_NULL_HANDLE;
    ORFEAS_CHECK(
        check(vkCreateFramebuffer(device.handle(), &info, nullptr, &framebuffer), "vkCreateFramebuffer"));
    return Owned<VkFramebuffer>(device.handle(), framebuffer);
}

Result<Owned<VkSampler>> makeSampler(Device& device, VkFilter filter, VkSamplerAddressMode addressMode,
                                     bool mipmapped) {
    VkPhysicalDeviceFeatures features;
    vkGetPhysicalDeviceFeatures(device.adapter().handle, &features);
    VkSamplerCreateInfo info{VK_STRUCTURE_TYPE_SAMPLER_CREATE_INFO};
    info.magFilter = info.minFilter = filter;
    info.mipmapMode = mipmapped ? VK_SAMPLER_MIPMAP_MODE_LINEAR : VK_SAMPLER_MIPMAP_MODE_NEAREST;
    info.addressModeU = info.addressModeV = info.addressModeW = addressMode;
    info.maxLod = mipmapped ? VK_LOD_CLAMP_NONE : 0.0f;
    // The software driver pays dearly for anisotropy and gains little.
    if (mipmapped && features.samplerAnisotropy && !device.adapter().software) {
        info.anisotropyEnable = VK_TRUE;
        info.maxAnisotropy = std::min(8.0f, device.adapter().limits.maxSamplerAnisotropy);
    }
    VkSampler sampler = VK_NULL_HANDLE;
    ORFEAS_CHECK(check(vkCreateSampler(device.handle(), &info, nullptr, &sampler), "vkCreateSampler"));
    return Owned<VkSampler>(device.handle(), sampler);
}

void recordViewport(VkCommandBuffer commands, VkExtent2D extent) {
    const VkViewport viewport{0.0f, 0.0f, static_cast<float>(extent.width), static_cast<float>(extent.height),
                              0.0f, 1.0f};
    const VkRect2D scissor{{0, 0}, extent};
    vkCmdSetViewport(commands, 0, 1, &viewport);
    vkCmdSetScissor(commands, 0, 1, &scissor);
}

} // namespace orfeas::render::gpu
