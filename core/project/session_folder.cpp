#include "core/project/session_folder.h"

#include <cerrno>
#include <charconv>
#include <ctime>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include <signal.h>
#include <unistd.h>

namespace orfeas::project {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxPath = 64 * 1024;

fs::path ownMark(const fs::path& folder) {
    return folder / "open" / std::to_string(::getpid());
}

Result<void> makeFolder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (!error) return {};
    return Error{ErrorCode::IoFailed, "The folder for untitled projects cannot be made: " + folder.string(),
                 error.message()};
}

// One path, as bytes. Written under another name first: a reader never sees half of it.
Result<void> writePath(const fs::path& mark, const fs::path& path) {
    ORFEAS_CHECK(makeFolder(mark.parent_path()));
    const fs::path fresh = mark.string() + ".new" + std::to_string(::getpid());
    {
        std::ofstream out(fresh, std::ios::binary);
        out << path.string();
        if (!out.flush())
            return Error{ErrorCode::IoFailed,
                         "The user's data folder cannot be written: check the space on the disk",
                         fresh.string()};
    }
    std::error_code error;
    fs::rename(fresh, mark, error);
    if (!error) return {};
    return Error{ErrorCode::IoFailed, "The user's data folder cannot be written", error.message()};
}

std::optional<fs::path> readPath(const fs::path& mark) {
    std::ifstream in(mark, std::ios::binary);
    std::string text(kMaxPath, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    std::error_code error;
    if (text.empty() || text.find('\0') != text.npos || !fs::is_regular_file(text, error))
        return std::nullopt;
    return fs::path(text);
}

/// Whether another process runs the same program as this one. Where the system does not tell, it does.
bool runsOrfeas(int process) {
    std::error_code error;
    const auto programOf = [&](const std::string& which) {
        std::string name = fs::read_symlink("/proc/" + which + "/exe", error).filename().string();
        return name.substr(0, name.find(" (deleted)")); // replaced by an update while it runs
    };
    const std::string theirs = programOf(std::to_string(process));
    return error || theirs == programOf("self");
}

/// The process number a mark is named after, when that process has gone. Its number may be another program's by now.
bool isAbandoned(const std::string& name) {
    int process = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), process);
    if (error != std::errc() || end != name.data() + name.size() || process <= 0) return false;
    if (process == ::getpid() || (::kill(process, 0) != 0 && errno == ESRCH)) return true;
    return !runsOrfeas(process);
}

} // namespace

Result<fs::path> SessionFolder::nameUntitled() const {
    const fs::path folder = m_folder / "untitled";
    ORFEAS_CHECK(makeFolder(folder));
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char day[32];
    const std::size_t length = std::strftime(day, sizeof day, "%Y-%m-%d %H-%M-%S", &local);
    const std::string stem(day, length);
    for (int number = 1;; ++number) {
        const std::string name = number == 1 ? stem : stem + " " + std::to_string(number);
        std::error_code error;
        const fs::path file = folder / (name + ".orfeas");
        if (!fs::exists(file, error)) return file;
    }
}

bool SessionFolder::isUntitled(const fs::path& file) const {
    std::error_code error;
    return fs::weakly_canonical(file, error).parent_path() ==
           fs::weakly_canonical(m_folder / "untitled", error);
}

Result<void> SessionFolder::markOpen(const fs::path& file) const {
    return writePath(ownMark(m_folder), fs::absolute(file));
}

void SessionFolder::markClosed() const {
    std::error_code ignored; // a mark that stays only asks again
    fs::remove(ownMark(m_folder), ignored);
}

Result<void> SessionFolder::remember(const fs::path& file) const {
    return writePath(m_folder / "last", fs::absolute(file));
}

void SessionFolder::forget() const {
    std::error_code ignored;
    fs::remove(m_folder / "last", ignored);
}

std::optional<fs::path> SessionFolder::takeAbandoned() const {
    std::optional<std::pair<fs::file_time_type, fs::path>> newest;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(m_folder / "open", error)) {
        if (!isAbandoned(entry.path().filename().string())) continue;
        std::error_code ignored;
        if (!readPath(entry.path())) {
            fs::remove(entry.path(), ignored); // the project is gone
            continue;
        }
        const std::pair found(entry.last_write_time(ignored), entry.path());
        if (!newest || found > *newest) newest = found;
    }
    if (!newest) return std::nullopt;
    const std::optional<fs::path> file = readPath(newest->second);
    fs::remove(newest->second, error);
    return file;
}

std::optional<fs::path> SessionFolder::remembered() const {
    return readPath(m_folder / "last");
}

} // namespace orfeas::project
