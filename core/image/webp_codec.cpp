// WebP through libwebp: lossy and lossless, with and without alpha. Still pictures only.
#include <webp/decode.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "core/image/codec.h"
#include "core/image/orientation.h"

namespace orfeas::image {
namespace {

/// Orientation in the EXIF chunk of the RIFF container (WebP container specification), 1 when there is none.
int storedOrientation(std::span<const std::uint8_t> file) {
    std::size_t position = 12;
    while (position + 8 <= file.size()) {
        const std::uint8_t* chunk = file.data() + position;
        const std::size_t length =
            static_cast<std::size_t>(chunk[4]) | static_cast<std::size_t>(chunk[5]) << 8 |
            static_cast<std::size_t>(chunk[6]) << 16 | static_cast<std::size_t>(chunk[7]) << 24;
        if (length > file.size() - position - 8) return 1;
        if (std::memcmp(chunk, "EXIF", 4) == 0) return exifOrientation(file.subspan(position + 8, length));
        position += 8 + length + (length & 1);
    }
    return 1;
}

/// Hands libwebp the file in slices, so that a stop request is seen between two of them.
Result<void> decodeInSlices(const DecodeTask& task, WebPIDecoder* decoder) {
    constexpr std::size_t kSlices = 256;
    const std::size_t slice = std::max<std::size_t>(task.size() / kSlices, 1024);
    for (std::size_t given = 0; given < task.size();) {
        if (!task.goOn(given, task.size())) return jobs::cancelledError();
        given = std::min(given + slice, task.size());
        switch (WebPIUpdate(decoder, task.data(), given)) {
        case VP8_STATUS_OK:
            return {};
        case VP8_STATUS_SUSPENDED:
            break;
        case VP8_STATUS_OUT_OF_MEMORY:
            throw std::bad_alloc();
        default:
            return damaged("WebP");
        }
    }
    return cutShort("WebP");
}

} // namespace

Result<Picture> decodeWebp(const DecodeTask& task) {
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config))
        return Error{ErrorCode::Failed, "the WebP library does not fit this program", {}};
    switch (WebPGetFeatures(task.data(), task.size(), &config.input)) {
    case VP8_STATUS_OK:
        break;
    case VP8_STATUS_NOT_ENOUGH_DATA:
        return cutShort("WebP");
    default:
        return damaged("WebP");
    }
    if (config.input.has_animation) return unsupportedVariant("WebP", "is an animation");
    const auto width = static_cast<std::uint64_t>(std::max(config.input.width, 0));
    const auto height = static_cast<std::uint64_t>(std::max(config.input.height, 0));
    ORFEAS_CHECK(checkDimensions(width, height, task.limits));

    Picture picture = blankPicture(width, height);
    picture.hasAlpha = config.input.has_alpha != 0;
    config.output.colorspace = MODE_RGBA;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = picture.rgba.data();
    config.output.u.RGBA.stride = 4 * picture.width;
    config.output.u.RGBA.size = picture.rgba.size();
    const std::unique_ptr<WebPIDecoder, void (*)(WebPIDecoder*)> decoder(WebPINewDecoder(&config.output),
                                                                         &WebPIDelete);
    if (!decoder) throw std::bad_alloc();
    ORFEAS_CHECK(decodeInSlices(task, decoder.get()));
    return upright(std::move(picture), storedOrientation({task.data(), task.size()}), task.context);
}

} // namespace orfeas::image
