#include "render/picture_reader.h"

#include <algorithm>
#include <utility>

namespace orfeas::render {
namespace {

constexpr int kMostSide = 8192;
constexpr VkFormat kPictureFormat = kSceneFormat;

Result<void> checkRequest(const PictureRequest& request) {
    const bool sized = request.width >= 1 && request.height >= 1 && request.width <= kMostSide &&
                       request.height <= kMostSide;
    if (!sized) return Error{ErrorCode::BadInput, "A rendered picture is 1 to 8192 pixels wide and high", ""};
    ORFEAS_ASSERT(request.scene != nullptr);
    return {};
}

/// From premultiplied BGRA to straight RGBA. In front of a background alpha meant something else: all is opaque.
void unpack(const std::byte* from, bool transparent, std::vector<std::uint8_t>& rgba) {
    const auto* bgra = reinterpret_cast<const std::uint8_t*>(from);
    for (std::size_t i = 0; i < rgba.size(); i += 4) {
        const unsigned alpha = transparent ? bgra[i + 3] : 255;
        for (std::size_t c = 0; c < 3; ++c) {
            const unsigned value = bgra[i + 2 - c];
            rgba[i + c] =
                static_cast<std::uint8_t>(alpha == 0 ? 0 : std::min(255u, (value * 255 + alpha / 2) / alpha));
        }
        rgba[i + 3] = static_cast<std::uint8_t>(alpha);
    }
}

} // namespace

PictureReader::~PictureReader() {
    m_device.waitIdle();
}

void PictureReader::retireAll() {
    m_device.retire(std::exchange(m_framebuffer, nullptr));
    m_device.retire(std::exchange(m_image, nullptr));
    m_device.retire(std::exchange(m_targets, nullptr));
}

Result<void> PictureReader::fit(VkExtent2D extent, bool multisample) {
    if (!m_pass) {
        gpu::RenderPassOptions options;
        options.colour = kPictureFormat;
        options.keep = true;
        options.initialLayout = VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL;
        options.finalLayout = VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL;
        ORFEAS_TRY(pass, gpu::makeRenderPass(m_device, options));
        m_pass = std::move(pass);
    }
    const bool fits = m_targets && m_framebuffer && m_targets->extent.width == extent.width &&
                      m_targets->extent.height == extent.height && m_targets->multisample == multisample;
    if (fits) return {};
    retireAll();
    ORFEAS_TRY(targets, FrameTargets::create(m_renderer.resources(), extent, multisample));
    gpu::ImageOptions options;
    options.format = kPictureFormat;
    options.extent = extent;
    options.usage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT |
                    VK_IMAGE_USAGE_TRANSFER_DST_BIT;
    ORFEAS_TRY(image, gpu::Image::create(m_device, options));
    m_targets = targets;
    m_image = std::make_shared<gpu::Image>(std::move(image));
    const VkImageView view[] = {m_image->view()};
    ORFEAS_TRY(framebuffer, gpu::makeFramebuffer(m_device, m_pass.get(), view, extent));
    m_framebuffer = std::make_shared<gpu::Owned<VkFramebuffer>>(std::move(framebuffer));
    // Every picture waits for its end, so the buffer is free.
    m_readback = {};
    ORFEAS_TRY(readback, gpu::Buffer::create(
                             m_device, {4ull * extent.width * extent.height, VK_BUFFER_USAGE_TRANSFER_DST_BIT,
                                        gpu::MemoryKind::Readback, gpu::MemoryOwner::Targets}));
    m_readback = std::move(readback);
    return {};
}

void PictureReader::recordReadback(VkCommandBuffer commands) const {
    VkBufferImageCopy copy{};
    copy.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
    copy.imageExtent = {m_targets->extent.width, m_targets->extent.height, 1};
    vkCmdCopyImageToBuffer(commands, m_image->handle(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
                           m_readback.handle(), 1, &copy);
    VkMemoryBarrier barrier{VK_STRUCTURE_TYPE_MEMORY_BARRIER};
    barrier.srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT;
    barrier.dstAccessMask = VK_ACCESS_HOST_READ_BIT;
    vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_TRANSFER_BIT, VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &barrier,
                         0, nullptr, 0, nullptr);
}

Result<void> PictureReader::record(const gpu::Frame& frame, const PictureRequest& request) {
    const VkExtent2D extent{static_cast<std::uint32_t>(request.width),
                            static_cast<std::uint32_t>(request.height)};
    ORFEAS_CHECK(fit(extent, request.scene->view.multisample));
    SceneFrame what;
    what.scene = request.scene;
    what.camera = request.camera;
    what.handles = request.handles;
    what.wait = MeshCache::Wait::ForAll;
    ORFEAS_TRY(report, m_renderer.drawScene(frame, *m_targets, m_view, what));
    m_report = std::move(report);
    // A picture that lacks an object is worse than none.
    if (!m_report.errors.empty()) return m_report.errors.front();
    const CompositeTarget target{m_pass.get(), m_framebuffer->get(), m_image->handle(), kPictureFormat,
                                 extent};
    const CompositePart whole[] = {{m_targets.get(), {}}};
    ORFEAS_CHECK(m_renderer.composite(frame, target, whole, request.overlay, 1.0f));
    recordReadback(frame.commands);
    return {};
}

Result<image::Picture> PictureReader::draw(gpu::FrameRing& ring, const PictureRequest& request) {
    ORFEAS_CHECK(checkRequest(request));
    ORFEAS_TRY(frame, ring.begin());
    if (Result<void> recorded = record(frame, request); !recorded.ok()) {
        m_view.forget();
        m_renderer.frameDropped();
        return recorded.error();
    }
    ORFEAS_CHECK(ring.submit());
    m_renderer.frameSubmitted();
    ORFEAS_CHECK(ring.finish());
    image::Picture picture;
    picture.width = request.width;
    picture.height = request.height;
    picture.hasAlpha = request.scene->view.background == Background::Transparent;
    picture.rgba.resize(4 * picture.pixelCount());
    unpack(m_readback.mapped(), picture.hasAlpha, picture.rgba);
    return picture;
}

} // namespace orfeas::render
