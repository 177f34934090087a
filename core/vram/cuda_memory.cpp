#include "core/vram/cuda_memory.h"

#include <algorithm>
#include <array>
#include <string>
#include <type_traits>

#include <dlfcn.h>
#include <unistd.h>

#include "core/base/log.h"

namespace orfeas::vram {
namespace {

// The part of nvml.h that is used; the library keeps these layouts (NVML API reference, "Structs").
using NvmlDevice = void*;
struct NvmlMemory {
    unsigned long long total, free, used;
};
struct NvmlProcess {
    unsigned pid;
    unsigned long long usedGpuMemory;
    unsigned gpuInstanceId, computeInstanceId;
};
constexpr int kSuccess = 0;
constexpr int kInsufficientSize = 7;
constexpr unsigned long long kUnknown = ~0ull;

struct Nvml {
    int (*init)() = nullptr;
    int (*count)(unsigned*) = nullptr;
    int (*handle)(unsigned, NvmlDevice*) = nullptr;
    int (*name)(NvmlDevice, char*, unsigned) = nullptr;
    int (*memory)(NvmlDevice, NvmlMemory*) = nullptr;
    int (*processes)(NvmlDevice, unsigned*, NvmlProcess*) = nullptr;

    bool load() {
        void* library = ::dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
        if (!library) return false;
        const auto find = [&](auto& function, const char* symbol) {
            function =
                reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(library, symbol));
            return function != nullptr;
        };
        const bool all = find(init, "nvmlInit_v2") && find(count, "nvmlDeviceGetCount_v2") &&
                         find(handle, "nvmlDeviceGetHandleByIndex_v2") && find(name, "nvmlDeviceGetName") &&
                         find(memory, "nvmlDeviceGetMemoryInfo");
        // Older drivers lack it; all that is used then counts as others'.
        find(processes, "nvmlDeviceGetComputeRunningProcesses_v3");
        return all && init() == kSuccess;
    }
};

class CudaMemory final : public Device {
public:
    CudaMemory(const Nvml& nvml, NvmlDevice device) : m_nvml(nvml), m_device(device) {
        std::array<char, 96> text{};
        if (m_nvml.name(m_device, text.data(), text.size()) == kSuccess) m_name = text.data();
    }

    std::string name() const override { return m_name; }
    DeviceKind kind() const override { return DeviceKind::Cuda; }
    Result<MemoryFigures> figures() const override {
        NvmlMemory memory{};
        if (const int fault = m_nvml.memory(m_device, &memory); fault != kSuccess) {
            return Error{ErrorCode::Unavailable, "The graphics driver does not tell how much memory is free",
                         "nvmlDeviceGetMemoryInfo: " + std::to_string(fault)};
        }
        MemoryFigures figures;
        figures.total = memory.total;
        figures.own = std::min<std::uint64_t>(ownBytes(), memory.used);
        figures.others = memory.used - figures.own;
        figures.largestFree = memory.free;
        return figures;
    }

private:
    std::uint64_t ownBytes() const {
        if (!m_nvml.processes) return 0;
        std::vector<NvmlProcess> list(16);
        auto count = static_cast<unsigned>(list.size());
        int answer = m_nvml.processes(m_device, &count, list.data());
        if (answer == kInsufficientSize) {
            list.resize(count + 16);
            count = static_cast<unsigned>(list.size());
            answer = m_nvml.processes(m_device, &count, list.data());
        }
        if (answer != kSuccess) return 0;
        std::uint64_t own = 0;
        for (unsigned i = 0; i < count; ++i) {
            if (list[i].pid == static_cast<unsigned>(::getpid()) && list[i].usedGpuMemory != kUnknown)
                own += list[i].usedGpuMemory;
        }
        return own;
    }

    const Nvml& m_nvml;
    NvmlDevice m_device;
    std::string m_name = "graphics card";
};

std::vector<std::shared_ptr<const Device>> find() {
    static Nvml nvml;
    std::vector<std::shared_ptr<const Device>> found;
    if (!nvml.load()) return found;
    unsigned count = 0;
    if (nvml.count(&count) != kSuccess) return found;
    for (unsigned i = 0; i < count; ++i) {
        NvmlDevice device = nullptr;
        if (nvml.handle(i, &device) == kSuccess) found.push_back(std::make_shared<CudaMemory>(nvml, device));
    }
    log(LogLevel::Info, "vram", std::to_string(found.size()) + " graphics cards");
    return found;
}

} // namespace

const std::vector<std::shared_ptr<const Device>>& cudaMemories() {
    static const auto memories = find();
    return memories;
}

} // namespace orfeas::vram
