// File names and sizes as people read them in sentences.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace orfeas::io {

/// Text that is safe to show: control characters and bytes that are not UTF-8 become '?', at most `maxBytes` long.
std::string shownText(std::string_view text, std::size_t maxBytes = 120);

/// The file's name without its folders, in double quotes.
std::string shownName(const std::filesystem::path& file);

/// The whole path, in double quotes.
std::string shownPath(const std::filesystem::path& file);

/// "1.5 GB", "512 MB", "20 bytes".
std::string shownBytes(std::uint64_t bytes);

/// A number and its noun: "1 triangle", "12 triangles".
std::string counted(std::uint64_t count, std::string_view noun);

} // namespace orfeas::io
