#include "core/inference/row_pieces.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include "core/base/parallel.h"
#include "core/inference/tensor_memory.h"

namespace orfeas::inference {
namespace {

constexpr std::size_t kFewestRows = 64; ///< below, matrix products lose their rate

} // namespace

void forRows(const at::Device& device, std::int64_t rows, const StopCheck& stop,
             const std::function<void(std::int64_t first, std::int64_t count)>& body, std::int64_t most) {
    stopIfAsked(stop);
    if (!device.is_cpu()) {
        body(0, rows);
        return;
    }
    std::mutex mutex;
    std::exception_ptr fault;
    std::atomic<bool> ended{false};
    vram::AllocationGate* gate = GateScope::current();
    parallelFor(static_cast<std::size_t>(rows), kFewestRows, [&](std::size_t begin, std::size_t end) {
        const c10::InferenceMode inference; // holds for one thread, and so does the gate
        const GateScope gated(gate);
        const auto last = static_cast<std::int64_t>(end);
        try {
            for (auto at = static_cast<std::int64_t>(begin); at < last && !ended; at += most) {
                stopIfAsked(stop);
                body(at, std::min(most, last - at));
            }
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!fault) fault = std::current_exception();
            ended = true;
        }
    });
    if (fault) std::rethrow_exception(fault);
}

void useOneThreadPerOperation() {
    at::set_num_threads(1);
}

} // namespace orfeas::inference
