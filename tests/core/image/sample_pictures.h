// Pictures and files made for the image tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/image/picture.h"
#include "core/image/picture_file.h"

namespace orfeas::test {

using Bytes = std::vector<std::byte>;

Bytes bytesOf(std::string_view text);

/// Opaque, and every pixel different from its neighbours, so that a wrong turn, order or stride shows.
image::Picture colourful(int width, int height);

/// The largest difference of any channel; 1000 when the sizes differ.
int largestDifference(const image::Picture& a, const image::Picture& b);

/// A Windows bitmap with a 40-byte header. `rows` are the stored bytes, padding included; `height` < 0 is
/// top-down.
Bytes bmpFile(int width, int height, int bits, const Bytes& palette, const Bytes& rows,
              std::uint32_t compression = 0, const std::vector<std::uint32_t>& masks = {});

/// A 24-bit bitmap of the picture.
Bytes bmpOf(const image::Picture& picture);

/// Decodes the file cut at every `step`-th byte and with single bytes changed. Each attempt must give a
/// picture of consistent size or one sentence; the untouched file must decode and the cut ones, save for a
/// tail of at most `spareTail` bytes, must not. Returns what went wrong, empty when nothing.
std::string decodeMangled(const Bytes& file, std::size_t step, std::size_t spareTail);

} // namespace orfeas::test
