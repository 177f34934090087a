// Loads the networks' library when the first one is wanted.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/inference/network.h"

namespace orfeas::inference {

/// Loads `orfeas_inference.so` from ../lib/orfeas/ beside the program (or lib/ of the build folder, or the folder in
/// ORFEAS_MODULES) once and keeps it for the life of the program: LibTorch costs 0.4 s and 165 MB, which no one who
/// only inflates outlines should pay. Any thread; the first caller waits. Fails with Unavailable, in words.
Result<const NetworkFactory*> inferenceModule();

/// The device a network takes when none is named ("cuda:0", "cpu"); empty until the module has been loaded. Never loads
/// it. Any thread.
std::string loadedDevice();

/// Sets the environment the libraries below LibTorch read when they are loaded. The networks spread their work over the
/// cores themselves; OpenBLAS' threads and OpenMP workers, which spin while they wait, would starve that (4 to 18 times
/// slower queries were measured). Call it first thing in main: another thread may not read the environment meanwhile.
/// inferenceModule calls it too, for programs that did not.
void prepareForNetworks();

} // namespace orfeas::inference
