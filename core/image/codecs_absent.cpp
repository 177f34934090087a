// What stands in for the codecs in a build without the picture libraries (ORFEAS_CODECS=OFF): BMP is still
// read, PNG is still written, uncompressed.
#include <array>

#include "core/image/codec.h"

namespace orfeas::image {
namespace {

Error onlyBmp(std::string_view kind) {
    return {ErrorCode::Unsupported,
            "this build reads only BMP pictures, and this is a " + std::string(kind) +
                "; convert it or use a full build",
            {}};
}

void appendBig(std::vector<std::byte>& bytes, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<std::byte>(value >> shift));
}

/// CRC-32 as PNG wants it (polynomial 0xedb88320, reflected).
std::uint32_t crc32(std::span<const std::byte> bytes) {
    static const auto kTable = [] {
        std::array<std::uint32_t, 256> table{};
        for (std::uint32_t i = 0; i < 256; ++i) {
            std::uint32_t value = i;
            for (int bit = 0; bit < 8; ++bit)
                value = (value & 1u) ? 0xedb88320u ^ (value >> 1) : value >> 1;
            table[i] = value;
        }
        return table;
    }();
    std::uint32_t crc = 0xffffffffu;
    for (const std::byte byte : bytes)
        crc = kTable[(crc ^ static_cast<std::uint32_t>(byte)) & 0xffu] ^ (crc >> 8);
    return ~crc;
}

void appendChunk(std::vector<std::byte>& png, std::string_view type, std::span<const std::byte> body) {
    appendBig(png, static_cast<std::uint32_t>(body.size()));
    const std::size_t start = png.size();
    for (const char letter : type)
        png.push_back(static_cast<std::byte>(letter));
    png.insert(png.end(), body.begin(), body.end());
    appendBig(png, crc32(std::span(png).subspan(start)));
}

/// A zlib stream (RFC 1950) of stored blocks.
std::vector<std::byte> storedZlib(std::span<const std::byte> raw) {
    constexpr std::size_t kBlock = 65535;
    std::vector<std::byte> stream{std::byte{0x78}, std::byte{0x01}};
    std::uint32_t low = 1;
    std::uint32_t high = 0;
    for (std::size_t start = 0; start < raw.size(); start += kBlock) {
        const auto block = raw.subspan(start, std::min(kBlock, raw.size() - start));
        const auto length = static_cast<std::uint32_t>(block.size());
        stream.push_back(std::byte{start + length == raw.size()});
        for (const std::uint32_t value : {length, ~length}) {
            stream.push_back(static_cast<std::byte>(value));
            stream.push_back(static_cast<std::byte>(value >> 8));
        }
        stream.insert(stream.end(), block.begin(), block.end());
        for (const std::byte byte : block) {
            low = (low + static_cast<std::uint32_t>(byte)) % 65521;
            high = (high + low) % 65521;
        }
    }
    appendBig(stream, high << 16 | low);
    return stream;
}

} // namespace

Result<Picture> decodeJpeg(const DecodeTask&) {
    return onlyBmp("JPEG");
}
Result<Picture> decodePng(const DecodeTask&) {
    return onlyBmp("PNG");
}
Result<Picture> decodeTiff(const DecodeTask&) {
    return onlyBmp("TIFF");
}
Result<Picture> decodeWebp(const DecodeTask&) {
    return onlyBmp("WebP");
}

Result<std::vector<std::byte>> encodePng(const Picture& picture, PngEffort) {
    ORFEAS_ASSERT(picture.rgba.size() == 4 * picture.pixelCount());
    if (picture.empty()) return Error{ErrorCode::BadInput, "the picture has no pixels", {}};
    const std::size_t rowBytes = 4 * static_cast<std::size_t>(picture.width);
    const auto* pixels = reinterpret_cast<const std::byte*>(picture.rgba.data());
    std::vector<std::byte> raw;
    for (std::size_t y = 0; y < static_cast<std::size_t>(picture.height); ++y) {
        raw.push_back(std::byte{0}); // filter: none
        raw.insert(raw.end(), pixels + y * rowBytes, pixels + (y + 1) * rowBytes);
    }
    std::vector<std::byte> header;
    appendBig(header, static_cast<std::uint32_t>(picture.width));
    appendBig(header, static_cast<std::uint32_t>(picture.height));
    for (const int value : {8, 6, 0, 0, 0})
        header.push_back(static_cast<std::byte>(value)); // 8-bit RGBA

    std::vector<std::byte> png;
    for (const int value : std::initializer_list<int>{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})
        png.push_back(static_cast<std::byte>(value));
    appendChunk(png, "IHDR", header);
    appendChunk(png, "IDAT", storedZlib(raw));
    appendChunk(png, "IEND", {});
    return png;
}

} // namespace orfeas::image
