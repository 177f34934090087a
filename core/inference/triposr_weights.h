// Which tensors a TripoSR network needs, by name and shape, and whether a file has them.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/inference/triposr_config.h"
#include "core/inference/weights.h"

namespace orfeas::inference {

/// A matrix may be stored as int8 (I8) when a tensor of its name and this suffix holds a factor for each of its rows,
/// float32 (rows, 1).
inline constexpr const char* kScaleSuffix = ".scale";

/// Whether the tensor is a matrix of one of the two transformers, which may be kept in a narrower type.
bool isTransformerMatrix(const std::string& name, const Shape& shape);

struct ExpectedTensor {
    std::string name;
    Shape shape;
    bool required = true; ///< false: may be there and is not used
};

/// In the order of the network: image tokenizer, triplane tokens, backbone, upsampling, decoder.
std::vector<ExpectedTensor> expectedTensors(const TripoSrConfig& config);

/// What stands between a file and a network.
struct WeightFaults {
    std::vector<std::string> missing;
    std::vector<std::string> extra;
    std::vector<std::string> misshapen; ///< "name: 64 x 48 instead of 48 x 64"
    std::vector<std::string> mistyped;  ///< "name: I64"

    bool none() const { return missing.empty() && extra.empty() && misshapen.empty() && mistyped.empty(); }
};

WeightFaults compareWeights(const TripoSrConfig& config, const Weights& weights);

/// BadInput in one sentence when there is any fault; `detail` lists all of them.
Result<void> checkWeights(const TripoSrConfig& config, const Weights& weights);

} // namespace orfeas::inference
