// TripoSR computed a second time: float64, plain loops, no torch. What the inference module is compared with where no
// run of the reference is at hand. Written from the description of the computation, sharing no code with the module.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/inference/triposr_config.h"
#include "core/inference/weights.h"

namespace orfeas::test {

/// Values in order, last dimension fastest.
struct Array {
    inference::Shape shape;
    std::vector<double> values;
};
using Arrays = std::map<std::string, Array>;

/// Random weights for a configuration: the same for the same seed.
Arrays randomWeights(const inference::TripoSrConfig& config, unsigned seed);

/// A small picture with a soft disc in it: (side, side + 3, 4) bytes.
Array softDisc(int side);

/// Every intermediate result, under the names of the reference kit.
Arrays runNaively(const inference::TripoSrConfig& config, const Arrays& weights, const Array& rgba);

/// As a safetensors file: float32, or bytes for names that begin with "input.".
void writeArrays(const std::filesystem::path& file, const Arrays& arrays);

} // namespace orfeas::test
