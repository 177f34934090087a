// What the session tells the world: which project is open, how safe it is, its versions, and answers to questions.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/project/compare.h"
#include "core/project/document.h"
#include "core/project/project_history.h"

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

struct CompareDone {
    std::shared_ptr<const VersionsCompared> comparison;
};

/// A merge waits for choices: answer with `merge` again.
struct MergeAsked {
    std::string theirs;
    std::vector<MergeConflict> conflicts;
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

struct SessionFailed {
    Error error;
};

using SessionEvent = std::variant<SessionChanged, GraphChanged, ThumbnailRead, VersionRead, CompareDone,
                                  MergeAsked, RecoveryOffered, SessionTold, SessionFailed>;

} // namespace orfeas::project
