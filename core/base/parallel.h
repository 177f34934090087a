// Data-parallel loops over the machine's cores.
#pragma once

#include <cstddef>
#include <functional>

namespace orfeas {

/// Calls `body(begin, end)` for consecutive pieces of [0, count), each at least `grain` long, on all cores, and
/// returns when every piece is done. Pieces may run in any order and at the same time, so each must write only
/// what belongs to it: then the result does not depend on the number of threads. Any thread may call; calls from
/// inside a body run serially. `body` must not throw.
void parallelFor(std::size_t count, std::size_t grain,
                 const std::function<void(std::size_t, std::size_t)>& body);

/// How many threads parallelFor uses, the caller included. ORFEAS_THREADS overrides the number of cores.
std::size_t parallelThreads();

} // namespace orfeas
