#include "render/passes/white_texture.h"

#include <cstring>
#include <utility>

#include "render/scene/gpu_mesh.h"

namespace orfeas::render {

Result<void> WhiteTexture::prepare(VkCommandBuffer commands) {
    if (m_image) return {};
    ORFEAS_TRY(pixels,
               gpu::Buffer::create(m_resources.device, {4, VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
                                                        gpu::MemoryKind::Upload, gpu::MemoryOwner::Staging}));
    std::memset(pixels.mapped(), 0xff, 4);
    ORFEAS_TRY(white, recordTexture(m_resources.device, commands, pixels, {1, 1}));
    m_resources.device.retire(std::make_shared<gpu::Buffer>(std::move(pixels)));
    ORFEAS_TRY(set, m_resources.pools.allocate(m_resources.textureLayout.get()));
    set.writeImage(0, white.view(), m_resources.nearestSampler.get());
    if (m_set) m_resources.device.retire(std::make_shared<gpu::DescriptorSet>(std::move(m_set)));
    m_set = std::move(set);
    m_image = std::make_shared<gpu::Image>(std::move(white));
    return {};
}

void WhiteTexture::forget() {
    if (m_image) m_resources.device.retire(std::exchange(m_image, nullptr));
}

} // namespace orfeas::render
