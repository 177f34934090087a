// The half of the network that knows about points of the view cube. Torch only.
#pragma once

#include <ATen/ATen.h>

#include "core/inference/training/picture_encoder.h"

namespace orfeas::inference {

struct PointValues {
    at::Tensor distance; ///< (N, P), how far before the front or behind the back, negative inside
    at::Tensor color;    ///< (N, P, 3), linear 0 … 1
};

/// `points` (N, P, 3) in the view cube of each picture, `cameraDistance` (N).
PointValues decodePoints(const SolidConfig& config, const NamedTensors& parameters, const SeenPictures& seen,
                         const at::Tensor& points, const at::Tensor& cameraDistance);

} // namespace orfeas::inference
