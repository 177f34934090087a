// The picture maker's twin on a CUDA device: the same source, one thread a pixel, many pictures at a time. Built where
// nvcc is found. For training where a device is at hand: shapes and truth points are made on the processor meanwhile.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/shapes/look.h"

namespace orfeas::shapes {

struct PictureTask {
    const ShapeView* shape = nullptr; ///< borrowed during the call
    Look look;
    float cameraDistance = 2.75f;
    int edgesCount = 0; ///< of the shape's outlines: Shape::edges
    int materialCount = 0;
};

/// side × side × 4 bytes for each task, one after the other, as makePicture gives them but for rounding: devices join
/// multiplications with additions. Fails with Unavailable when there is no CUDA device, OutOfMemory or Failed.
Result<std::vector<std::uint8_t>> makePicturesOnGpu(std::span<const PictureTask> tasks, int side);

} // namespace orfeas::shapes
