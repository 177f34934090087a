// TripoSR computed a second time: float64, plain loops, no torch. What the inference module is compared with where no
// run of the reference is at hand. Written from the description of the computation, sharing no code with the module.
#pragma once

#include <array>
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

/// What the network's formulas fix and no configuration names. Other values than these are mistakes, made on purpose
/// to see that a comparison notices them.
struct Formulas {
    double groupNormEps = 1e-6;
    double blockNormEps = 1e-5;
    bool gateComesSecond = true; ///< in the feed-forward's doubled width
    bool tokensRowByRow = true;  ///< when the backbone's tokens become planes again
    std::array<std::array<int, 2>, 3> planeAxes{{{0, 1}, {0, 2}, {1, 2}}}; ///< column, row of each plane
};

/// Every intermediate result, under the names of the reference kit.
Arrays runNaively(const inference::TripoSrConfig& config, const Arrays& weights, const Array& rgba,
                  const Formulas& formulas = {});

/// As a safetensors file: float32, or bytes for names that begin with "input.".
void writeArrays(const std::filesystem::path& file, const Arrays& arrays);

} // namespace orfeas::test
