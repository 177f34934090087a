// Numbers to and from text, the same in every locale. Inside core/io only.
#pragma once

#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace orfeas::io {

/// The shortest text that reads back as the same bits.
inline void appendNumber(std::string& out, float value) {
    char text[24];
    const auto end = std::to_chars(text, text + sizeof text, value);
    out.append(text, end.ptr);
}

inline void appendNumber(std::string& out, double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value);
    out.append(text, end.ptr);
}

inline void appendNumber(std::string& out, std::uint64_t value) {
    char text[24];
    const auto end = std::to_chars(text, text + sizeof text, value);
    out.append(text, end.ptr);
}

/// Reads a number that fills the whole of `text`. "nan" and "inf" are numbers here; beyond the range of float it is
/// infinite, and below it zero, as a rounding would make it. A decimal comma is taken for a point.
std::optional<float> parseFloat(std::string_view text);

/// Reads a whole number that fills the whole of `text`.
template <typename Integer>
std::optional<Integer> parseInteger(std::string_view text) {
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    Integer value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

} // namespace orfeas::io
