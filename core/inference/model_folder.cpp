#include "core/inference/model_folder.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <system_error>
#include <utility>

#include "core/base/parallel.h"
#include "core/inference/triposr_weights.h"

namespace orfeas::inference {
namespace {

constexpr std::size_t kValuesBetweenChecks = std::size_t{1} << 22;

// All-ones exponent bits mean infinite or not a number, in every IEEE format.
template <typename Bits>
bool allFinite(std::span<const std::byte> bytes, Bits exponent) {
    std::atomic<bool> finite{true};
    parallelFor(bytes.size() / sizeof(Bits), std::size_t{1} << 16, [&](std::size_t begin, std::size_t end) {
        unsigned bad = 0;
        for (std::size_t i = begin; i < end; ++i) {
            Bits value;
            std::memcpy(&value, bytes.data() + i * sizeof(Bits), sizeof(Bits));
            bad |= (value & exponent) == exponent ? 1u : 0u;
        }
        if (bad) finite = false;
    });
    return finite;
}

bool allFinite(std::span<const std::byte> bytes, DType type) {
    switch (type) {
    case DType::F64:
        return allFinite<std::uint64_t>(bytes, 0x7FF0'0000'0000'0000u);
    case DType::F32:
        return allFinite<std::uint32_t>(bytes, 0x7F80'0000u);
    case DType::F16:
        return allFinite<std::uint16_t>(bytes, 0x7C00u);
    case DType::BF16:
        return allFinite<std::uint16_t>(bytes, 0x7F80u);
    default:
        return true;
    }
}

} // namespace

Result<std::filesystem::path> findWeights(const std::filesystem::path& folder) {
    std::error_code fault;
    for (const char* name : kWeightFiles) {
        if (std::filesystem::exists(folder / name, fault)) return folder / name;
    }
    return Error{ErrorCode::NotFound,
                 "The folder holds no weights (weights.safetensors, model.safetensors or model.ckpt)",
                 folder.string()};
}

Result<Model> openModel(const std::filesystem::path& folder) {
    std::error_code fault;
    if (!std::filesystem::is_directory(folder, fault)) {
        return Error{ErrorCode::NotFound, "There is no model folder \"" + folder.filename().string() + "\"",
                     folder.string()};
    }
    Model model;
    model.folder = folder;
    ORFEAS_TRY(config, readTripoSrConfig(folder));
    ORFEAS_TRY(file, findWeights(folder));
    ORFEAS_TRY(weights, openWeights(file));
    ORFEAS_CHECK(checkWeights(config, weights));
    model.config = config;
    model.weights = std::move(weights);
    return model;
}

Result<void> checkFinite(const Weights& weights, const jobs::JobContext& context) {
    std::size_t done = 0;
    for (const auto& [name, view] : weights.tensors) {
        for (std::size_t at = 0; at < view.bytes.size(); at += kValuesBetweenChecks) {
            if (context.cancelled()) return jobs::cancelledError();
            const auto piece = view.bytes.subspan(at, std::min(kValuesBetweenChecks, view.bytes.size() - at));
            if (!allFinite(piece, view.dtype)) {
                return Error{ErrorCode::BadInput,
                             "The weights are damaged: \"" + name + "\" holds values that are not numbers",
                             {}};
            }
        }
        context.report("checking values",
                       static_cast<double>(++done) / static_cast<double>(weights.tensors.size()));
    }
    return {};
}

} // namespace orfeas::inference
