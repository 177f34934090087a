#include "render/gpu/cuda_identity.h"

#include <cstring>

#include <dlfcn.h>

namespace orfeas::render::gpu {

std::optional<DeviceUuid> cudaDeviceUuid() {
    // The driver stays loaded: it does not like to be unloaded.
    void* const driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    if (driver == nullptr) return std::nullopt;
    using Init = int (*)(unsigned);
    using Get = int (*)(int*, int);
    using Uuid = int (*)(void*, int);
    const auto init = reinterpret_cast<Init>(dlsym(driver, "cuInit"));
    const auto get = reinterpret_cast<Get>(dlsym(driver, "cuDeviceGet"));
    const auto uuid = reinterpret_cast<Uuid>(dlsym(driver, "cuDeviceGetUuid"));
    int device = 0;
    DeviceUuid found{};
    if (init == nullptr || get == nullptr || uuid == nullptr) return std::nullopt;
    if (init(0) != 0 || get(&device, 0) != 0 || uuid(found.data(), device) != 0) return std::nullopt;
    return found;
}

} // namespace orfeas::render::gpu
