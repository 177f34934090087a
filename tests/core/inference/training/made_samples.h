// Examples with exact truth, made in microseconds: an ellipsoid, lit from above.
#pragma once

#include "core/shapes/sample.h"

namespace orfeas::inference {

shapes::Sample madeSample(std::uint64_t seed, const shapes::SampleOptions& options);

} // namespace orfeas::inference
