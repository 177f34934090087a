// What kind of file some bytes begin, told from their signature. Internal to core/image.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace orfeas::image {

enum class PictureKind { Unknown, Png, Jpeg, WebP, Tiff, Bmp };

PictureKind pictureKind(std::span<const std::byte> head);

/// The name of a well-known kind of file that Orfeas does not read ("GIF", "HEIC"), else empty: a better
/// answer than "not a picture".
std::string_view foreignKind(std::span<const std::byte> head);

} // namespace orfeas::image
