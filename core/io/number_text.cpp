#include "core/io/number_text.h"

#include <algorithm>
#include <cmath>

namespace orfeas::io {
namespace {

// The number was well-formed but no float holds it: to infinity or to zero, by its size as a double.
std::optional<float> outOfRange(std::string_view text) {
    double wide = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), wide);
    if (end != text.data() + text.size()) return std::nullopt;
    if (error == std::errc{}) return static_cast<float>(wide);
    // Beyond double as well: a negative exponent means tiny.
    const std::size_t exponent = text.find_first_of("eE");
    const bool tiny = exponent != std::string_view::npos
                          ? text.substr(exponent).find('-') != std::string_view::npos
                          : text.find('.') != std::string_view::npos;
    const float sign = text.front() == '-' ? -1.0f : 1.0f;
    return tiny ? std::copysign(0.0f, sign) : std::copysign(std::numeric_limits<float>::infinity(), sign);
}

std::optional<float> parsePlain(std::string_view text) {
    float value = 0.0f;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::result_out_of_range) return outOfRange(text);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

} // namespace

std::optional<float> parseFloat(std::string_view text) {
    if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
    if (const auto value = parsePlain(text)) return value;
    const std::size_t comma = text.find(',');
    if (comma == std::string_view::npos || text.size() > 64) return std::nullopt;
    char copy[64];
    std::copy(text.begin(), text.end(), copy);
    copy[comma] = '.';
    return parsePlain({copy, text.size()});
}

} // namespace orfeas::io
