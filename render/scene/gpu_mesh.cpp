#include "render/scene/gpu_mesh.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "render/scene/surface_mesh.h"

namespace orfeas::render {
namespace {

/// Storage buffers may have to start at multiples of up to 256.
constexpr VkDeviceSize kPlaneAlignment = 256;

VkDeviceSize alignUp(VkDeviceSize value) {
    return (value + kPlaneAlignment - 1) / kPlaneAlignment * kPlaneAlignment;
}

MeshPlanes planesOf(const SurfaceMesh& surface) {
    MeshPlanes planes;
    planes.vertexCount = static_cast<std::uint32_t>(surface.positions.size());
    planes.indexCount = static_cast<std::uint32_t>(surface.indices.size());
    planes.vertexOffset = alignUp(surface.positions.size() * sizeof(glm::vec3));
    planes.indexOffset = planes.vertexOffset + alignUp(surface.vertices.size() * sizeof(SurfaceVertex));
    planes.bytes = planes.indexOffset + surface.indices.size() * sizeof(std::uint32_t);
    return planes;
}

/// Half as wide and high, each pixel the mean of four. For pictures beyond the device's limit.
image::Picture halved(const image::Picture& from) {
    image::Picture to;
    to.width = std::max(from.width / 2, 1);
    to.height = std::max(from.height / 2, 1);
    to.rgba.resize(4 * to.pixelCount());
    for (int y = 0; y < to.height; ++y) {
        for (int x = 0; x < to.width; ++x) {
            const int x0 = std::min(2 * x, from.width - 1), x1 = std::min(2 * x + 1, from.width - 1);
            const int y0 = std::min(2 * y, from.height - 1), y1 = std::min(2 * y + 1, from.height - 1);
            std::uint8_t* out =
                to.rgba.data() + 4 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(to.width) +
                                      static_cast<std::size_t>(x));
            for (int i = 0; i < 4; ++i) {
                const int sum = from.pixel(x0, y0)[i] + from.pixel(x1, y0)[i] + from.pixel(x0, y1)[i] +
                                from.pixel(x1, y1)[i];
                out[i] = static_cast<std::uint8_t>((sum + 2) / 4);
            }
        }
    }
    return to;
}

Result<void> stageTexture(gpu::Device& device, const image::Picture& picture, StagedMesh& staged) {
    if (picture.empty()) return {};
    if (picture.rgba.size() != 4 * picture.pixelCount()) {
        return Error{ErrorCode::BadInput, "The object's texture is damaged",
                     "pixel count does not fit its size"};
    }
    const auto limit = static_cast<int>(std::min(device.adapter().limits.maxImageDimension2D, 16384u));
    const image::Picture* source = &picture;
    image::Picture smaller;
    while (source->width > limit || source->height > limit) {
        image::Picture next = halved(*source);
        smaller = std::move(next);
        source = &smaller;
    }
    ORFEAS_TRY(buffer, gpu::Buffer::create(device, {source->rgba.size(), VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
                                                    gpu::MemoryKind::Upload}));
    std::memcpy(buffer.mapped(), source->rgba.data(), source->rgba.size());
    staged.pixels = std::move(buffer);
    staged.textureExtent = {static_cast<std::uint32_t>(source->width),
                            static_cast<std::uint32_t>(source->height)};
    return {};
}

void recordGeometry(VkCommandBuffer commands, const gpu::Buffer& from, const gpu::Buffer& to) {
    const VkBufferCopy copy{0, 0, to.size()};
    vkCmdCopyBuffer(commands, from.handle(), to.handle(), 1, &copy);
    VkBufferMemoryBarrier barrier{VK_STRUCTURE_TYPE_BUFFER_MEMORY_BARRIER};
    barrier.srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT;
    barrier.dstAccessMask =
        VK_ACCESS_VERTEX_ATTRIBUTE_READ_BIT | VK_ACCESS_INDEX_READ_BIT | VK_ACCESS_SHADER_READ_BIT;
    barrier.srcQueueFamilyIndex = barrier.dstQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED;
    barrier.buffer = to.handle();
    barrier.size = VK_WHOLE_SIZE;
    vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_TRANSFER_BIT,
                         VK_PIPELINE_STAGE_VERTEX_INPUT_BIT | VK_PIPELINE_STAGE_VERTEX_SHADER_BIT, 0, 0,
                         nullptr, 1, &barrier, 0, nullptr);
}

/// Halves level by level, each read from the one before.
void recordSmallerLevels(VkCommandBuffer commands, const gpu::Image& image) {
    VkExtent2D size = image.extent();
    gpu::ImageBarrier ready{image.handle(),
                            VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                            VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
                            VK_PIPELINE_STAGE_TRANSFER_BIT,
                            VK_PIPELINE_STAGE_TRANSFER_BIT,
                            VK_ACCESS_TRANSFER_WRITE_BIT,
                            VK_ACCESS_TRANSFER_READ_BIT,
                            0,
                            1};
    for (std::uint32_t level = 1; level < image.mipLevels(); ++level) {
        ready.firstLevel = level - 1;
        gpu::recordBarrier(commands, ready);
        const VkExtent2D half{std::max(size.width / 2, 1u), std::max(size.height / 2, 1u)};
        VkImageBlit blit{};
        blit.srcSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, level - 1, 0, 1};
        blit.dstSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, level, 0, 1};
        blit.srcOffsets[1] = {static_cast<std::int32_t>(size.width), static_cast<std::int32_t>(size.height),
                              1};
        blit.dstOffsets[1] = {static_cast<std::int32_t>(half.width), static_cast<std::int32_t>(half.height),
                              1};
        vkCmdBlitImage(commands, image.handle(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, image.handle(),
                       VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &blit, VK_FILTER_LINEAR);
        size = half;
    }
    ready.firstLevel = image.mipLevels() - 1;
    gpu::recordBarrier(commands, ready);
    gpu::recordBarrier(commands, {image.handle(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
                                  VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL, VK_PIPELINE_STAGE_TRANSFER_BIT,
                                  VK_PIPELINE_STAGE_FRAGMENT_SHADER_BIT, VK_ACCESS_TRANSFER_WRITE_BIT,
                                  VK_ACCESS_SHADER_READ_BIT, 0, VK_REMAINING_MIP_LEVELS});
}

} // namespace

