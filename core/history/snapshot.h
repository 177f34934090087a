// One version of a project, and writing and reading it as git trees and commits.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/history/object_id.h"
#include "core/history/object_store.h"

namespace orfeas::history {

/// Path ("objects/00…1/object.json") to blob. Sorted, so equal contents give equal trees.
using FileList = std::map<std::string, ObjectId>;

/// What a person or a program says about a version. `trailers` are the machine-readable lines (FORMAT.md).
struct SnapshotInfo {
    std::string message; ///< one line
    std::map<std::string, std::string> trailers;
    std::int64_t time = 0;  ///< Unix seconds
    std::string authorName; ///< empty: nobody named
};

struct Snapshot {
    ObjectId id;
    ObjectId tree;
    std::vector<ObjectId> parents;
    SnapshotInfo info;
};

/// Limits against hostile histories.
inline constexpr int kMaxTreeDepth = 8;
inline constexpr std::size_t kMaxFiles = 1'000'000;

/// Stores the nested trees of `files` and returns the root. BadInput when a path is empty, absolute, has an empty or
/// dotted part, or is both a file and a folder.
Result<ObjectId> writeTree(ObjectStore& store, const FileList& files);

/// Every file below `root`. BadInput beyond the limits.
Result<FileList> readTree(const ObjectStore& store, const ObjectId& root);

/// The file `name` directly in one tree, without reading the rest; nothing when there is none.
Result<std::optional<ObjectId>> findInTree(const ObjectStore& store, const ObjectId& tree,
                                           std::string_view name);

/// One entry of a tree.
struct TreeItem {
    std::string name;
    bool folder = false;
    ObjectId id;
};
/// What stands directly in one tree.
Result<std::vector<TreeItem>> readFolder(const ObjectStore& store, const ObjectId& tree);

/// The direct children of one tree.
Result<std::vector<ObjectId>> readTreeLinks(const ObjectStore& store, const ObjectId& tree);

Result<ObjectId> writeSnapshot(ObjectStore& store, const ObjectId& tree, const std::vector<ObjectId>& parents,
                               const SnapshotInfo& info);
Result<Snapshot> readSnapshot(const ObjectStore& store, const ObjectId& id);

} // namespace orfeas::history
