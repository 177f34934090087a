#include "core/image/picture_kind.h"

#include <cstring>

namespace orfeas::image {
namespace {

using namespace std::string_view_literals;

bool hasAt(std::span<const std::byte> head, std::size_t offset, std::string_view signature) {
    return head.size() >= offset + signature.size() &&
           std::memcmp(head.data() + offset, signature.data(), signature.size()) == 0;
}

} // namespace

PictureKind pictureKind(std::span<const std::byte> head) {
    if (hasAt(head, 0, "\x89PNG\r\n\x1a\n"sv)) return PictureKind::Png;
    if (hasAt(head, 0, "\xff\xd8\xff"sv)) return PictureKind::Jpeg;
    if (hasAt(head, 0, "RIFF"sv) && hasAt(head, 8, "WEBP"sv)) return PictureKind::WebP;
    const bool classic = hasAt(head, 0, "II\x2a\0"sv) || hasAt(head, 0, "MM\0\x2a"sv);
    const bool bigTiff = hasAt(head, 0, "II\x2b\0"sv) || hasAt(head, 0, "MM\0\x2b"sv);
    if (classic || bigTiff) return PictureKind::Tiff;
    // "BM" alone begins many a text; the four reserved bytes after the size are always zero.
    if (hasAt(head, 0, "BM"sv) && hasAt(head, 6, "\0\0\0\0"sv)) return PictureKind::Bmp;
    return PictureKind::Unknown;
}

std::string_view foreignKind(std::span<const std::byte> head) {
    if (hasAt(head, 0, "GIF8"sv)) return "GIF";
    if (hasAt(head, 4, "ftypavif"sv)) return "AVIF";
    if (hasAt(head, 4, "ftyphei"sv) || hasAt(head, 4, "ftypmif1"sv)) return "HEIC";
    if (hasAt(head, 4, "ftyp"sv)) return "video";
    if (hasAt(head, 0, "8BPS"sv)) return "Photoshop";
    if (hasAt(head, 0, "%PDF"sv)) return "PDF";
    if (hasAt(head, 0, "<svg"sv) || hasAt(head, 0, "<?xml"sv)) return "SVG or XML";
    if (hasAt(head, 0, "\0\0\1\0"sv)) return "icon";
    if (hasAt(head, 0, "\xff\x0a"sv) || hasAt(head, 4, "JXL "sv)) return "JPEG XL";
    if (hasAt(head, 4, "jP  "sv)) return "JPEG 2000";
    return {};
}

} // namespace orfeas::image
