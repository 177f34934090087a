#include "core/history/project_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <sqlite3.h>

#include "core/base/log.h"
#include "core/base/version.h"

namespace orfeas::history {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kApplicationId = 0x4F524641; // "ORFA"
constexpr const char* kSchema = R"(
    CREATE TABLE objects(id BLOB PRIMARY KEY, kind INTEGER NOT NULL, size INTEGER NOT NULL, packing INTEGER NOT NULL,
                         data BLOB NOT NULL, added INTEGER NOT NULL);
    CREATE TABLE refs(name TEXT PRIMARY KEY, target BLOB NOT NULL);
    CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE quarantine(id BLOB, kind INTEGER, size INTEGER, packing INTEGER, data BLOB, reason TEXT);
    INSERT INTO meta VALUES('head', 'main');
)";

Error notAProject() {
    return {ErrorCode::BadInput, "This is not an Orfeas project", {}};
}

fs::path lockPath(const fs::path& file) {
    return file.string() + "-lock";
}

// The writer's lock: a file beside the project, because a lock on the project itself would be dropped by the system
// whenever SQLite closes one of its own descriptors of it. Gone with the process however it ends. Negative when it
// cannot be had.
constexpr int kTaken = -1;
constexpr int kNoLocks = -2;

int lockForWriting(const fs::path& file) {
    const fs::path path = lockPath(file);
    for (;;) {
        const int descriptor = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (descriptor < 0) return kTaken;
        if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            // Where the file system knows no locks nobody may write: two writers could not tell of each other.
            const bool taken = errno == EWOULDBLOCK;
            ::close(descriptor);
            return taken ? kTaken : kNoLocks;
        }
        // The previous holder may have removed the file between our open and our lock.
        struct stat held {};
        struct stat named {};
        const bool same = ::fstat(descriptor, &held) == 0 && ::stat(path.c_str(), &named) == 0 &&
                          held.st_ino == named.st_ino && held.st_dev == named.st_dev;
        if (same) return descriptor;
        ::close(descriptor);
    }
}

void unlock(const fs::path& file, int descriptor) {
    if (descriptor < 0) return;
    ::unlink(lockPath(file).c_str());
    ::close(descriptor);
}

// Asked of the file system and not by opening the file: closing a descriptor of a database drops SQLite's locks.
Result<void> requireRegularFile(const fs::path& file) {
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (status.type() == fs::file_type::not_found)
        return Error{ErrorCode::NotFound, "There is no project of this name", {}};
    if (status.type() != fs::file_type::regular) return notAProject();
    if (::access(file.c_str(), R_OK) != 0) {
        return Error{ErrorCode::PermissionDenied, "The project file cannot be read: check its permissions",
                     std::strerror(errno)};
    }
    return {};
}

// The marks that programs for synced folders leave at the top of what they sync: Syncthing, Dropbox, Nextcloud, ownCloud,
// Seafile.
bool isSynced(const fs::path& file) {
    constexpr const char* kMarks[] = {".stfolder",          ".dropbox.cache",    ".dropbox",
                                      ".nextcloudsync.log", ".owncloudsync.log", ".seafile-data",
                                      ".sync_journal.db"};
    std::error_code ignored;
    for (fs::path folder = fs::absolute(file, ignored).parent_path();; folder = folder.parent_path()) {
        for (const char* mark : kMarks) {
            if (fs::exists(folder / mark, ignored)) return true;
        }
        if (folder == folder.parent_path()) return false;
    }
}

// Whether the file may be looked at by other machines: shared memory does not reach them, so a write-ahead log would tear
// what they see. Synced folders count as well: their programs copy a file by itself, without the log beside it.
bool isShared(const fs::path& file) {
    if (isSynced(file)) return true;
    struct statfs info {};
    if (::statfs(file.c_str(), &info) != 0) return false;
    constexpr std::uint32_t kShared[] = {0x6969,     0x517B,     0xFE534D42, 0xFF534D42, 0x65735546,
                                         0x01021997, 0x5346414F, 0x00C36400, 0x0BD00BD0, 0x7461636F};
    return std::ranges::count(kShared, static_cast<std::uint32_t>(info.f_type)) > 0;
}

// WAL gives readers a steady view beside the writer; where it cannot work SQLite stays with its rollback journal.
Result<void> prepareForWriting(Database& database, const fs::path& file) {
    const Result<std::string> mode =
        database.text(isShared(file) ? "PRAGMA journal_mode = DELETE" : "PRAGMA journal_mode = WAL");
    if (!mode.ok() || *mode != "wal") {
        log(LogLevel::Info, "history",
            "no write-ahead log here: " + (mode.ok() ? "journal mode " + *mode : mode.error().detail));
        ORFEAS_CHECK(database.execute("PRAGMA journal_mode = DELETE"));
    }
    return database.execute("PRAGMA synchronous = FULL");
}

Error newerFormat(std::int64_t major) {
    return {ErrorCode::Unsupported,
            "This project was made by a newer Orfeas: it can be looked at but not changed here",
            "format " + std::to_string(major)};
}

} // namespace

