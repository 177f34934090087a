// What the session tells the world: which project is open, how safe it is, its versions, and answers to questions.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/history/backup.h"
#include "core/history/verify.h"
#include "core/project/compare.h"
#include "core/project/document.h"
#include "core/project/project_history.h"
#include "core/project/salvage.h"

namespace orfeas::project {

/// Where the latest edit is.
enum class SaveState {
    Empty,    ///< nothing made yet: no file either
    Saved,    ///< on disk
    Unsaved,  ///< will be on disk within two seconds
    ReadOnly, ///< the file cannot be changed here: `reason` says why
    Failed    ///< the last write failed: `reason` says why; tried again
};

struct SessionStatus {
    std::filesystem::path file; ///< empty while Empty
    std::string name;           ///< "garden-set"; empty for an untitled project
    SaveState state = SaveState::Empty;
    std::string reason;
    std::string variant = "main";
    bool edited = false; ///< differs from the last version, whether or not that is on disk

    bool untitled() const { return name.empty(); }
};

struct SessionChanged {
    SessionStatus status;
};

/// Complete: listeners replace what they had.
struct GraphChanged {
    std::shared_ptr<const HistoryGraph> graph;
};

struct ThumbnailRead {
    history::ObjectId version;
    std::shared_ptr<const std::vector<std::byte>> png; ///< empty: it has none
};

struct VersionRead {
    history::ObjectId version;
    std::string title; ///< its message
    DocumentPtr document;
};

/// Two versions side by side. `newer` without an id is the working document.
struct VersionsCompared {
    struct Side {
        std::optional<history::ObjectId> version;
        std::string title;
        std::int64_t time = 0;
        DocumentPtr document;
    };
    Side older;
    Side newer;
    std::vector<ObjectComparison> objects;
};

/// The versions that have every word, also in the name of an object; newest first.
struct Found {
    std::string words;
    std::vector<history::ObjectId> versions;
};

struct CompareDone {
    std::shared_ptr<const VersionsCompared> comparison;
};

/// A merge waits for choices: answer with `merge` again.
struct MergeAsked {
    std::string theirs;
    std::vector<MergeConflict> conflicts;
};

/// Taking in what others brought waits for choices about one variant: answer with `pull` again.
struct PullAsked {
    std::string location;
    std::string variant;
    std::vector<MergeConflict> conflicts;
};

/// What is known of the file itself.
struct CareRead {
    std::filesystem::path file;
    std::uint64_t bytes = 0;
    std::vector<history::Backup> backups; ///< newest first
    std::filesystem::path backupFolder;
};

struct Verified {
    history::VerifyReport report;
};

/// A file that should be a project cannot be read. Nothing was changed; what is open stays open. Answer with `salvage` or
/// `openBackup`, or not at all.
struct DamageFound {
    std::filesystem::path file;
    Error error;
    std::vector<history::Backup> backups; ///< newest first
};

/// What was sound is in a new project, which is open now.
struct Salvaged {
    std::filesystem::path from;
    std::filesystem::path to;
    SalvageReport report;
};

/// The program ended before this work became a version. The project is open at its last version meanwhile; answer with
/// `recover` or `discardRecovery`.
struct RecoveryOffered {
    SessionStatus status;
    Recovery recovery;
    std::vector<std::string> objects; ///< names of what is in it
    std::shared_ptr<const std::vector<std::byte>> thumbnail;
};

/// Went well, and is worth a line: "Kept version \"Flat base\"".
struct SessionTold {
    std::string text;
};

/// Work that takes its time has begun, or ended: "Sending to the shared folder".
struct ChoreChanged {
    std::string text; ///< empty: it has ended
};

struct SessionFailed {
    Error error;
};

using SessionEvent = std::variant<SessionChanged, GraphChanged, ThumbnailRead, VersionRead, CompareDone,
                                  MergeAsked, RecoveryOffered, PullAsked, Found, CareRead, Verified,
                                  DamageFound, Salvaged, ChoreChanged, SessionTold, SessionFailed>;

} // namespace orfeas::project
