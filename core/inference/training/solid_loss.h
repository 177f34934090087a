// What the network is judged by while it learns. Torch only.
#pragma once

#include <ATen/ATen.h>

#include "core/inference/training/batch.h"
#include "core/inference/training/picture_encoder.h"
#include "core/inference/training/point_decoder.h"

namespace orfeas::inference {

/// The parts and their weighted sum, each a mean over the batch.
struct SolidLoss {
    at::Tensor total;
    /// Mean absolute difference of front and back, where something is, but for what all of it is off by: how near the
    /// whole lies cannot be told from a picture, and does not matter.
    at::Tensor depth;
    at::Tensor slope;  ///< mean absolute difference of their changes, from pixel to pixel at several scales
    at::Tensor offset; ///< what all of it is off by
    at::Tensor color;  ///< mean absolute difference near the surface
    at::Tensor elevation; ///< mean absolute difference, radians
    at::Tensor camera;    ///< mean absolute difference of the logarithms of the camera distance
};

SolidLoss solidLoss(const PointValues& values, const SeenPictures& seen, const Batch& batch);

} // namespace orfeas::inference
