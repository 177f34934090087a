#include "core/history/memory_store.h"

namespace orfeas::history {

Result<ObjectId> MemoryStore::put(ObjectKind kind, std::span<const std::byte> content) {
    const ObjectId id = hashObject(kind, content);
    m_objects.try_emplace(id, StoredObject{kind, {content.begin(), content.end()}});
    return id;
}

Result<StoredObject> MemoryStore::get(const ObjectId& id) const {
    const auto found = m_objects.find(id);
    if (found == m_objects.end())
        return Error{ErrorCode::NotFound, "A part of the history is missing", id.hex()};
    return found->second;
}

Result<bool> MemoryStore::has(const ObjectId& id) const {
    return m_objects.contains(id);
}

Result<void> MemoryStore::forEach(const std::function<bool(const ObjectId&)>& visit) const {
    for (const auto& [id, object] : m_objects) {
        if (!visit(id)) break;
    }
    return {};
}

} // namespace orfeas::history
