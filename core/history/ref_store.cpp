#include "core/history/ref_store.h"

#include <algorithm>

#include "core/history/git_library.h"

namespace orfeas::history {
namespace {

Result<ObjectId> idFrom(std::span<const std::byte> raw, std::string_view name) {
    ObjectId id;
    if (raw.size() != id.bytes.size()) {
        return Error{ErrorCode::BadInput, "The project's list of variants is damaged", std::string(name)};
    }
    std::copy(raw.begin(), raw.end(), reinterpret_cast<std::byte*>(id.bytes.data()));
    return id;
}

} // namespace

bool isValidRefName(std::string_view name) {
    useGitLibrary();
    int valid = 0;
    return name.starts_with("refs/") && git_reference_name_is_valid(&valid, std::string(name).c_str()) == 0 &&
           valid;
}

Result<std::optional<ObjectId>> RefStore::get(std::string_view name) const {
    ORFEAS_TRY(select, m_database.prepare("SELECT target FROM refs WHERE name = ?"));
    select.bind(1, name);
    ORFEAS_TRY(row, select.step());
    if (!row) return std::optional<ObjectId>();
    ORFEAS_TRY(id, idFrom(select.bytes(0), name));
    return std::optional<ObjectId>(id);
}

Result<std::map<std::string, ObjectId>> RefStore::list(std::string_view prefix) const {
    std::map<std::string, ObjectId> refs;
    ORFEAS_TRY(select, m_database.prepare("SELECT name, target FROM refs"));
    for (;;) {
        ORFEAS_TRY(row, select.step());
        if (!row) return refs;
        const std::string name = select.text(0);
        if (!name.starts_with(prefix)) continue;
        ORFEAS_TRY(id, idFrom(select.bytes(1), name));
        refs.emplace(name, id);
    }
}

Result<void> RefStore::set(std::string_view name, const ObjectId& target) {
    if (!isValidRefName(name)) {
        return Error{ErrorCode::BadInput,
                     "This name cannot be used: leave out spaces at the ends and the characters ~^:?*[\\",
                     std::string(name)};
    }
    ORFEAS_TRY(upsert, m_database.prepare("INSERT INTO refs(name, target) VALUES(?, ?) "
                                          "ON CONFLICT(name) DO UPDATE SET target = excluded.target"));
    upsert.bind(1, name).bind(2, std::as_bytes(std::span(target.bytes)));
    return upsert.run();
}

Result<void> RefStore::remove(std::string_view name) {
    ORFEAS_TRY(statement, m_database.prepare("DELETE FROM refs WHERE name = ?"));
    statement.bind(1, name);
    return statement.run();
}

Result<std::string> RefStore::head() const {
    return m_database.text("SELECT value FROM meta WHERE key = 'head'");
}

Result<void> RefStore::setHead(std::string_view variant) {
    ORFEAS_TRY(upsert, m_database.prepare("INSERT INTO meta(key, value) VALUES('head', ?) "
                                          "ON CONFLICT(key) DO UPDATE SET value = excluded.value"));
    upsert.bind(1, variant);
    return upsert.run();
}

Result<void> RefStore::mendHead() {
    ORFEAS_TRY(now, head());
    ORFEAS_TRY(variants, list(kVariantPrefix));
    if (variants.empty() || variants.contains(std::string(kVariantPrefix) + now)) return {};
    return setHead(variants.begin()->first.substr(kVariantPrefix.size()));
}

} // namespace orfeas::history
