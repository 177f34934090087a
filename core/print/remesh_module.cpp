#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>
#include <system_error>
#include <vector>

#include <dlfcn.h>

#include "core/base/log.h"
#include "core/print/remesh_engine.h"

namespace orfeas::print {
namespace {

constexpr const char* kFileName = "orfeas_remesh.so";
constexpr const char* kEntry = "orfeasRemeshModule";

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
            "This build cannot fill, cut or remesh: its remeshing module is missing or could not be loaded",
            detail};
}

Result<const RemeshEngine*> load() {
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
        using Entry = const RemeshEngine* (*)(int);
        const auto entry = reinterpret_cast<Entry>(::dlsym(library, kEntry));
        const RemeshEngine* engine = entry ? entry(kRemeshInterface) : nullptr;
        if (engine) return engine;
        detail += path.string() + " belongs to another version; ";
    }
    log(LogLevel::Info, "print", detail);
    return unavailable(detail);
}

} // namespace

Result<const RemeshEngine*> remeshEngine() {
    static std::once_flag once;
    static Result<const RemeshEngine*> loaded = unavailable({});
    std::call_once(once, [] { loaded = load(); });
    return loaded;
}

} // namespace orfeas::print
