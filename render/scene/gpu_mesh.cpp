#include "render/scene/gpu_mesh.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include <glm/geometric.hpp>

#include "core/base/parallel.h"
#include "render/scene/surface_mesh.h"

namespace orfeas::render {
namespace {

constexpr std::size_t kFewestLodIndices = 216; ///< a mesh of fewer is drawn whole

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
                                                    gpu::MemoryKind::Upload, gpu::MemoryOwner::Staging}));
    std::memcpy(buffer.mapped(), source->rgba.data(), source->rgba.size());
    staged.pixels = std::move(buffer);
    staged.textureExtent = {static_cast<std::uint32_t>(source->width),
                            static_cast<std::uint32_t>(source->height)};
    return {};
}

void recordArrival(VkCommandBuffer commands) {
    VkMemoryBarrier barrier{VK_STRUCTURE_TYPE_MEMORY_BARRIER};
    barrier.srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT;
    barrier.dstAccessMask =
        VK_ACCESS_VERTEX_ATTRIBUTE_READ_BIT | VK_ACCESS_INDEX_READ_BIT | VK_ACCESS_SHADER_READ_BIT;
    vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_TRANSFER_BIT,
                         VK_PIPELINE_STAGE_VERTEX_INPUT_BIT | VK_PIPELINE_STAGE_VERTEX_SHADER_BIT, 0, 1,
                         &barrier, 0, nullptr, 0, nullptr);
}

void writeVertices(const SurfaceMesh& surface, std::byte* to) {
    parallelFor(surface.positions.size(), 65536, [&](std::size_t from, std::size_t end) {
        for (std::size_t i = from; i < end; ++i) {
            const GpuVertex vertex{surface.positions[i], surface.vertices[i], surface.sources[i]};
            std::memcpy(to + i * sizeof(vertex), &vertex, sizeof(vertex));
        }
    });
}

/// The facts of a mesh and its place on the card.
Result<std::shared_ptr<GpuMesh>> makePlace(GeometryArena& arena, const SurfaceMesh& surface) {
    auto gpuMesh = std::make_shared<GpuMesh>();
    const auto vertices = static_cast<std::uint32_t>(surface.positions.size());
    const auto indices = static_cast<std::uint32_t>(surface.indices.size());
    const std::uint32_t forLods = indices >= kFewestLodIndices ? indices / 2 : 0;
    ORFEAS_TRY(range, arena.allocate(vertices, indices + forLods));
    gpuMesh->range = std::move(range);
    gpuMesh->lods.push_back({gpuMesh->range.indices().offset, indices, 0.0f});
    gpuMesh->vertexCount = vertices;
    gpuMesh->hasColours = surface.hasColours;
    gpuMesh->closed = surface.closed;
    for (const glm::vec3& p : surface.positions) {
        gpuMesh->box.lower = glm::min(gpuMesh->box.lower, p);
        gpuMesh->box.upper = glm::max(gpuMesh->box.upper, p);
    }
    gpuMesh->radius = 0.5f * glm::length(gpuMesh->box.size());
    gpuMesh->triangles = surface.triangles;
    gpuMesh->bytes = vertices * sizeof(GpuVertex) + indices * sizeof(std::uint32_t);
    return gpuMesh;
}

