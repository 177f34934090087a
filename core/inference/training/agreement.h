// Whether the network that was trained and the network that ships are the same function.
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "core/inference/training/example.h"

namespace orfeas::inference {

/// The largest differences between the two implementations of one exported network on one example's picture and points.
struct Agreement {
    double distance = 0.0; ///< cube units
    double color = 0.0;
    double elevation = 0.0; ///< radians
};

/// Runs the weights in `exported` through LibTorch and through SolidNetwork.
Result<Agreement> compareWithProduct(const std::filesystem::path& exported, const Example& example);

} // namespace orfeas::inference
