#include "sample_pictures.h"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace orfeas::test {
namespace {

void append(Bytes& bytes, std::uint32_t value, int count) {
    for (int i = 0; i < count; ++i)
        bytes.push_back(static_cast<std::byte>(value >> (8 * i)));
}

/// Empty when the outcome is a consistent picture or a sentence.
std::string judge(const Result<image::Picture>& outcome) {
    if (!outcome.ok()) {
        const std::string& text = outcome.error().userText;
        if (text.empty() || text.back() == '.') return "bad sentence: '" + text + "'";
        return {};
    }
    if (outcome->empty() || outcome->rgba.size() != 4 * outcome->pixelCount()) return "inconsistent picture";
    return {};
}

} // namespace

Bytes bytesOf(std::string_view text) {
    Bytes bytes;
    for (const char letter : text)
        bytes.push_back(static_cast<std::byte>(letter));
    return bytes;
}

image::Picture colourful(int width, int height) {
    image::Picture picture;
    picture.width = width;
    picture.height = height;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            picture.rgba.push_back(static_cast<std::uint8_t>(255 * x / std::max(1, width - 1)));
            picture.rgba.push_back(static_cast<std::uint8_t>(255 * y / std::max(1, height - 1)));
            picture.rgba.push_back(static_cast<std::uint8_t>(40 + 3 * ((x + 2 * y) % 7)));
            picture.rgba.push_back(255);
        }
    }
    return picture;
}

int largestDifference(const image::Picture& a, const image::Picture& b) {
    if (a.width != b.width || a.height != b.height) return 1000;
    int largest = 0;
    for (std::size_t i = 0; i < a.rgba.size(); ++i)
        largest = std::max(largest, std::abs(a.rgba[i] - b.rgba[i]));
    return largest;
}

Bytes bmpFile(int width, int height, int bits, const Bytes& palette, const Bytes& rows,
              std::uint32_t compression, const std::vector<std::uint32_t>& masks) {
    const auto offset = static_cast<std::uint32_t>(54 + 4 * masks.size() + palette.size());
    Bytes file = bytesOf("BM");
    append(file, offset + static_cast<std::uint32_t>(rows.size()), 4);
    append(file, 0, 4);
    append(file, offset, 4);
    append(file, 40, 4);
    append(file, static_cast<std::uint32_t>(width), 4);
    append(file, static_cast<std::uint32_t>(height), 4);
    append(file, 1, 2);
    append(file, static_cast<std::uint32_t>(bits), 2);
    append(file, compression, 4);
    append(file, static_cast<std::uint32_t>(rows.size()), 4);
    append(file, 0, 4);
    append(file, 0, 4);
    append(file, static_cast<std::uint32_t>(palette.size() / 4), 4);
    append(file, 0, 4);
    for (const std::uint32_t mask : masks)
        append(file, mask, 4);
    file.insert(file.end(), palette.begin(), palette.end());
    file.insert(file.end(), rows.begin(), rows.end());
    return file;
}

Bytes bmpOf(const image::Picture& picture) {
    Bytes rows;
    for (int y = picture.height - 1; y >= 0; --y) {
        for (int x = 0; x < picture.width; ++x) {
            for (const int channel : {2, 1, 0})
                rows.push_back(static_cast<std::byte>(picture.pixel(x, y)[channel]));
        }
        while (rows.size() % 4 != 0)
            rows.push_back(std::byte{0});
    }
    return bmpFile(picture.width, picture.height, 24, {}, rows);
}

std::string decodeMangled(const Bytes& file, std::size_t step, std::size_t spareTail) {
    if (!image::decodePicture(file, {}).ok()) return "the untouched file does not decode";
    for (std::size_t length = 1; length < file.size(); length += step) {
        const auto outcome = image::decodePicture(std::span(file).first(length), {});
        if (const std::string trouble = judge(outcome); !trouble.empty()) return trouble;
        if (outcome.ok() && length + spareTail < file.size()) {
            return "accepted after " + std::to_string(length) + " of " + std::to_string(file.size()) +
                   " bytes";
        }
    }
    image::DecodeLimits small;
    small.maxPixels = 1'000'000;
    Bytes mangled = file;
    for (std::size_t at = 0; at < file.size(); at += 1 + at / 64) {
        for (const int change : {0xff, 0x01, 0x80}) {
            mangled[at] = file[at] ^ static_cast<std::byte>(change);
            if (const std::string trouble = judge(image::decodePicture(mangled, {}, small));
                !trouble.empty()) {
                return trouble + " at byte " + std::to_string(at);
            }
        }
        mangled[at] = file[at];
    }
    return {};
}

} // namespace orfeas::test
