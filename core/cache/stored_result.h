// A finished generation as bytes, and back: what the cache keeps.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/generate/generate_job.h"

namespace orfeas::cache {

/// The version of the stored form; entries of another one are not read.
inline constexpr int kStoredForm = 1;

/// Everything of `made` but its picture, which whoever asks again has in hand. Bit for bit; about 200 MB/s.
Result<std::vector<std::byte>> encodeResult(const generate::Generated& made);

/// With `picture` (which may be null), and `cutout` where it is not null instead of the stored one. BadInput when the bytes are not what
/// encodeResult wrote: a checksum over all of them is verified first, and every length before memory is taken.
Result<generate::Generated> decodeResult(std::span<const std::byte> bytes,
                                         std::shared_ptr<const image::Picture> picture,
                                         std::shared_ptr<const image::Cutout> cutout);

} // namespace orfeas::cache