Result<void> writeGeometry(gpu::Device& device, const SurfaceMesh& surface, StagedMesh& staged) {
    const GeometryRange& range = staged.mesh->range;
    const std::size_t vertexBytes = surface.positions.size() * sizeof(GpuVertex);
    const std::size_t indexBytes = surface.indices.size() * sizeof(std::uint32_t);
    if (device.sharesMemory()) {
        // Nobody draws from there yet, so nobody need wait.
        writeVertices(surface, range.block().vertices.mapped() + range.vertices().offset * sizeof(GpuVertex));
        std::memcpy(range.block().indices.mapped() + range.indices().offset * sizeof(std::uint32_t),
                    surface.indices.data(), indexBytes);
        return {};
    }
    ORFEAS_TRY(buffer,
               gpu::Buffer::create(device, {vertexBytes + indexBytes, VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
                                            gpu::MemoryKind::Upload, gpu::MemoryOwner::Staging, true}));
    writeVertices(surface, buffer.mapped());
    std::memcpy(buffer.mapped() + vertexBytes, surface.indices.data(), indexBytes);
    staged.geometry = std::move(buffer);
    return {};
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

Result<StagedMesh> stageMesh(gpu::Device& device, GeometryArena& arena,
                             const std::shared_ptr<const mesh::Mesh>& mesh) {
    ORFEAS_TRY(surface, makeSurfaceMesh(*mesh));
    StagedMesh staged;
    if (surface.indices.empty()) {
        staged.mesh = std::make_shared<GpuMesh>();
        return staged;
    }
    ORFEAS_TRY(place, makePlace(arena, surface));
    staged.mesh = std::move(place);
    staged.mesh->source = mesh;
    ORFEAS_CHECK(writeGeometry(device, surface, staged));
    if (surface.hasUvs && mesh->texture) ORFEAS_CHECK(stageTexture(device, *mesh->texture, staged));
    if (surface.indices.size() >= kFewestLodIndices) {
        staged.lodSource = std::make_shared<LodSource>();
        staged.lodSource->positions = std::move(surface.positions);
        staged.lodSource->indices = std::move(surface.indices);
    }
    return staged;
}

void recordGeometryCopy(VkCommandBuffer commands, const StagedMesh& staged) {
    const GpuMesh& mesh = *staged.mesh;
    const VkDeviceSize vertexBytes = mesh.vertexCount * sizeof(GpuVertex);
    const VkDeviceSize indexBytes = mesh.lods.front().indexCount * sizeof(std::uint32_t);
    const VkBufferCopy vertices{0, mesh.range.vertices().offset * sizeof(GpuVertex), vertexBytes};
    const VkBufferCopy indices{vertexBytes, mesh.range.indices().offset * sizeof(std::uint32_t), indexBytes};
    vkCmdCopyBuffer(commands, staged.geometry.handle(), mesh.range.block().vertices.handle(), 1, &vertices);
    vkCmdCopyBuffer(commands, staged.geometry.handle(), mesh.range.block().indices.handle(), 1, &indices);
}

Result<StagedLods> stageLods(gpu::Device& device, std::shared_ptr<GpuMesh> mesh,
                             const std::vector<LodLevel>& chain) {
    StagedLods staged;
    staged.lods = mesh->lods;
    const std::uint32_t full = mesh->lods.front().indexCount, first = mesh->range.indices().offset;
    staged.indexCount = full;
    for (const LodLevel& level : chain) {
        const auto count = static_cast<std::uint32_t>(level.indices.size());
        staged.lods.push_back({first + staged.indexCount, count, level.errorMm});
        staged.indexCount += count;
    }
    ORFEAS_ASSERT(staged.indexCount <= mesh->range.indices().size);
    staged.mesh = std::move(mesh);
    const VkDeviceSize bytes = VkDeviceSize{staged.indexCount - full} * sizeof(std::uint32_t);
    if (bytes == 0) return staged;
    std::byte* to = nullptr;
    if (device.sharesMemory()) {
        // Nobody draws from there yet, so nobody need wait.
        to = staged.mesh->range.block().indices.mapped() + VkDeviceSize{first + full} * sizeof(std::uint32_t);
    } else {
        ORFEAS_TRY(buffer, gpu::Buffer::create(device, {bytes, VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
                                                        gpu::MemoryKind::Upload, gpu::MemoryOwner::Staging}));
        staged.indices = std::move(buffer);
        to = staged.indices.mapped();
    }
    for (const LodLevel& level : chain) {
        const std::size_t size = level.indices.size() * sizeof(std::uint32_t);
        std::memcpy(to, level.indices.data(), size);
        to += size;
    }
    return staged;
}

void recordLods(const PassResources& resources, VkCommandBuffer commands, StagedLods staged) {
    GpuMesh& mesh = *staged.mesh;
    const std::uint32_t full = mesh.lods.front().indexCount;
    const VkDeviceSize bytes = VkDeviceSize{staged.indexCount - full} * sizeof(std::uint32_t);
    if (staged.indices) {
        const VkBufferCopy copy{0, VkDeviceSize{mesh.range.indices().offset + full} * sizeof(std::uint32_t),
                                bytes};
        vkCmdCopyBuffer(commands, staged.indices.handle(), mesh.range.block().indices.handle(), 1, &copy);
        recordArrival(commands);
        resources.device.retire(std::make_shared<gpu::Buffer>(std::move(staged.indices)));
    }
    mesh.range.shrinkIndices(staged.indexCount);
    mesh.lods = std::move(staged.lods);
    mesh.bytes += bytes;
}

Result<gpu::Image> recordTexture(gpu::Device& device, VkCommandBuffer commands, const gpu::Buffer& pixels,
                                 VkExtent2D extent) {
    gpu::ImageOptions options;
    options.format = VK_FORMAT_R8G8B8A8_SRGB;
    options.extent = extent;
    options.usage =
        VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT;
    options.owner = gpu::MemoryOwner::Textures;
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
    gpu::Device& device = resources.device;
    const std::shared_ptr<GpuMesh> mesh = staged.mesh;
    if (!device.sharesMemory()) recordArrival(commands); // of what the transfer queue copied
    if (staged.geometry) {
        recordGeometryCopy(commands, staged);
        recordArrival(commands);
        device.retire(std::make_shared<gpu::Buffer>(std::move(staged.geometry)));
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
