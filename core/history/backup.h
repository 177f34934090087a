// Rolling copies of a project, made through SQLite's backup API while it stays open and in use.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/history/project_file.h"

namespace orfeas::history {

struct BackupPolicy {
    static constexpr std::chrono::seconds kAlways = -std::chrono::hours(24);

    std::size_t keep = 5; ///< the newest so many stay, whatever their age
    /// A younger backup makes another one unneeded; kAlways: none does.
    std::chrono::seconds every = std::chrono::hours(1);
    std::chrono::seconds maxAge = std::chrono::hours(24 * 30); ///< older ones go, except the newest
    std::filesystem::path folder;                              ///< empty: backupFolder(project)
};

struct Backup {
    std::filesystem::path file;
    std::int64_t time = 0; ///< Unix seconds
    std::uint64_t bytes = 0;
};

/// "name.orfeas-backups", beside the project.
std::filesystem::path backupFolder(const std::filesystem::path& project);

/// The backups of projects called `stem` in `folder`, newest first. A folder that is not there holds none.
std::vector<Backup> listBackups(const std::filesystem::path& folder, const std::string& stem);

/// Makes a backup when the policy wants one, then removes those beyond it. Nothing when none was due. The copy gets its
/// name only when it is whole and synced. Copies in small steps with a connection of its own, so that a writer on
/// another thread or program goes on; `cancelled` is asked between them. DiskFull and IoFailed leave nothing behind.
Result<std::optional<Backup>> backUp(const std::filesystem::path& project, const BackupPolicy& policy,
                                     const std::function<bool()>& cancelled = {});

/// A copy now, under a name of its own that must not exist yet.
Result<void> copyProject(const std::filesystem::path& project, const std::filesystem::path& to,
                         const std::function<bool()>& cancelled = {});
/// The same from the open file, on the thread that owns it: "Save as", with the whole history. Works also when the file was
/// deleted or replaced meanwhile: what is open is still all there.
Result<void> copyProject(ProjectFile& open, const std::filesystem::path& to,
                         const std::function<bool()>& cancelled = {});

} // namespace orfeas::history
