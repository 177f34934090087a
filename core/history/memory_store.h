// Objects in memory: for tests, and for looking at a foreign history before it is taken in.
#pragma once

#include <unordered_map>

#include "core/history/object_store.h"

namespace orfeas::history {

class MemoryStore final : public ObjectStore {
public:
    Result<ObjectId> put(ObjectKind kind, std::span<const std::byte> content) override;
    Result<StoredObject> get(const ObjectId& id) const override;
    Result<bool> has(const ObjectId& id) const override;
    Result<void> forEach(const std::function<bool(const ObjectId&)>& visit) const override;

private:
    std::unordered_map<ObjectId, StoredObject> m_objects;
};

} // namespace orfeas::history
