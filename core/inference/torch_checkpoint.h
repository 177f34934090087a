// What torch.save writes: a zip with a pickle that describes the tensors and one member per storage.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "core/base/result.h"
#include "core/inference/weights.h"

namespace orfeas::inference {

/// A zip file, or one of the older PyTorch files that are not zips (which readTorchCheckpoint names as such).
bool looksLikeTorchCheckpoint(std::span<const std::byte> bytes);

/// Views into the mapping; nothing is copied. Fails with BadInput or Unsupported, in words, when the zip or the pickle
/// is damaged or asks for anything that is not data, and when a tensor reaches beyond its storage.
Result<Weights> readTorchCheckpoint(std::shared_ptr<const MappedFile> file);

} // namespace orfeas::inference
