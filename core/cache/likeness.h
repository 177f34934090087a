// Whether two pictures show the same, though their bytes differ.
#pragma once

#include <bit>
#include <cstdint>

#include "core/image/picture.h"

namespace orfeas::cache {

/// A perceptual hash: the signs of the 64 lowest frequencies (8 x 8 coefficients of the discrete cosine transform of a
/// 32 x 32 grey picture, each against their median; Zauner, "Implementation and benchmarking of perceptual image hash
/// functions", 2010). What is transparent, and what a wide or tall picture lacks to a square, counts as white. Scaling, recompression and small retouching move few bits. Zero for
/// a picture without any structure, which is like no other.
std::uint64_t likenessOf(const image::Picture& picture);

/// How many of 64 bits differ.
inline int distance(std::uint64_t a, std::uint64_t b) {
    return std::popcount(a ^ b);
}

/// Up to this far apart two pictures are offered as the same. Unrelated ones are about 32 apart.
inline constexpr int kAlike = 6;

} // namespace orfeas::cache
