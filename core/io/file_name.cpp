#include "core/io/file_name.h"

#include <cstddef>

namespace orfeas::io {
namespace {

// Length of the well-formed UTF-8 sequence at `at`, or 0.
std::size_t sequenceLength(std::string_view text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xc2 && lead < 0xe0 ? 2
                               : lead >= 0xe0 && lead < 0xf0 ? 3
                               : lead >= 0xf0 && lead < 0xf5 ? 4
                                                             : 0;
    if (length == 0 || at + length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((static_cast<unsigned char>(text[at + i]) & 0xc0) != 0x80) return 0;
    }
    if (length < 3) return length;
    const auto second = static_cast<unsigned char>(text[at + 1]);
    const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
    const bool surrogateOrBeyond = (lead == 0xed && second >= 0xa0) || (lead == 0xf4 && second >= 0x90);
    return overlong || surrogateOrBeyond ? 0 : length;
}

} // namespace

std::string shownText(std::string_view text, std::size_t maxBytes) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = sequenceLength(text, i);
        if (out.size() + (length == 0 ? 1 : length) > maxBytes) return out + "…";
        const auto first = static_cast<unsigned char>(text[i]);
        // U+0080..U+009F are control characters too.
        const bool control = first < 0x20 || first == 0x7f ||
                             (length == 2 && first == 0xc2 && static_cast<unsigned char>(text[i + 1]) < 0xa0);
        if (length == 0 || control) {
            out += '?';
        } else {
            out += text.substr(i, length);
        }
        i += length == 0 ? 1 : length;
    }
    return out;
}

std::string shownName(const std::filesystem::path& file) {
    const std::filesystem::path name = file.filename().empty() ? file : file.filename();
    return '"' + shownText(name.native()) + '"';
}

std::string shownPath(const std::filesystem::path& file) {
    return '"' + shownText(file.native(), 300) + '"';
}

std::string shownBytes(std::uint64_t bytes) {
    constexpr std::string_view units[] = {"bytes", "kB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    std::uint64_t tenths = bytes * 10;
    if (bytes > UINT64_MAX / 10) tenths = UINT64_MAX;
    while (tenths >= 10'240 && unit + 1 < std::size(units)) {
        tenths /= 1024;
        ++unit;
    }
    std::string text = std::to_string(tenths / 10);
    if (unit > 0 && tenths % 10 != 0) text += '.' + std::to_string(tenths % 10);
    return text + ' ' + std::string(units[unit]);
}

std::string counted(std::uint64_t count, std::string_view noun) {
    return std::to_string(count) + ' ' + std::string(noun) + (count == 1 ? "" : "s");
}

} // namespace orfeas::io
