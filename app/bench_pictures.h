// Pictures drawn in memory for the benchmarks: the same on every machine, nothing to install.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "core/image/picture.h"

namespace orfeas::app {

struct BenchPicture {
    std::string name;
    std::string what; ///< one line for people
    std::shared_ptr<const image::Picture> picture;
};

/// 1024 x 1024 each: "figure" (a cut-out with limbs and a hole), "scene" (opaque, a subject before a background),
/// "plate" (opaque, detail everywhere).
std::span<const BenchPicture> benchPictures();

} // namespace orfeas::app
