// The tensors of a file of weights, whatever container they came in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/inference/mapped_file.h"

namespace orfeas::inference {

enum class DType { F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool };

std::size_t byteSize(DType type);
std::string_view name(DType type); ///< as safetensors writes it: "F32"
std::optional<DType> dtypeNamed(std::string_view name);

using Shape = std::vector<std::int64_t>;

std::string shapeText(const Shape& shape); ///< "64 x 48"; "a number" for no dimensions

/// The number of elements, or nothing when a dimension is negative or the product does not fit.
std::optional<std::uint64_t> elementCount(const Shape& shape);

/// The strides, in elements, of a tensor whose last dimension runs fastest and that has no gaps.
Shape contiguousStrides(const Shape& shape);

/// One tensor inside a mapped file; `bytes` covers every element that shape and strides can reach.
struct TensorView {
    DType dtype = DType::F32;
    Shape shape;
    Shape strides; ///< in elements, none negative
    std::span<const std::byte> bytes;

    bool contiguous() const { return strides == contiguousStrides(shape); }
};

/// Tensors by name. The views live as long as `file` and `memory`.
struct Weights {
    std::shared_ptr<const MappedFile> file; ///< null for weights made in memory
    std::shared_ptr<const void> memory;     ///< what owns their bytes then
    std::map<std::string, TensorView, std::less<>> tensors;

    const TensorView* find(std::string_view tensor) const;
    std::uint64_t totalBytes() const;
};

/// Opens a file of weights; the container (safetensors, or a zip that PyTorch wrote) is told from the content.
/// Nothing in the file is ever executed, and nothing beyond its own size is ever allocated.
Result<Weights> openWeights(const std::filesystem::path& file);

} // namespace orfeas::inference
