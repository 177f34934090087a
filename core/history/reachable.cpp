#include "core/history/reachable.h"

#include <string_view>

#include "core/history/snapshot.h"

namespace orfeas::history {
namespace {

// The links of one object; damage shows as an Error.
Result<std::vector<ObjectId>> linksOf(const ObjectStore& store, const ObjectId& id, ObjectKind kind) {
    std::vector<ObjectId> links;
    if (kind == ObjectKind::Commit) {
        ORFEAS_TRY(snapshot, readSnapshot(store, id));
        links = snapshot.parents;
        links.push_back(snapshot.tree);
    } else if (kind == ObjectKind::Tree) {
        ORFEAS_TRY(children, readTreeLinks(store, id));
        links = std::move(children);
    }
    return links;
}

bool isDamage(const Error& error) {
    return error.code == ErrorCode::NotFound || error.code == ErrorCode::BadInput;
}

} // namespace

Result<Reachable> reachableFrom(const ObjectStore& store, const std::vector<ObjectId>& roots) {
    Reachable result;
    std::unordered_set<ObjectId> seen(roots.begin(), roots.end());
    std::vector<ObjectId> waiting(seen.begin(), seen.end());
    while (!waiting.empty()) {
        const ObjectId id = waiting.back();
        waiting.pop_back();
        const Result<StoredObject> object = store.get(id);
        if (!object.ok() && !isDamage(object.error())) return object.error();
        const Result<std::vector<ObjectId>> links =
            object.ok() ? linksOf(store, id, object->kind) : Result<std::vector<ObjectId>>(object.error());
        if (!links.ok()) {
            if (!isDamage(links.error())) return links.error();
            result.missing.push_back(id);
            continue;
        }
        result.objects.insert(id);
        for (const ObjectId& link : *links) {
            if (seen.insert(link).second) waiting.push_back(link);
        }
    }
    return result;
}

} // namespace orfeas::history
