// Two versions of a project brought together object by object, on the files of their trees (core/history/FORMAT.md):
// nothing is decoded, so that whatever a newer Orfeas stored takes part as well.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/history/object_store.h"
#include "core/history/snapshot.h"
#include "core/project/document.h"

namespace orfeas::project {

/// What one side did to an object since the two sides parted.
struct SideChange {
    enum class Kind { Unchanged, Added, Changed, Removed };
    Kind kind = Kind::Unchanged;
    std::string name;   ///< on this side; before it was removed
    bool shape = false; ///< Changed: what about it. Shape goes together with how it was made.
    bool place = false;
    bool renamed = false;
    bool visibility = false;
    bool other = false; ///< lock, colour, group, and what this version does not know

    /// "moved, renamed", "removed", "changed the shape": for a conflict's two columns.
    std::string text() const;
};

/// An object that both sides changed in ways that cannot both hold: the same aspect differently, or one removed what
/// the other changed. Nothing is lost whatever is chosen: both versions stay in the history.
struct MergeConflict {
    ObjectId object{};
    SideChange ours;
    SideChange theirs;
};

/// What to do with a conflict. Ask: nothing is merged, the conflicts come back.
enum class MergeChoice { Ask, Ours, Theirs, Both };

struct MergeChoices {
    MergeChoice otherwise = MergeChoice::Ask; ///< for objects not named below
    std::map<ObjectId, MergeChoice> objects;

    MergeChoice of(ObjectId object) const;
};

struct MergedFiles {
    history::FileList files;              ///< whole only when `conflicts` is empty
    std::vector<MergeConflict> conflicts; ///< those whose choice is Ask
    std::size_t takenFromTheirs = 0;      ///< objects added, changed or removed because they did
};

/// The three-way rule, per object and within it per aspect (shape, place, name, each other field): what only one side
/// changed is taken; what both changed alike is taken once; else it is a conflict, and the choice decides for that
/// aspect (Both: ours stays, theirs is added beside it under a new id; a changed object beats its removal).
/// Objects that both sides added are kept both; theirs gets a free id where ids collide. `base` is empty for histories
/// that share nothing. `theirName` names copies: "Owl (round)".
Result<MergedFiles> mergeFiles(history::ObjectStore& store, const history::FileList& base,
                               const history::FileList& ours, const history::FileList& theirs,
                               const MergeChoices& choices, const std::string& theirName);

} // namespace orfeas::project
