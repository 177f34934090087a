// One stage of a network spread over the cores by rows. Torch only; private to the inference module.
#pragma once

#include <cstdint>
#include <functional>

#include <ATen/ATen.h>

namespace orfeas::inference {

/// How a stage asks whether to go on: true when it should stop. Any thread.
using StopCheck = std::function<bool()>;

/// Thrown by stages when the check says stop; caught at the module's edge.
struct Stopped {};

inline void stopIfAsked(const StopCheck& check) {
    if (check && check()) throw Stopped{};
}

/// Rows of a transformer at a time: with more, a stop would have to wait.
inline constexpr std::int64_t kMostRows = 384;

/// Calls `body(first, count)` for pieces of [0, rows), at most `most` rows each. On a CPU pieces run on all cores, each LibTorch operation in them
/// on one: that keeps every core at the matrix rate of one core, where LibTorch's own threads and those of its BLAS
/// starve each other (see useOneThreadPerOperation), and it keeps what a stage needs besides its result to a few MiB
/// per core. On a GPU there is one piece. Asks `stop` before each; throws Stopped, or what `body` threw first.
void forRows(const at::Device& device, std::int64_t rows, const StopCheck& stop,
             const std::function<void(std::int64_t first, std::int64_t count)>& body,
             std::int64_t most = kMostRows);

/// LibTorch shall use the calling thread only. Its BLAS is told through the environment before it is loaded
/// (inference_module.h).
void useOneThreadPerOperation();

} // namespace orfeas::inference
