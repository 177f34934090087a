// The reconstruction network's weights as numbers in memory.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/inference/reconstruction/feature_map.h"
#include "core/inference/reconstruction/solid_config.h"
#include "core/inference/weights.h"

namespace orfeas::inference {

/// Tensors by name in float32, each checked to be there in its shape. About 13 MB.
class SolidWeights {
public:
    /// BadInput, naming the first tensor that is missing, of another shape or type, or holds anything but numbers.
    static Result<SolidWeights> from(const SolidConfig& config, const Weights& weights);

    Convolution convolution(const std::string& name) const;
    DenseMatrix matrix(const std::string& name) const;
    GroupNorm norm(const std::string& name, int groups) const;

private:
    struct Tensor {
        Shape shape;
        std::vector<float> values;
    };
    const Tensor& at(const std::string& name) const;

    std::map<std::string, Tensor, std::less<>> m_tensors;
};

} // namespace orfeas::inference
