// What the refs of a project still lead to.
#pragma once

#include <unordered_set>
#include <vector>

#include "core/base/result.h"
#include "core/history/object_store.h"

namespace orfeas::history {

struct Reachable {
    std::unordered_set<ObjectId> objects; ///< sound ones that were reached
    std::vector<ObjectId> missing;        ///< linked to, but not there or damaged
};

/// Follows every link from `roots` (snapshots): parents, trees, blobs. Damage does not stop it. Fails only when the
/// store itself does.
Result<Reachable> reachableFrom(const ObjectStore& store, const std::vector<ObjectId>& roots);

} // namespace orfeas::history
