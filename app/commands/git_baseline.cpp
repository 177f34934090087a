#include "app/commands/git_baseline.h"

#include <chrono>
#include <fstream>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/project/object_record.h"

extern char** environ;

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

template <typename T>
bool readArray(const fs::path& file, std::size_t count, std::vector<T>& out) {
    out.resize(count);
    const auto size = static_cast<std::streamsize>(count * sizeof(T));
    return std::ifstream(file, std::ios::binary).read(reinterpret_cast<char*>(out.data()), size).gcount() ==
           size;
}

template <typename T>
void writeArray(const fs::path& file, const std::vector<T>& values) {
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(values.data()),
               static_cast<std::streamsize>(values.size() * sizeof(T)));
}

} // namespace

GitBaseline::GitBaseline(fs::path folder) : m_folder(std::move(folder)) {
    fs::create_directories(m_folder);
    m_there = run({"init", "-q"}) && run({"config", "user.name", "bench"}) &&
              run({"config", "user.email", "bench@localhost"}) && run({"config", "gc.auto", "0"}) &&
              run({"config", "core.fsync", "all"});
}

bool GitBaseline::run(std::vector<std::string> words) const {
    words.insert(words.begin(), {"git", "-C", m_folder.string()});
    std::vector<char*> arguments;
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int failed = ::posix_spawnp(&child, "git", &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    int status = 1;
    if (failed || ::waitpid(child, &status, 0) < 0) return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

double GitBaseline::timed(const std::vector<std::string>& words) const {
    const auto start = Clock::now();
    run(words);
    return since(start);
}

double GitBaseline::commit() const {
    const auto start = Clock::now();
    run({"add", "-A"});
    run({"commit", "-q", "--allow-empty", "-m", "version"});
    return since(start);
}

void GitBaseline::write(const project::Object& object, bool shape) const {
    const fs::path folder = m_folder / project::objectFolder(object.id);
    fs::create_directories(folder);
    std::ofstream(folder / "object.json", std::ios::binary) << project::objectRecord(object);
    if (!shape) return;
    writeArray(folder / "positions.bin", object.mesh->positions);
    writeArray(folder / "triangles.bin", object.mesh->triangles);
}

Result<mesh::MeshFacts> GitBaseline::read(const project::Object& like) const {
    const fs::path folder = m_folder / project::objectFolder(like.id);
    mesh::Mesh mesh;
    if (!readArray(folder / "positions.bin", like.mesh->positions.size(), mesh.positions) ||
        !readArray(folder / "triangles.bin", like.mesh->triangles.size(), mesh.triangles))
        return Error{ErrorCode::IoFailed, "The files of the measurement cannot be read", folder.string()};
    return mesh::measure(mesh);
}

Result<double> GitBaseline::restore(const std::string& version,
                                    const std::vector<project::ObjectPtr>& objects) const {
    const auto start = Clock::now();
    run({"checkout", "-q", version, "--", "."});
    run({"commit", "-q", "--allow-empty", "-m", "restore"});
    for (const project::ObjectPtr& object : objects) {
        ORFEAS_TRY(facts, read(*object));
        if (facts.volumeMm3 != object->facts.volumeMm3)
            return Error{ErrorCode::Failed, "git brought back another shape", {}};
    }
    return since(start);
}

std::uint64_t GitBaseline::bytes() const {
    std::uint64_t sum = 0;
    for (const auto& entry : fs::recursive_directory_iterator(m_folder / ".git" / "objects"))
        if (entry.is_regular_file()) sum += entry.file_size();
    return sum;
}

} // namespace orfeas::app
