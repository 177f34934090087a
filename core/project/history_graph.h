// All versions of a project as a graph: what a history panel draws and what search looks through.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/history/project_file.h"
#include "core/history/snapshot.h"

namespace orfeas::project {

/// One version with everything a row of the panel shows, except the thumbnail (ProjectHistory::thumbnail).
struct GraphVersion {
    history::ObjectId id;
    history::ObjectId tree; ///< equal trees: equal content
    std::vector<history::ObjectId> parents;
    std::string message;
    std::int64_t time = 0; ///< Unix seconds
    std::string author;    ///< empty: nobody named
    std::string reason;    ///< "generate", "import", "repair", "export", "edit", "restore", "merge", "named"
    bool named = false;    ///< kept by the user, not automatically
    std::uint64_t objects = 0;
    std::uint64_t triangles = 0;
    std::string verdict;               ///< "solid", "not solid", or what the print check said
    std::vector<std::string> variants; ///< whose tip this is
    std::vector<std::string> tags;
};

struct HistoryGraph {
    std::vector<GraphVersion> versions; ///< newest first; never before one that grew from it
    std::string currentVariant;
    bool complete = true; ///< false: `limit` cut it
};

/// Everything that variants and tags lead to. About 15 microseconds a version. Damaged versions are left out together
/// with what only they lead to (verify tells).
Result<HistoryGraph> readGraph(const history::ProjectFile& project, std::size_t limit = 100'000);

/// Whether message, tag, variant, author, reason or id (first digits) holds every word of `words`, whatever the case
/// of ASCII letters. An empty search matches everything.
bool matches(const GraphVersion& version, std::string_view words);

/// The common ancestor that a three-way merge compares with: the newest one no other common ancestor grew from.
/// Nothing for histories that share nothing.
Result<std::optional<history::ObjectId>> mergeBase(const history::ObjectStore& store,
                                                   const history::ObjectId& a, const history::ObjectId& b);

/// Whether `ancestor` is `version` or among what led to it.
Result<bool> isAncestor(const history::ObjectStore& store, const history::ObjectId& ancestor,
                        const history::ObjectId& version);

} // namespace orfeas::project
