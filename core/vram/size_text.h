// Sizes of memory as people write and read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace orfeas::vram {

/// "2.5 GB", "640 MB", "12 kB": powers of ten, at most two digits after the point, whatever the locale.
std::string sizeText(std::uint64_t bytes);

/// "2.5GB", "2.5 G", "640 MB", "2500000000", and "GiB", "MiB" for powers of two; case does not matter. BadInput
/// otherwise, and for 0.
Result<std::uint64_t> parseSize(std::string_view text);

} // namespace orfeas::vram
