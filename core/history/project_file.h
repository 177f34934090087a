// The file `name.orfeas`: one SQLite database that holds the objects and refs of a project (FORMAT.md).
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/history/database.h"
#include "core/history/ref_store.h"
#include "core/history/sqlite_store.h"

namespace orfeas::history {

inline constexpr int kFormatMajor = 1;
inline constexpr int kFormatMinor = 0;

/// Whether a file that cannot be opened was a project once, or an SQLite database at least: whether salvage may find
/// something. Looks at its first page only. Never on a file that this process has open.
bool resemblesProject(const std::filesystem::path& file);

/// An open project file. One thread at a time (the core thread). Any number of readers may have it open beside one
/// writer; a second writer is refused.
class ProjectFile {
public:
    enum class Access { ReadWrite, ReadOnly };

    /// Makes a new, empty project. Fails when the file exists.
    static Result<std::unique_ptr<ProjectFile>> create(const std::filesystem::path& file);

    /// Opens; read-only when asked for, when the file system says so, when another program writes it, or when the
    /// format's major version is newer: `readOnlyReason` tells. BadInput when it is no project.
    static Result<std::unique_ptr<ProjectFile>> open(const std::filesystem::path& file, Access access);

    ProjectFile(const ProjectFile&) = delete;
    ProjectFile& operator=(const ProjectFile&) = delete;
    /// Folds the write-ahead log back into the one file.
    ~ProjectFile();

    const std::filesystem::path& path() const { return m_path; }
    bool readOnly() const { return !m_readOnlyReason.empty(); }
    const std::string& readOnlyReason() const { return m_readOnlyReason; }

    /// That the file is still where it was opened: NotFound when it was deleted, moved or replaced meanwhile. What is open
    /// is all there all the same: copyProject saves it elsewhere.
    Result<void> requireInPlace() const;

    Database& database() { return m_database; }
    SqliteStore& objects() { return m_objects; }
    const SqliteStore& objects() const { return m_objects; }
    RefStore& refs() { return m_refs; }
    const RefStore& refs() const { return m_refs; }

private:
    ProjectFile(std::filesystem::path file, Database database, int lock, std::string readOnlyReason);

    std::filesystem::path m_path;
    Database m_database;
    SqliteStore m_objects;
    RefStore m_refs;
    int m_lock; ///< descriptor of the writer's lock, or -1
    std::string m_readOnlyReason;
};

} // namespace orfeas::history
