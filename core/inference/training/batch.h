// Examples as tensors, each time a little different. Torch only.
#pragma once

#include <cstdint>
#include <span>

#include <ATen/ATen.h>

#include "core/inference/training/example.h"

namespace orfeas::inference {

struct Batch {
    at::Tensor planes;         ///< (N, 5, S, S), 0 … 1
    at::Tensor depth;          ///< (N, 2, S/2, S/2): z of the front and of the back; 0 where nothing is
    at::Tensor covered;        ///< (N, 1, S/2, S/2): 1 where something is
    at::Tensor points;         ///< (N, P, 3)
    at::Tensor distance;       ///< (N, P)
    at::Tensor color;          ///< (N, P, 3), linear
    at::Tensor view;           ///< (N, 2): elevation, log(camera distance / 2.75)
    at::Tensor cameraDistance; ///< (N)
    int surfacePoints = 0;     ///< the first of the P

    Batch to(at::Device device) const;
};

struct BatchSettings {
    int surfacePoints = 96; ///< taken of an example's points, at random
    int volumePoints = 0;
    /// Half the examples are mirrored; colour channels are shuffled, some pictures paled or grey; light and contrast change.
    bool vary = true;
};

inline constexpr float kStandardCamera = 2.75f;

/// `random` decides everything that varies: the same number, the same batch.
Batch makeBatch(std::span<const Example> examples, const BatchSettings& settings, std::uint64_t random);

} // namespace orfeas::inference
