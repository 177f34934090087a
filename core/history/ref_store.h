// Names that point at snapshots: variants, tags, the autosaved working document.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/history/database.h"
#include "core/history/object_id.h"

namespace orfeas::history {

inline constexpr std::string_view kVariantPrefix = "refs/heads/";
inline constexpr std::string_view kTagPrefix = "refs/tags/";
inline constexpr std::string_view kAutosavePrefix = "refs/orfeas/autosave/";

/// Whether git accepts it as the name of a reference.
bool isValidRefName(std::string_view name);

/// The table `refs` of the open project. Borrows the database; one thread at a time.
class RefStore {
public:
    explicit RefStore(Database& database) : m_database(database) {}

    Result<std::optional<ObjectId>> get(std::string_view name) const;
    /// All whose name starts with `prefix`, sorted by name.
    Result<std::map<std::string, ObjectId>> list(std::string_view prefix = "refs/") const;
    /// Points `name` at `target`. BadInput when the name is not one.
    Result<void> set(std::string_view name, const ObjectId& target);
    Result<void> remove(std::string_view name);

    /// The name of the current variant, without prefix.
    Result<std::string> head() const;
    Result<void> setHead(std::string_view variant);
    /// After taking in somebody else's variants: a current variant that does not exist gives way to one that does.
    Result<void> mendHead();

private:
    Database& m_database;
};

} // namespace orfeas::history
