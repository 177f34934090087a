// The files of a snapshot, object by object: what comparing, merging and rewriting have in common.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/history/object_store.h"
#include "core/history/snapshot.h"
#include "core/project/object_record.h"

namespace orfeas::project {

/// Name within the object's folder ("positions.mesh") to blob.
using FolderFiles = std::map<std::string, history::ObjectId>;

/// Folder ("objects/00000000000000a1/") to its files.
using ObjectFiles = std::map<std::string, FolderFiles>;

ObjectFiles filesByObject(const history::FileList& files);

/// The object a folder belongs to; nothing when its name is not one.
std::optional<ObjectId> objectOfFolder(const std::string& folder);

Result<ParsedRecord> readRecord(const history::ObjectStore& store, const FolderFiles& files);

/// Whether the shapes are the same: every file but the record and the picture it was made from.
bool sameShape(const FolderFiles& a, const FolderFiles& b);

/// What happened to one object between two versions.
struct ObjectChange {
    enum class Kind { Added, Removed, Changed };
    Kind kind = Kind::Changed;
    ObjectId object{};
    std::string name;      ///< the newer one
    bool geometry = false; ///< Changed: what about it
    bool moved = false;
    bool settings = false;
    bool renamed = false;
    bool visibility = false;
    bool other = false; ///< lock, colour, group, and what this version does not know
};

/// Object by object, in the order of their ids, then what was removed.
Result<std::vector<ObjectChange>> changedObjects(const history::ObjectStore& store,
                                                 const history::FileList& older,
                                                 const history::FileList& newer);

} // namespace orfeas::project
