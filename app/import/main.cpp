// orfeas-import FILE MEMORY-BYTES CPU-SECONDS MAX-TRIANGLES, with the result on descriptor 3: reads one file of a
// foreign format through Assimp, so that a hostile file can at most end this process. Started by core/io; people have
// no use for it.
#include <algorithm>
#include <cctype>
#include <charconv>
#include <csignal>
#include <cstring>
#include <exception>
#include <filesystem>
#include <new>
#include <string>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <assimp/Importer.hpp>
#include <assimp/config.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>

#include "app/import/result_file.h"
#include "app/import/scene_writer.h"
#include "core/io/import_form.h"

namespace {

using orfeas::import::ResultFile;
using orfeas::io::ImportStatus;

constexpr int kResultDescriptor = 3;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true; // these reserve terabytes of addresses
#else
constexpr bool kSanitized = false;
#endif

std::uint64_t number(const char* text) {
    std::uint64_t value = 0;
    std::from_chars(text, text + std::strlen(text), value);
    return value;
}

void limit(int resource, std::uint64_t value) {
    const rlimit limits{value, value};
    ::setrlimit(static_cast<__rlimit_resource>(resource), &limits);
}

void confine(std::uint64_t memoryBytes, std::uint64_t cpuSeconds) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (!kSanitized) limit(RLIMIT_AS, memoryBytes);
    limit(RLIMIT_CPU, cpuSeconds);
    limit(RLIMIT_FSIZE, memoryBytes);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 64);
}

void refuse(ImportStatus status, const std::string& why) {
    if (::ftruncate(kResultDescriptor, 0) != 0 || ::lseek(kResultDescriptor, 0, SEEK_SET) != 0) return;
    ResultFile out(kResultDescriptor);
    out.bytes(orfeas::io::kImportBegin.data(), orfeas::io::kImportBegin.size());
    out.value(status);
    out.text(why);
    out.flush();
}

std::string lowerExtension(const std::string& file) {
    std::string extension = std::filesystem::path(file).extension().string();
    if (!extension.empty()) extension.erase(0, 1);
    for (char& c : extension) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return extension;
}

// Assimp's messages are for its own developers; a first line of it helps those who look into the matter.
std::string sentence(const char* message) {
    std::string text(message != nullptr ? message : "");
    text = text.substr(0, text.find('\n'));
    while (!text.empty() && (text.back() == '.' || text.back() == ' '))
        text.pop_back();
    return "it is damaged, or of a version that is not known" + (text.empty() ? text : " (" + text + ")");
}

void importFile(const std::string& file, std::uint64_t maxTriangles) {
    Assimp::Importer importer;
    importer.SetPropertyInteger(AI_CONFIG_PP_SBP_REMOVE, aiPrimitiveType_POINT | aiPrimitiveType_LINE);
    importer.SetPropertyBool(AI_CONFIG_IMPORT_FBX_READ_ANIMATIONS, false);
    importer.SetPropertyBool(AI_CONFIG_IMPORT_FBX_PRESERVE_PIVOTS, false);
    const aiScene* scene = importer.ReadFile(file, aiProcess_Triangulate | aiProcess_SortByPType);
    if (scene == nullptr || scene->mRootNode == nullptr) {
        refuse(ImportStatus::Refused, sentence(importer.GetErrorString()));
        return;
    }
    ResultFile out(kResultDescriptor);
    const std::string why = orfeas::import::writeScene(*scene, lowerExtension(file), maxTriangles, out);
    if (!why.empty()) refuse(ImportStatus::Refused, why);
    if (why.empty() && !out.flush()) refuse(ImportStatus::Refused, "it grew beyond the size that is allowed");
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 5) return 2;
    confine(number(argv[2]), number(argv[3]));
    std::signal(SIGXFSZ, SIG_IGN);
    try {
        importFile(argv[1], number(argv[4]));
    } catch (const std::bad_alloc&) {
        refuse(ImportStatus::OutOfMemory, "out of memory");
    } catch (const std::exception& failure) {
        refuse(ImportStatus::Refused, sentence(failure.what()));
    } catch (...) {
        refuse(ImportStatus::Refused, sentence(nullptr));
    }
    // Not through the destructors of a library that has just read a hostile file.
    ::_exit(0);
}
