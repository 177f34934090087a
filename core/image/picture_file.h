// Pictures in: PNG, JPEG, WebP, TIFF, BMP. Decoding only; the kind is told from the content, never from the
// name.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/image/picture.h"
#include "core/jobs/job.h"

namespace orfeas::image {

/// Limits against decompression bombs, checked on the header before memory is taken.
struct DecodeLimits {
    std::size_t maxFileBytes = 512ull << 20;
    std::size_t maxPixels = 100'000'000; ///< 100 megapixels
    int maxSide = 32'768;
};

/// Reads and decodes a file. Any thread. Fails with one sentence that names the trouble (not the path).
Result<Picture> loadPicture(const std::filesystem::path& file, const jobs::JobContext& context,
                            const DecodeLimits& limits = {});

/// The same from bytes in memory (clipboard, tests, fuzzers).
Result<Picture> decodePicture(std::span<const std::byte> bytes, const jobs::JobContext& context,
                              const DecodeLimits& limits = {});

/// Small: for what is kept or given away. Quick: a third of the time for a tenth more bytes.
enum class PngEffort { Quick, Small };

/// PNG bytes of a picture (thumbnails, textures of exported meshes). Deterministic.
Result<std::vector<std::byte>> encodePng(const Picture& picture, PngEffort effort = PngEffort::Small);

/// Whether the content looks like a picture this build can decode; reads a few bytes only.
bool looksLikePicture(std::span<const std::byte> head);

/// File name extensions for open dialogs, lower case without dot.
std::span<const std::string_view> pictureExtensions();

} // namespace orfeas::image
