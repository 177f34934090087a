// Names for people out of file names.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace orfeas::project {

/// The file's name as UTF-8 a screen and a file format can take: bytes that are no UTF-8 become U+FFFD,
/// control characters become spaces. "owl.png"
std::string shownFileName(const std::filesystem::path& file);

/// A name for the object made from a file: "garden_owl-2.png" gives "Garden owl 2". Never empty.
std::string objectNameFor(const std::filesystem::path& file);

/// Any text as a name: cleaned as above, spaces at the ends and doubled ones removed. May be empty.
std::string cleanName(std::string_view text);

} // namespace orfeas::project
