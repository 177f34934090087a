// What the codecs share. Internal to core/image: the rest of Orfeas calls picture_file.h.
//
// Every decoder keeps the same order: read the header, check it against the limits, take memory, decode row
// by row while asking the context. A picture that ends early is refused as a whole: a half-grey picture would
// silently become a half-right object.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/image/picture.h"
#include "core/image/picture_file.h"
#include "core/jobs/job.h"

namespace orfeas::image {

/// One decoding: the whole file in memory, and the bounds it must keep. Borrows everything.
struct DecodeTask {
    std::span<const std::byte> bytes;
    const jobs::JobContext& context;
    const DecodeLimits& limits;

    const std::uint8_t* data() const { return reinterpret_cast<const std::uint8_t*>(bytes.data()); }
    std::size_t size() const { return bytes.size(); }

    /// Call once a row; false when the work must stop.
    bool goOn(std::size_t row, std::size_t rows) const;
};

/// Refuses empty and too large pictures; called before memory is taken.
Result<void> checkDimensions(std::uint64_t width, std::uint64_t height, const DecodeLimits& limits);

/// A picture of that size, all zero. The size has passed checkDimensions.
Picture blankPicture(std::uint64_t width, std::uint64_t height);

Error cutShort(std::string_view kind, std::string detail = {});
Error damaged(std::string_view kind, std::string detail = {});
/// `what` continues "the TIFF picture ...", for example "holds floating-point samples".
Error unsupportedVariant(std::string_view kind, std::string_view what);

std::string decimal(std::uint64_t value);

/// Rec. 709 luma of sRGB-encoded 16-bit channels (ITU-R BT.709 weights, rounded).
inline std::uint16_t luma709(std::uint32_t red, std::uint32_t green, std::uint32_t blue) {
    return static_cast<std::uint16_t>((13933u * red + 46871u * green + 4732u * blue + 32768u) >> 16);
}

/// 16 bits to 8, rounded.
inline std::uint8_t narrowed(std::uint32_t value) {
    return static_cast<std::uint8_t>((value * 255u + 32895u) >> 16);
}

Result<Picture> decodeBmp(const DecodeTask& task);
Result<Picture> decodeJpeg(const DecodeTask& task);
Result<Picture> decodePng(const DecodeTask& task);
Result<Picture> decodeTiff(const DecodeTask& task);
Result<Picture> decodeWebp(const DecodeTask& task);

} // namespace orfeas::image
