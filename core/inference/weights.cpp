#include "core/inference/weights.h"

#include <array>
#include <limits>

#include "core/inference/safetensors_file.h"
#include "core/inference/torch_checkpoint.h"

namespace orfeas::inference {
namespace {

struct DTypeFacts {
    DType type;
    std::string_view name;
    std::size_t bytes;
};

constexpr std::array<DTypeFacts, 10> kTypes{{{DType::F64, "F64", 8},
                                             {DType::F32, "F32", 4},
                                             {DType::F16, "F16", 2},
                                             {DType::BF16, "BF16", 2},
                                             {DType::I64, "I64", 8},
                                             {DType::I32, "I32", 4},
                                             {DType::I16, "I16", 2},
                                             {DType::I8, "I8", 1},
                                             {DType::U8, "U8", 1},
                                             {DType::Bool, "BOOL", 1}}};

} // namespace

std::size_t byteSize(DType type) {
    return kTypes[static_cast<std::size_t>(type)].bytes;
}

std::string_view name(DType type) {
    return kTypes[static_cast<std::size_t>(type)].name;
}

std::optional<DType> dtypeNamed(std::string_view wanted) {
    for (const DTypeFacts& facts : kTypes) {
        if (facts.name == wanted) return facts.type;
    }
    return std::nullopt;
}

std::string shapeText(const Shape& shape) {
    if (shape.empty()) return "a number";
    std::string text;
    for (const std::int64_t side : shape)
        text += (text.empty() ? "" : " x ") + std::to_string(side);
    return text;
}

std::optional<std::uint64_t> elementCount(const Shape& shape) {
    std::uint64_t count = 1;
    for (const std::int64_t side : shape) {
        if (side < 0) return std::nullopt;
        if (side != 0 &&
            count > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() / side)) {
            return std::nullopt;
        }
        count *= static_cast<std::uint64_t>(side);
    }
    return count;
}

Shape contiguousStrides(const Shape& shape) {
    Shape strides(shape.size());
    std::int64_t stride = 1;
    for (std::size_t i = shape.size(); i-- > 0;) {
        strides[i] = stride;
        stride *= shape[i];
    }
    return strides;
}

const TensorView* Weights::find(std::string_view tensor) const {
    const auto found = tensors.find(tensor);
    return found == tensors.end() ? nullptr : &found->second;
}

std::uint64_t Weights::totalBytes() const {
    std::uint64_t bytes = 0;
    for (const auto& [tensor, view] : tensors)
        bytes += elementCount(view.shape).value_or(0) * byteSize(view.dtype);
    return bytes;
}

Result<Weights> openWeights(const std::filesystem::path& file) {
    ORFEAS_TRY(mapped, MappedFile::open(file));
    if (looksLikeTorchCheckpoint(mapped->bytes())) return readTorchCheckpoint(mapped);
    return readSafetensors(mapped);
}

} // namespace orfeas::inference
