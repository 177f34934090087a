// Activation checkpointing (Chen et al., "Training Deep Nets with Sublinear Memory Cost", 2016). Torch only.
#pragma once

#include <functional>
#include <vector>

#include <ATen/ATen.h>

namespace orfeas::inference {

/// A part of a network, such as one block of a transformer: a pure function of its inputs, which gives the same each time.
using Segment = std::function<at::Tensor(const std::vector<at::Tensor>& inputs)>;

/// body(inputs), without keeping what is computed on the way: the backward pass computes it once more from the inputs. One
/// more forward pass in time; in memory a network of n such segments keeps n inputs and one segment's inner values instead
/// of all of them. Everything that shall have a gradient, weights included, must be among `inputs`. Called where gradients
/// are off it is a plain call.
at::Tensor recomputed(const Segment& body, const std::vector<at::Tensor>& inputs);

} // namespace orfeas::inference
