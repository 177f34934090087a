// How much a narrower precision changes what a network sees.
#pragma once

#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/inference/network.h"

namespace orfeas::inference {

/// A narrower precision is fit for use when `wrongSide` stays below kWrongSideBound and `density` below kDensityBound.
struct FieldError {
    double density = 0.0; ///< root mean square difference of the raw density over the spread of the exact one
    double wrongSide = 0.0; ///< share of the box that changes between inside and outside
    double level = 0.0;     ///< the raw density that wrongSide was counted at
};

inline constexpr double kDensityBound = 0.02;
inline constexpr double kWrongSideBound = 0.005;

inline bool withinBounds(const FieldError& error) {
    return error.density <= kDensityBound && error.wrongSide <= kWrongSideBound;
}

/// The densities of `scene` on a lattice of `samples`³ points over the box of a network with this radius.
Result<std::vector<float>> latticeDensities(const SceneCode& scene, double radius, int samples);

/// Compares two lattices of the same points. Inside is where the exact density is among the largest `insideShare`.
FieldError compareFields(std::span<const float> exact, std::span<const float> approximate,
                         double insideShare);

} // namespace orfeas::inference
