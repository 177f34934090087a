// Objects in a project file: rows of the table `objects` (FORMAT.md).
#pragma once

#include <optional>

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
    Result<std::vector<StoredObject>> getAll(std::span<const ObjectId> ids) const override;
    Result<bool> has(const ObjectId& id) const override;
    Result<void> forEach(const std::function<bool(const ObjectId&)>& visit) const override;

private:
    /// A row as it lies in the file, not yet checked against its id.
    struct PackedObject {
        std::int64_t kind = 0;
        std::int64_t size = 0;
        std::int64_t packing = 0;
        std::vector<std::byte> data;
    };
    Result<PackedObject> row(const ObjectId& id) const;
    static Result<StoredObject> opened(const ObjectId& id, std::int64_t kind, std::int64_t size,
                                       std::int64_t packing, std::span<const std::byte> data);

    Database& m_database;
    // Prepared once: a project asks them thousands of times. Reset whenever they are not being read.
    mutable std::optional<Statement> m_select;
    mutable std::optional<Statement> m_exists;
    std::optional<Statement> m_insert;
};

} // namespace orfeas::history
