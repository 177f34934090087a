// The members of a zip file that are stored as they are, as PyTorch writes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "core/base/result.h"

namespace orfeas::inference {

/// Contents by name, as views into `file`. Reads the central directory (zip64 included) and each local header.
/// Fails with BadInput when the directory is damaged, a member is compressed or encrypted, a name occurs twice, or
/// anything points outside the file.
Result<std::map<std::string, std::span<const std::byte>, std::less<>>>
zipMembers(std::span<const std::byte> file);

} // namespace orfeas::inference
