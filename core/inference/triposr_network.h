// TripoSR (Tochilkin et al. 2024): one picture to a triplane, and from it density and colour anywhere. Torch only.
#pragma once

#include <memory>

#include "core/base/result.h"
#include "core/inference/network.h"

namespace orfeas::inference {

/// See NetworkFactory::open, which this is.
Result<std::unique_ptr<ShapeNetwork>> openTripoSr(const TripoSrConfig& config, const Weights& weights,
                                                  const NetworkOptions& options);

} // namespace orfeas::inference
