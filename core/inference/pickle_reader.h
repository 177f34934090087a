// The part of Python's pickle format that PyTorch uses for a dictionary of tensors. Data only: the handful of names a
// file may refer to are recognised here, and nothing is ever called.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "core/base/result.h"
#include "core/inference/weights.h"

namespace orfeas::inference {

/// A tensor as the pickle describes it: a place in a storage, not yet checked against the storage's real size.
struct PickledTensor {
    DType dtype = DType::F32;
    std::string storage;            ///< the storage's key
    std::uint64_t storageCount = 0; ///< elements the pickle says the storage has
    std::uint64_t offset = 0;       ///< in elements, like the rest
    Shape shape;
    Shape strides;
};

/// Reads one pickle (protocol 2 to 4, the opcodes torch.save emits) whose value is a dictionary of tensors, or a
/// dictionary whose "state_dict" is one; entries that are no tensors are passed over. Fails with BadInput
/// when it is damaged and with Unsupported, by name, when it asks for anything but dictionaries, tensors and
/// storages. Memory stays within a constant times the pickle's size; no recursion.
Result<std::map<std::string, PickledTensor, std::less<>>> readTensorPickle(std::span<const std::byte> pickle);

} // namespace orfeas::inference