bool resemblesProject(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::array<char, 72> head{};
    in.read(head.data(), head.size());
    const std::string_view bytes(head.data(), static_cast<std::size_t>(in.gcount()));
    return bytes.starts_with("SQLite format 3") || (bytes.size() == head.size() && bytes.ends_with("ORFA"));
}

ProjectFile::ProjectFile(fs::path file, Database database, int lock, std::string readOnlyReason)
    : m_path(std::move(file)), m_database(std::move(database)), m_objects(m_database), m_refs(m_database),
      m_lock(lock), m_readOnlyReason(std::move(readOnlyReason)) {}

ProjectFile::~ProjectFile() {
    if (!readOnly()) {
        for (const char* sql : {"PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode = DELETE"}) {
            if (const Result<void> folded = m_database.execute(sql); !folded.ok()) {
                log(LogLevel::Info, "history",
                    "the write-ahead log stays beside the project: " + folded.error().detail);
            }
        }
    }
    unlock(m_path, m_lock);
}

Result<void> ProjectFile::requireInPlace() const {
    int moved = 0;
    const int code = sqlite3_file_control(m_database.handle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    if (code != SQLITE_OK || !moved) return {};
    return Error{ErrorCode::NotFound,
                 "The project file was deleted or moved while it was open: save it under a name again",
                 {}};
}

Result<std::unique_ptr<ProjectFile>> ProjectFile::create(const fs::path& file) {
    // O_EXCL: an existing file is never touched, not even for a moment.
    const int fresh = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
    if (fresh < 0) {
        if (errno == EEXIST)
            return Error{ErrorCode::BadInput, "A file of this name exists already: choose another name", {}};
        if (errno == ENOENT)
            return Error{ErrorCode::NotFound, "The folder for the project does not exist", {}};
        return Error{ErrorCode::PermissionDenied, "The project cannot be made here: choose another folder",
                     std::strerror(errno)};
    }
    ::close(fresh);
    const auto fill = [&]() -> Result<std::unique_ptr<ProjectFile>> {
        ORFEAS_TRY(database, Database::open(file, OpenMode::ReadWrite));
        ORFEAS_CHECK(prepareForWriting(database, file));
        ORFEAS_TRY(transaction, Transaction::begin(database));
        ORFEAS_CHECK(database.execute(kSchema));
        ORFEAS_CHECK(database.execute(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str()));
        ORFEAS_CHECK(database.execute(
            ("PRAGMA user_version = " + std::to_string(1000 * kFormatMajor + kFormatMinor)).c_str()));
        {
            ORFEAS_TRY(insert, database.prepare("INSERT INTO meta VALUES('created_by', ?)"));
            insert.bind(1, std::string("Orfeas ") + std::string(version()));
            ORFEAS_CHECK(insert.run());
        }
        ORFEAS_CHECK(transaction.commit());
        return std::unique_ptr<ProjectFile>(
            new ProjectFile(file, std::move(database), lockForWriting(file), {}));
    };
    Result<std::unique_ptr<ProjectFile>> made = fill();
    if (!made.ok()) {
        std::error_code ignored;
        for (const char* suffix : {"", "-wal", "-shm", "-journal"})
            fs::remove(file.string() + suffix, ignored);
    }
    return made;
}

Result<std::unique_ptr<ProjectFile>> ProjectFile::open(const fs::path& file, Access access) {
    ORFEAS_CHECK(requireRegularFile(file));
    std::string reason;
    int lock = -1;
    if (access == Access::ReadOnly) {
        reason = "opened for reading only";
    } else if (::access(file.c_str(), W_OK) != 0 ||
               ::access(fs::absolute(file).parent_path().c_str(), W_OK) != 0) {
        reason = "the file or its folder is write-protected";
    } else if ((lock = lockForWriting(file)) < 0) {
        reason = lock == kTaken ? "another program has it open"
                                : "its folder cannot be locked, so that two programs could write at once";
    }
    Result<Database> opened = Database::open(file, reason.empty() ? OpenMode::ReadWrite : OpenMode::ReadOnly);
    if (!opened.ok()) {
        unlock(file, lock);
        return std::move(opened).error();
    }
    std::unique_ptr<ProjectFile> project(new ProjectFile(file, std::move(*opened), lock, reason));
    ORFEAS_TRY(application, project->m_database.integer("PRAGMA application_id"));
    if (application != kApplicationId) {
        project->m_readOnlyReason = notAProject().userText; // closing must not touch a foreign file
        return notAProject();
    }
    ORFEAS_TRY(format, project->m_database.integer("PRAGMA user_version"));
    if (format / 1000 > kFormatMajor) {
        if (!project->readOnly()) project->m_readOnlyReason = newerFormat(format / 1000).userText;
    } else if (!project->readOnly()) {
        ORFEAS_CHECK(prepareForWriting(project->m_database, file));
    }
    return project;
}

} // namespace orfeas::history
