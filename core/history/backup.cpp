#include "core/history/backup.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <sqlite3.h>
#include <time.h>
#include <unistd.h>

#include "core/base/log.h"

namespace orfeas::history {
namespace {

namespace fs = std::filesystem;

constexpr int kPagesAStep = 1024; // 4 MB
// A writer makes the copy start again; after so many times it takes the rest in one step.
constexpr int kRestarts = 3;
constexpr std::string_view kDateForm = "0000-00-00 00-00-00";
constexpr std::string_view kExtension = ".orfeas";

std::int64_t unixSeconds() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

// "name 2026-11-23 20-05-00.orfeas", UTC: sorts by age, and stands in any file system.
std::string backupName(const std::string& stem, std::int64_t seconds) {
    const std::time_t time = seconds;
    struct tm parts {};
    ::gmtime_r(&time, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H-%M-%S", &parts);
    return stem + " " + text + std::string(kExtension);
}

std::optional<std::int64_t> timeOf(const std::string& name) {
    if (name.size() < kDateForm.size() + kExtension.size() + 2 || !name.ends_with(kExtension)) return {};
    const std::string date =
        name.substr(name.size() - kExtension.size() - kDateForm.size(), kDateForm.size());
    struct tm parts {};
    int* const fields[] = {&parts.tm_year, &parts.tm_mon, &parts.tm_mday,
                           &parts.tm_hour, &parts.tm_min, &parts.tm_sec};
    const char* at = date.data();
    for (int i = 0; i < 6; ++i) {
        const auto [end, wrong] = std::from_chars(at, date.data() + date.size(), *fields[i]);
        if (wrong != std::errc() || (i < 5 && (end == date.data() + date.size() || *end == '.'))) return {};
        at = end + 1;
    }
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    return ::timegm(&parts);
}

Error copyFailed(int code, const char* text) {
    if ((code & 0xff) == SQLITE_FULL)
        return {ErrorCode::DiskFull, "The disk is full: the copy was not made, the project is as it was",
                text};
    if ((code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB)
        return {ErrorCode::BadInput, "The project file is damaged: try `orfeas history salvage`", text};
    return {ErrorCode::IoFailed, "The copy of the project could not be written", text};
}

Result<void> copyPages(sqlite3* from, sqlite3* to, const std::function<bool()>& cancelled) {
    sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
    if (!backup) return copyFailed(sqlite3_errcode(to), sqlite3_errmsg(to));
    int code = SQLITE_OK;
    int restarts = 0;
    int left = 0;
    while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) {
        if (cancelled && cancelled()) {
            sqlite3_backup_finish(backup);
            return Error{ErrorCode::Cancelled, "cancelled", {}};
        }
        if (code != SQLITE_OK) std::this_thread::sleep_for(std::chrono::milliseconds(5));
        code = sqlite3_backup_step(backup, restarts < kRestarts ? kPagesAStep : -1);
        if (sqlite3_backup_remaining(backup) > left) ++restarts;
        left = sqlite3_backup_remaining(backup);
    }
    const int finished = sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE) return copyFailed(code, sqlite3_errstr(code));
    if (finished != SQLITE_OK) return copyFailed(finished, sqlite3_errstr(finished));
    return {};
}

Result<void> syncPath(const fs::path& path, int flags) {
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int wrong = errno;
    if (descriptor >= 0) ::close(descriptor);
    // Some file systems cannot sync a folder; that is no failure of the copy.
    if (!synced && !(flags & O_DIRECTORY))
        return Error{ErrorCode::IoFailed, "The copy of the project could not be written",
                     std::strerror(wrong)};
    return {};
}

Result<void> copyInto(sqlite3* from, const fs::path& to, const std::function<bool()>& cancelled) {
    {
        ORFEAS_TRY(database, Database::open(to, OpenMode::Create));
        ORFEAS_CHECK(copyPages(from, database.handle(), cancelled));
        // A copy of a project in WAL mode says so in its header; alone it is one plain file again.
        ORFEAS_CHECK(database.execute("PRAGMA journal_mode = DELETE"));
    }
    return syncPath(to, O_RDONLY);
}

// Under a temporary name, then linked: an existing file is never replaced.
Result<void> copyAs(sqlite3* from, const fs::path& to, const std::function<bool()>& cancelled) {
    std::error_code ignored;
    if (fs::exists(to, ignored))
        return Error{ErrorCode::BadInput, "A file of this name exists already: choose another name", {}};
    const fs::path temporary = to.parent_path() / ("." + to.filename().string() + ".part");
    fs::remove(temporary, ignored);
    Result<void> copied = copyInto(from, temporary, cancelled);
    if (copied.ok() && ::rename(temporary.c_str(), to.c_str()) != 0)
        copied =
            Error{ErrorCode::IoFailed, "The copy of the project could not be named", std::strerror(errno)};
    if (!copied.ok()) {
        for (const char* suffix : {"", "-wal", "-shm", "-journal"})
            fs::remove(temporary.string() + suffix, ignored);
        return copied;
    }
    return syncPath(fs::absolute(to).parent_path(), O_RDONLY | O_DIRECTORY);
}

// The newest `keep` stay, and beyond them nothing; too old ones go as well, but never the newest.
void removeBeyond(const BackupPolicy& policy, const fs::path& folder, const std::string& stem,
                  std::int64_t now) {
    const std::vector<Backup> all = listBackups(folder, stem);
    for (std::size_t i = 1; i < all.size(); ++i) {
        if (i < policy.keep && now - all[i].time <= policy.maxAge.count()) continue;
        std::error_code error;
        if (!fs::remove(all[i].file, error) && error)
            log(LogLevel::Warning, "history", "an old backup cannot be removed: " + error.message());
    }
}

} // namespace

fs::path backupFolder(const fs::path& project) {
    return project.string() + "-backups";
}

std::vector<Backup> listBackups(const fs::path& folder, const std::string& stem) {
    std::vector<Backup> backups;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const std::string name = it->path().filename().string();
        const std::optional<std::int64_t> time = timeOf(name);
        if (!time || !name.starts_with(stem + " ")) continue;
        std::error_code ignored;
        backups.push_back({it->path(), *time, fs::file_size(it->path(), ignored)});
    }
    std::ranges::sort(backups, [](const Backup& a, const Backup& b) { return a.time > b.time; });
    return backups;
}

