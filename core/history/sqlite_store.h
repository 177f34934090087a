// Objects in a project file: rows of the table `objects` (FORMAT.md).
#pragma once

#include "core/history/database.h"
#include "core/history/object_store.h"

namespace orfeas::history {

/// Borrows the database of the open project. Put does not commit: wrap related puts and the ref that makes them
/// reachable in one Transaction.
class SqliteStore final : public ObjectStore {
public:
    explicit SqliteStore(Database& database) : m_database(database) {}

    Result<ObjectId> put(ObjectKind kind, std::span<const std::byte> content) override;
    Result<StoredObject> get(const ObjectId& id) const override;
    Result<bool> has(const ObjectId& id) const override;
    Result<void> forEach(const std::function<bool(const ObjectId&)>& visit) const override;

private:
    Database& m_database;
};

} // namespace orfeas::history
