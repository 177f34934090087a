#include "core/vram/size_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace orfeas::vram {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 12> kUnits{{{"", 1.0},
                                                                      {"b", 1.0},
                                                                      {"k", 1e3},
                                                                      {"kb", 1e3},
                                                                      {"kib", 1024.0},
                                                                      {"m", 1e6},
                                                                      {"mb", 1e6},
                                                                      {"mib", 1048576.0},
                                                                      {"g", 1e9},
                                                                      {"gb", 1e9},
                                                                      {"gib", 1073741824.0},
                                                                      {"tb", 1e12}}};

std::string digits(double value, int places) {
    std::array<char, 32> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, places).ptr;
    std::string out(text.data(), end);
    if (out.find('.') == std::string::npos) return out;
    while (out.back() == '0')
        out.pop_back();
    if (out.back() == '.') out.pop_back();
    return out;
}

} // namespace

std::string sizeText(std::uint64_t bytes) {
    const auto value = static_cast<double>(bytes);
    if (bytes >= 999'500'000) return digits(value / 1e9, 2) + " GB";
    if (bytes >= 999'500) return digits(value / 1e6, 0) + " MB";
    if (bytes >= 1000) return digits(value / 1e3, 0) + " kB";
    return digits(value, 0) + " bytes";
}

Result<std::uint64_t> parseSize(std::string_view text) {
    const Error bad{ErrorCode::BadInput,
                    "\"" + std::string(text) + "\" is no amount of memory; write it as 6GB or 2500MB",
                    {}};
    double value = 0.0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || !std::isfinite(value)) return bad;
    std::string unit;
    for (const char c : std::string_view(read.ptr, text.data() + text.size())) {
        if (c == ' ') continue;
        unit += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    const auto known =
        std::find_if(kUnits.begin(), kUnits.end(), [&](const auto& u) { return u.first == unit; });
    if (known == kUnits.end()) return bad;
    const double bytes = std::round(value * known->second);
    if (!(bytes >= 1.0) || bytes > 1e18) return bad;
    return static_cast<std::uint64_t>(bytes);
}

} // namespace orfeas::vram