Result<StagedMesh> stageMesh(gpu::Device& device, const mesh::Mesh& mesh) {
    ORFEAS_TRY(surface, makeSurfaceMesh(mesh));
    StagedMesh staged;
    if (surface.indices.empty()) return staged;
    staged.planes = planesOf(surface);
    staged.hasColours = surface.hasColours;
    staged.closed = surface.closed;
    for (const glm::vec3& p : surface.positions) {
        staged.box.lower = glm::min(staged.box.lower, p);
        staged.box.upper = glm::max(staged.box.upper, p);
    }
    ORFEAS_TRY(buffer, gpu::Buffer::create(device, {staged.planes.bytes, VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
                                                    gpu::MemoryKind::Upload}));
    std::memcpy(buffer.mapped(), surface.positions.data(), surface.positions.size() * sizeof(glm::vec3));
    std::memcpy(buffer.mapped() + staged.planes.vertexOffset, surface.vertices.data(),
                surface.vertices.size() * sizeof(SurfaceVertex));
    std::memcpy(buffer.mapped() + staged.planes.indexOffset, surface.indices.data(),
                surface.indices.size() * sizeof(std::uint32_t));
    staged.geometry = std::move(buffer);
    if (surface.hasUvs && mesh.texture) ORFEAS_CHECK(stageTexture(device, *mesh.texture, staged));
    return staged;
}

Result<gpu::Image> recordTexture(gpu::Device& device, VkCommandBuffer commands, const gpu::Buffer& pixels,
                                 VkExtent2D extent) {
    gpu::ImageOptions options;
    options.format = VK_FORMAT_R8G8B8A8_SRGB;
    options.extent = extent;
    options.usage =
        VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT;
    options.mipLevels = static_cast<std::uint32_t>(std::bit_width(std::max(extent.width, extent.height)));
    ORFEAS_TRY(image, gpu::Image::create(device, options));
    gpu::recordBarrier(commands,
                       {image.handle(), VK_IMAGE_LAYOUT_UNDEFINED, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                        VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT, VK_PIPELINE_STAGE_TRANSFER_BIT, 0,
                        VK_ACCESS_TRANSFER_WRITE_BIT, 0, VK_REMAINING_MIP_LEVELS});
    VkBufferImageCopy copy{};
    copy.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
    copy.imageExtent = {extent.width, extent.height, 1};
    vkCmdCopyBufferToImage(commands, pixels.handle(), image.handle(), VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1,
                           &copy);
    recordSmallerLevels(commands, image);
    return std::move(image);
}

Result<std::shared_ptr<GpuMesh>> recordUpload(const PassResources& resources, VkCommandBuffer commands,
                                              StagedMesh staged) {
    auto mesh = std::make_shared<GpuMesh>();
    if (!staged.geometry) return mesh;
    gpu::Device& device = resources.device;
    mesh->planes = staged.planes;
    mesh->hasColours = staged.hasColours;
    mesh->closed = staged.closed;
    mesh->box = staged.box;
    ORFEAS_TRY(geometry,
               gpu::Buffer::create(device,
                                   {staged.planes.bytes,
                                    VK_BUFFER_USAGE_TRANSFER_DST_BIT | VK_BUFFER_USAGE_VERTEX_BUFFER_BIT |
                                        VK_BUFFER_USAGE_INDEX_BUFFER_BIT | VK_BUFFER_USAGE_STORAGE_BUFFER_BIT,
                                    gpu::MemoryKind::Device}));
    mesh->geometry = std::move(geometry);
    mesh->bytes = staged.planes.bytes;
    recordGeometry(commands, staged.geometry, mesh->geometry);
    device.retire(std::make_shared<gpu::Buffer>(std::move(staged.geometry)));

    const VkDeviceSize positionBytes = staged.planes.vertexCount * sizeof(glm::vec3);
    const VkDeviceSize indexBytes = staged.planes.indexCount * sizeof(std::uint32_t);
    if (std::max(positionBytes, indexBytes) <= device.adapter().limits.maxStorageBufferRange) {
        ORFEAS_TRY(set, resources.pools.allocate(resources.wireLayout.get()));
        mesh->wireSet = std::move(set);
        mesh->wireSet.writeBuffer(0, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, mesh->geometry.handle(), 0,
                                  positionBytes);
        mesh->wireSet.writeBuffer(1, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, mesh->geometry.handle(),
                                  staged.planes.indexOffset, indexBytes);
    }
    if (staged.pixels) {
        ORFEAS_TRY(texture, recordTexture(device, commands, staged.pixels, staged.textureExtent));
        mesh->texture = std::move(texture);
        mesh->bytes += mesh->texture.bytes();
        device.retire(std::make_shared<gpu::Buffer>(std::move(staged.pixels)));
        ORFEAS_TRY(set, resources.pools.allocate(resources.textureLayout.get()));
        mesh->textureSet = std::move(set);
        mesh->textureSet.writeImage(0, mesh->texture.view(), resources.textureSampler.get());
    }
    return mesh;
}

} // namespace orfeas::render
