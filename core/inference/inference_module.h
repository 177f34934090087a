// Loads the networks' library when the first one is wanted.
#pragma once

#include "core/base/result.h"
#include "core/inference/network.h"

namespace orfeas::inference {

/// Loads `orfeas_inference.so` from ../lib/orfeas/ beside the program (or lib/ of the build folder, or the folder in
/// ORFEAS_MODULES) once and keeps it for the life of the program: LibTorch costs 0.4 s and 165 MB, which no one who
/// only inflates outlines should pay. Any thread; the first caller waits. Fails with Unavailable, in words.
Result<const NetworkFactory*> inferenceModule();

} // namespace orfeas::inference