Result<std::optional<Backup>> backUp(const fs::path& project, const BackupPolicy& policy,
                                     const std::function<bool()>& cancelled) {
    const fs::path folder = policy.folder.empty() ? backupFolder(project) : policy.folder;
    const std::string stem = project.stem().string();
    const std::int64_t now = unixSeconds();
    const std::vector<Backup> before = listBackups(folder, stem);
    if (policy.keep == 0 || (!before.empty() && now - before.front().time < policy.every.count()))
        return std::optional<Backup>();
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        return Error{ErrorCode::PermissionDenied, "The folder for backups cannot be made", error.message()};
    std::int64_t stamp = now; // two within a second: the later one says the next
    while (fs::exists(folder / backupName(stem, stamp), error))
        ++stamp;
    const fs::path file = folder / backupName(stem, stamp);
    ORFEAS_CHECK(copyProject(project, file, cancelled));
    removeBeyond(policy, folder, stem, now);
    return std::optional<Backup>({file, stamp, fs::file_size(file, error)});
}

Result<void> copyProject(const fs::path& project, const fs::path& to,
                         const std::function<bool()>& cancelled) {
    ORFEAS_TRY(source, Database::open(project, OpenMode::ReadOnly));
    return copyAs(source.handle(), to, cancelled);
}

Result<void> copyProject(ProjectFile& open, const fs::path& to, const std::function<bool()>& cancelled) {
    return copyAs(open.database().handle(), to, cancelled);
}

} // namespace orfeas::history
