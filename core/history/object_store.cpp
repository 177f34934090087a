#include "core/history/object_store.h"

#include <utility>

namespace orfeas::history {

Result<std::vector<StoredObject>> ObjectStore::getAll(std::span<const ObjectId> ids) const {
    std::vector<StoredObject> objects;
    objects.reserve(ids.size());
    for (const ObjectId& id : ids) {
        ORFEAS_TRY(object, get(id));
        objects.push_back(std::move(object));
    }
    return objects;
}

} // namespace orfeas::history
