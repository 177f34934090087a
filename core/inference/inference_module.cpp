#include "core/inference/inference_module.h"

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>
#include <system_error>
#include <vector>

#include <dlfcn.h>

#include "core/base/log.h"

namespace orfeas::inference {
namespace {

constexpr const char* kFileName = "orfeas_inference.so";
constexpr const char* kEntry = "orfeasInferenceModule";

std::atomic<const NetworkFactory*> available{nullptr}; ///< once it is loaded

std::vector<std::filesystem::path> candidates() {
    std::vector<std::filesystem::path> paths;
    if (const char* folder = std::getenv("ORFEAS_MODULES"))
        paths.push_back(std::filesystem::path(folder) / kFileName);
    std::error_code fault;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", fault);
    if (fault) return paths;
    paths.push_back(program.parent_path() / ".." / "lib" / "orfeas" / kFileName);
    return paths;
}

Error unavailable(const std::string& detail) {
    return {ErrorCode::Unavailable,
            "This build cannot run networks: its inference module is missing or could not be loaded", detail};
}

Result<const NetworkFactory*> load() {
    prepareForNetworks();
    std::string detail;
    for (const std::filesystem::path& path : candidates()) {
        std::error_code ignored;
        if (!std::filesystem::exists(path, ignored)) {
            detail += path.string() + " does not exist; ";
            continue;
        }
        void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (!library) {
            detail += std::string(::dlerror()) + "; ";
            continue;
        }
        using Entry = const NetworkFactory* (*)(int);
        const auto entry = reinterpret_cast<Entry>(::dlsym(library, kEntry));
        const NetworkFactory* factory = entry ? entry(kNetworkInterface) : nullptr;
        if (factory) return factory;
        detail += path.string() + " belongs to another version; ";
    }
    log(LogLevel::Info, "inference", detail);
    return unavailable(detail);
}

} // namespace

void prepareForNetworks() {
    ::setenv("OMP_WAIT_POLICY", "passive", 0);
    ::setenv("OPENBLAS_NUM_THREADS", "1", 1);
}

Result<const NetworkFactory*> inferenceModule() {
    static std::once_flag once;
    static Result<const NetworkFactory*> loaded = unavailable({});
    std::call_once(once, [] {
        loaded = load();
        if (loaded.ok()) available = *loaded;
    });
    return loaded;
}

std::string loadedDevice() {
    const NetworkFactory* factory = available;
    if (!factory) return {};
    const std::vector<std::string> devices = factory->devices();
    return devices.size() > 1 ? devices[1] : devices[0];
}

} // namespace orfeas::inference
