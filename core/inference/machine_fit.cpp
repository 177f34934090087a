#include "core/inference/machine_fit.h"

#include <algorithm>
#include <thread>

#include <unistd.h>

namespace orfeas::inference {
namespace {

// Activations, LibTorch itself and the first meshes; 0.3 GB were measured at the published size.
constexpr std::uint64_t kBesideWeights = 400'000'000;

bool processorHasBFloat16() {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512bf16") != 0;
#else
    return false;
#endif
}

} // namespace

Machine thisMachine() {
    Machine machine;
    machine.cores = std::max(1u, std::thread::hardware_concurrency());
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long size = ::sysconf(_SC_PAGESIZE);
    if (pages > 0 && size > 0)
        machine.memoryBytes = static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size);
    machine.hasBFloat16 = processorHasBFloat16();
    return machine;
}

std::vector<PrecisionFit> fitOf(const ModelRecord& model, const Machine& machine) {
    std::vector<PrecisionFit> fits;
    const auto add = [&](Precision precision, std::uint64_t bytesPerWeight, bool fast) {
        const std::uint64_t bytes = model.parameters * bytesPerWeight + kBesideWeights;
        fits.push_back({precision, bytes, bytes <= machine.memoryBytes / 2, fast});
    };
    add(Precision::Float32, 4, true);
    add(Precision::BFloat16, 2, machine.hasBFloat16);
    add(Precision::Int8, 1, false);
    return fits;
}

} // namespace orfeas::inference
