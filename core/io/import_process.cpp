#include "core/io/import_process.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/io/atomic_file.h"
#include "core/io/file_name.h"

namespace orfeas::io {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kResultDescriptor = 3;
constexpr const char* kProgram = "orfeas-import";

std::filesystem::path importerProgram() {
    std::vector<std::filesystem::path> places;
    if (const char* folder = std::getenv("ORFEAS_LIBEXEC"); folder != nullptr && *folder != '\0') {
        places.emplace_back(folder);
    }
    std::error_code error;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    if (!error) {
        places.push_back(self);
        places.push_back(self.parent_path() / "libexec" / "orfeas");
        places.push_back(self.parent_path() / "lib" / "orfeas");
    }
    for (const std::filesystem::path& place : places) {
        if (::access((place / kProgram).c_str(), X_OK) == 0) return place / kProgram;
    }
    return {};
}

// A file without a name that dies with its descriptor.
class NamelessFile {
public:
    NamelessFile() : m_descriptor(::memfd_create("orfeas-import", MFD_CLOEXEC)) {}
    NamelessFile(const NamelessFile&) = delete;
    NamelessFile& operator=(const NamelessFile&) = delete;
    ~NamelessFile() {
        if (m_descriptor >= 0) ::close(m_descriptor);
    }
    int descriptor() const { return m_descriptor; }
    std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(m_descriptor); }

private:
    int m_descriptor;
};

// A child process that does not outlive this object.
class Child {
public:
    Child() = default;
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() { stop(); }

    int start(const std::filesystem::path& program, const std::vector<std::string>& arguments, int result) {
        std::vector<char*> words;
        for (const std::string& argument : arguments)
            words.push_back(const_cast<char*>(argument.c_str()));
        words.push_back(nullptr);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, 1, 2);
        posix_spawn_file_actions_adddup2(&actions, result, kResultDescriptor);
        const int failed = ::posix_spawn(&m_pid, program.c_str(), &actions, nullptr, words.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        if (failed != 0) m_pid = -1;
        return failed;
    }

    /// Whether it has ended; `status` is then what waitpid says.
    bool ended(int& status) {
        const pid_t got = ::waitpid(m_pid, &status, WNOHANG);
        if (got == 0 || (got < 0 && errno == EINTR)) return false;
        m_pid = -1;
        if (got < 0) status = 0;
        return true;
    }

    void stop() {
        if (m_pid <= 0) return;
        ::kill(m_pid, SIGKILL);
        while (::waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) {
        }
        m_pid = -1;
    }

private:
    pid_t m_pid = -1;
};

Result<int> waitFor(Child& child, const FileReader& file, const ReadJob& job) {
    const Clock::time_point start = Clock::now();
    const auto limit = std::chrono::seconds(job.limits.timeoutSeconds);
    auto pause = std::chrono::milliseconds(1);
    for (int status = 0;;) {
        if (child.ended(status)) return status;
        if (job.context.cancelled()) return jobs::cancelledError();
        const auto spent = Clock::now() - start;
        if (spent > limit) {
            return beyondLimit(file, "reading it took more than " +
                                         counted(static_cast<std::uint64_t>(limit.count()), "second") +
                                         "; simplify it in another program first");
        }
        job.context.report("reading", std::min(0.95, std::chrono::duration<double>(spent) / limit));
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::milliseconds(20));
    }
}

} // namespace

Result<ImportScene> runImporter(const FileReader& file, const ReadJob& job) {
    const std::filesystem::path program = importerProgram();
    if (program.empty()) {
        return Error{
            ErrorCode::Unavailable,
            "cannot read " + shownName(file.path()) + ": the program " + kProgram +
                " that reads such files is missing; reinstall Orfeas, or convert the file to STL or OBJ",
            {}};
    }
    const NamelessFile result;
    if (result.descriptor() < 0) return systemError(errno, "read", file.path());
    Child child;
    const std::vector<std::string> arguments{
        program.string(), std::filesystem::absolute(file.path()).string(),
        std::to_string(job.limits.maxMemoryBytes), std::to_string(job.limits.timeoutSeconds),
        std::to_string(job.limits.maxTriangles)};
    if (const int failed = child.start(program, arguments, result.descriptor()); failed != 0) {
        Error error = systemError(failed, "read", file.path());
        error.detail += " (starting " + program.string() + ")";
        return error;
    }
    ORFEAS_TRY(status, waitFor(child, file, job));
    // A process that died left the form without its end, so the form alone says whether all is well.
    ORFEAS_TRY(form, FileReader::open(result.path(), UINT64_MAX));
    auto scene = readImportForm(form, job.limits);
    if (!scene.ok()) {
        Error error = refused(
            file, "it is damaged in a way that stopped the importer, or it needs more memory than allowed");
        error.detail = "wait status " + std::to_string(status);
        return error;
    }
    return scene;
}

} // namespace orfeas::io
