#include "ui/models/row_runs.h"

#include <algorithm>
#include <unordered_set>

namespace orfeas::ui {
namespace {

using project::ObjectId;
using project::ObjectPtr;

std::unordered_set<ObjectId> idsOf(const std::vector<ObjectPtr>& objects) {
    std::unordered_set<ObjectId> ids;
    ids.reserve(objects.size());
    for (const ObjectPtr& object : objects)
        ids.insert(object->id);
    return ids;
}

/// The rows of `list` that are not in `kept`, as runs.
std::vector<RowRun> runsMissing(const std::vector<ObjectPtr>& list,
                                const std::unordered_set<ObjectId>& kept) {
    std::vector<RowRun> runs;
    for (int row = 0; row < static_cast<int>(list.size()); ++row) {
        if (kept.contains(list[static_cast<std::size_t>(row)]->id)) continue;
        if (!runs.empty() && runs.back().first + runs.back().count == row) {
            ++runs.back().count;
        } else {
            runs.push_back({row, 1});
        }
    }
    return runs;
}

std::vector<ObjectId> staying(const std::vector<ObjectPtr>& list, const std::unordered_set<ObjectId>& other) {
    std::vector<ObjectId> ids;
    for (const ObjectPtr& object : list) {
        if (other.contains(object->id)) ids.push_back(object->id);
    }
    return ids;
}

} // namespace

std::optional<RowChanges> rowChanges(const std::vector<ObjectPtr>& before,
                                     const std::vector<ObjectPtr>& after, std::size_t most) {
    const bool same = std::equal(before.begin(), before.end(), after.begin(), after.end(),
                                 [](const ObjectPtr& a, const ObjectPtr& b) { return a->id == b->id; });
    if (same) return RowChanges{};
    const std::unordered_set<ObjectId> old = idsOf(before);
    const std::unordered_set<ObjectId> now = idsOf(after);
    RowChanges changes{runsMissing(before, now), runsMissing(after, old)};
    if (changes.removed.size() + changes.inserted.size() > most) return std::nullopt;
    if (staying(before, now) != staying(after, old)) return std::nullopt;
    return changes;
}

} // namespace orfeas::ui
