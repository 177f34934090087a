#include "core/cache/cache_store.h"

#include <cstdlib>
#include <cstring>
#include <ctime>
#include <utility>

#include "core/base/log.h"
#include "core/cache/likeness.h"
#include "core/cache/stored_result.h"

namespace orfeas::cache {
namespace {

namespace fs = std::filesystem;
using history::Database;
using history::Statement;
using history::Transaction;

// "OrfC"; the version rises when the tables or the stored form change.
constexpr std::int64_t kApplication = 0x4f726643;
constexpr std::int64_t kVersion = 2; // 2: likeness counts proportions
constexpr std::int64_t kMegabyte = 1024 * 1024;

constexpr const char* kTables = R"(
CREATE TABLE value(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE entry(
    value INTEGER PRIMARY KEY REFERENCES value(id), form INTEGER NOT NULL, size INTEGER NOT NULL, created INTEGER NOT NULL,
    used INTEGER NOT NULL, made_us INTEGER NOT NULL, picture BLOB NOT NULL, likeness INTEGER NOT NULL, name TEXT NOT NULL,
    generator TEXT NOT NULL, settings TEXT NOT NULL);
CREATE INDEX entry_used ON entry(used);
CREATE TABLE name(key BLOB PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX name_value ON name(value);
CREATE TABLE counter(name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE setting(name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
)";

Error cannotUse(const fs::path& folder, const Error& why) {
    return {why.code, "The cache in " + folder.string() + " cannot be used: " + why.userText, why.detail};
}

Result<Database> openTables(const fs::path& file) {
    ORFEAS_TRY(database, Database::open(file, history::OpenMode::Create));
    ORFEAS_CHECK(database.execute("PRAGMA auto_vacuum = INCREMENTAL"));
    ORFEAS_CHECK(database.execute("PRAGMA journal_mode = WAL"));
    // A power cut may lose the newest values; it cannot damage the older ones.
    ORFEAS_CHECK(database.execute("PRAGMA synchronous = NORMAL"));
    ORFEAS_TRY(transaction, Transaction::begin(database)); // two programs may begin at once
    ORFEAS_TRY(application, database.integer("PRAGMA application_id"));
    ORFEAS_TRY(version, database.integer("PRAGMA user_version"));
    if (application == 0 && version == 0) {
        ORFEAS_CHECK(database.execute(kTables));
        ORFEAS_CHECK(database.execute(("PRAGMA application_id = " + std::to_string(kApplication)).c_str()));
        ORFEAS_CHECK(database.execute(("PRAGMA user_version = " + std::to_string(kVersion)).c_str()));
    } else if (application != kApplication || version != kVersion) {
        return Error{ErrorCode::BadInput, "The cache is of another version", {}};
    }
    ORFEAS_CHECK(transaction.commit());
    return std::move(database);
}

void removeDatabase(const fs::path& file) {
    std::error_code ignored; // what stays is seen when it is opened again
    for (const char* suffix : {"", "-wal", "-shm"})
        fs::remove(file.string() + suffix, ignored);
}

std::span<const std::byte> bytesOf(const Hash128& hash) {
    return hash.bytes;
}

EntryInfo infoFrom(const Statement& row, int first) {
    EntryInfo info;
    info.name = row.text(first);
    info.generator = row.text(first + 1);
    info.settings = row.text(first + 2);
    const auto picture = row.bytes(first + 3);
    if (picture.size() == info.picture.bytes.size())
        std::memcpy(info.picture.bytes.data(), picture.data(), picture.size());
    info.likeness = static_cast<std::uint64_t>(row.integer(first + 4));
    return info;
}

void logged(const Result<void>& result) {
    if (!result.ok()) log(LogLevel::Warning, "cache", result.error().userText + ": " + result.error().detail);
}

std::int64_t now() {
    return static_cast<std::int64_t>(std::time(nullptr));
}

} // namespace

fs::path cacheFolder() {
    const auto variable = [](const char* name) -> const char* {
        const char* value = std::getenv(name);
        return value && *value ? value : nullptr;
    };
    if (const char* own = variable("ORFEAS_CACHE")) return own;
    if (const char* cache = variable("XDG_CACHE_HOME")) return fs::path(cache) / "orfeas";
    if (const char* home = variable("HOME")) return fs::path(home) / ".cache" / "orfeas";
    return fs::temp_directory_path() / "orfeas";
}

CacheStore::CacheStore(fs::path file, Database database)
    : m_file(std::move(file)), m_database(std::move(database)) {}

Result<std::unique_ptr<CacheStore>> CacheStore::open(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return cannotUse(folder, {ErrorCode::IoFailed, "the folder cannot be made", error.message()});
    const fs::path file = folder / "results.sqlite";
    Result<Database> database = openTables(file);
    if (!database.ok() && database.error().code == ErrorCode::BadInput) {
        log(LogLevel::Warning, "cache", "begun anew: " + database.error().userText);
        removeDatabase(file);
        database = openTables(file);
    }
    if (!database.ok()) return cannotUse(folder, database.error());
    return std::unique_ptr<CacheStore>(new CacheStore(file, std::move(*database)));
}

Result<void> CacheStore::touch(std::int64_t value) {
    ORFEAS_TRY(statement, m_database.prepare("UPDATE entry SET used = ?2 WHERE value = ?1"));
    return statement.bind(1, value).bind(2, now()).run();
}

Result<std::optional<CacheStore::Value>> CacheStore::find(const Hash128& key) {
    const Limits allowed = limits();
    std::int64_t id = 0;
    {
        std::lock_guard lock(m_mutex);
        ORFEAS_TRY(named, m_database.prepare("SELECT n.value FROM name n JOIN entry e ON e.value = n.value "
                                             "WHERE n.key = ?1 AND e.form = ?2 AND e.used >= ?3"));
        named.bind(1, bytesOf(key)).bind(2, kStoredForm).bind(3, now() - allowed.maxAge.count());
        ORFEAS_TRY(there, named.step());
        if (!there) return std::optional<Value>();
        id = named.integer(0);
    }
    return read(id);
}

Result<std::optional<CacheStore::Value>> CacheStore::read(std::int64_t id) {
    std::lock_guard lock(m_mutex);
    ORFEAS_TRY(row, m_database.prepare("SELECT v.bytes, e.made_us FROM value v JOIN entry e ON e.value = "
                                       "v.id WHERE v.id = ?1"));
    row.bind(1, id);
    ORFEAS_TRY(there, row.step());
    if (!there) return std::optional<Value>();
    const std::span<const std::byte> bytes = row.bytes(0);
    Value value{id, {bytes.begin(), bytes.end()}, static_cast<double>(row.integer(1)) / 1e6};
    row.reset();
    logged(touch(id));
    return std::optional(std::move(value));
}

Result<void> CacheStore::put(std::span<const Hash128> keys, const EntryInfo& info, double madeInSeconds,
                             std::span<const std::byte> bytes) {
    const Limits allowed = limits();
    if (!allowed.enabled || bytes.size() > allowed.maxBytes) return {};
    std::lock_guard lock(m_mutex);
    const std::int64_t time = now();
    ORFEAS_TRY(transaction, Transaction::begin(m_database));
    ORFEAS_CHECK(evict(bytes.size(), time));
    ORFEAS_TRY(value, m_database.prepare("INSERT INTO value(bytes) VALUES(?1)"));
    ORFEAS_CHECK(value.bind(1, bytes).run());
    ORFEAS_TRY(id, m_database.integer("SELECT last_insert_rowid()"));
    ORFEAS_TRY(entry, m_database.prepare("INSERT INTO entry(value, form, size, created, used, made_us, "
                                         "picture, likeness, name, generator, settings) "
                                         "VALUES(?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"));
    entry.bind(1, id).bind(2, kStoredForm).bind(3, static_cast<std::int64_t>(bytes.size())).bind(4, time);
    entry.bind(5, static_cast<std::int64_t>(madeInSeconds * 1e6)).bind(6, bytesOf(info.picture));
    entry.bind(7, static_cast<std::int64_t>(info.likeness)).bind(8, std::string_view(info.name));
    entry.bind(9, std::string_view(info.generator)).bind(10, std::string_view(info.settings));
    ORFEAS_CHECK(entry.run());
    ORFEAS_TRY(name, m_database.prepare("INSERT OR REPLACE INTO name(key, value) VALUES(?1, ?2)"));
    for (const Hash128& key : keys)
        ORFEAS_CHECK(name.bind(1, bytesOf(key)).bind(2, id).run());
    ORFEAS_CHECK(addToCounter("stored", 1));
    return transaction.commit();
}

// Inside a transaction: what is too old goes, then the least recently used until `room` bytes fit, then values that lost
// their names to a newer one.
Result<void> CacheStore::evict(std::uint64_t room, std::int64_t time) {
    ORFEAS_TRY(age, m_database.integer("SELECT number FROM setting WHERE name = 'max_age'"));
    ORFEAS_TRY(most, m_database.integer("SELECT number FROM setting WHERE name = 'max_bytes'"));
    const auto maxBytes =
        static_cast<std::int64_t>(most > 0 ? most : static_cast<std::int64_t>(Limits().maxBytes));
    const std::int64_t oldest = time - (age > 0 ? age : Limits().maxAge.count());
    ORFEAS_TRY(held, m_database.integer("SELECT total(size) FROM entry"));
    ORFEAS_TRY(row, m_database.prepare("SELECT value, size, used, EXISTS(SELECT 1 FROM name WHERE name.value "
                                       "= entry.value) FROM entry ORDER BY used, value"));
    std::vector<std::int64_t> leaving;
    for (;;) {
        ORFEAS_TRY(more, row.step());
        if (!more) break;
        const bool full = held + static_cast<std::int64_t>(room) > maxBytes;
        if (!full && row.integer(2) >= oldest && row.integer(3) != 0) continue;
        leaving.push_back(row.integer(0));
        held -= row.integer(1);
    }
    row.reset();
    for (const char* sql : {"DELETE FROM name WHERE value = ?1", "DELETE FROM entry WHERE value = ?1",
                            "DELETE FROM value WHERE id = ?1"}) {
        ORFEAS_TRY(statement, m_database.prepare(sql));
        for (const std::int64_t id : leaving)
            ORFEAS_CHECK(statement.bind(1, id).run());
    }
    if (leaving.empty()) return {};
    ORFEAS_CHECK(addToCounter("evicted", static_cast<std::int64_t>(leaving.size())));
    return m_database.execute("PRAGMA incremental_vacuum");
}

Result<void> CacheStore::addToCounter(const char* name, std::int64_t by) {
    ORFEAS_TRY(statement,
               m_database.prepare("INSERT INTO counter(name, number) VALUES(?1, ?2) ON CONFLICT(name) "
                                  "DO UPDATE SET number = number + ?2"));
    return statement.bind(1, std::string_view(name)).bind(2, by).run();
}

void CacheStore::drop(std::int64_t id) {
    std::lock_guard lock(m_mutex);
    logged([&]() -> Result<void> {
        ORFEAS_TRY(transaction, Transaction::begin(m_database));
        for (const char* sql : {"DELETE FROM name WHERE value = ?1", "DELETE FROM entry WHERE value = ?1",
                                "DELETE FROM value WHERE id = ?1"}) {
            ORFEAS_TRY(statement, m_database.prepare(sql));
            ORFEAS_CHECK(statement.bind(1, id).run());
        }
        ORFEAS_CHECK(addToCounter("damaged", 1));
        return transaction.commit();
    }());
}

void CacheStore::count(Count what, double savedSeconds) {
    std::lock_guard lock(m_mutex);
    const char* name = what == Count::Hit ? "hits" : what == Count::Coalesced ? "coalesced" : "misses";
    logged(addToCounter(name, 1));
    if (savedSeconds > 0.0) logged(addToCounter("saved_us", static_cast<std::int64_t>(savedSeconds * 1e6)));
}

std::optional<Alike> CacheStore::alike(const Hash128& picture, std::uint64_t likeness) {
    if (likeness == 0) return std::nullopt;
    std::lock_guard lock(m_mutex);
    // A few thousand rows at most: looking at all of them is a millisecond.
    Result<Statement> row = m_database.prepare("SELECT name, generator, settings, picture, likeness, value, "
                                               "created FROM entry WHERE form = ?1 ORDER BY created DESC");
    if (!row.ok()) return std::nullopt;
    row->bind(1, kStoredForm);
    std::optional<Alike> best;
    for (Result<bool> more = row->step(); more.ok() && *more; more = row->step()) {
        const auto other = static_cast<std::uint64_t>(row->integer(4));
        const int bits = distance(other, likeness);
        if (other == 0 || bits > kAlike || (best && best->bits <= bits)) continue;
        EntryInfo info = infoFrom(*row, 0);
        if (info.picture == picture) continue;
        best = Alike{row->integer(5), std::move(info), row->integer(6), bits};
    }
    return best;
}

Limits CacheStore::limits() {
    std::lock_guard lock(m_mutex);
    Limits out;
    Result<Statement> row = m_database.prepare("SELECT name, number FROM setting");
    if (!row.ok()) return out;
    for (Result<bool> more = row->step(); more.ok() && *more; more = row->step()) {
        const std::string name = row->text(0);
        if (name == "enabled") out.enabled = row->integer(1) != 0;
        if (name == "max_bytes") out.maxBytes = static_cast<std::uint64_t>(row->integer(1));
        if (name == "max_age") out.maxAge = std::chrono::seconds(row->integer(1));
    }
    return out;
}

Result<void> CacheStore::setLimits(const Limits& limits) {
    if (limits.maxBytes < kMegabyte || limits.maxAge.count() < 1)
        return Error{ErrorCode::BadInput, "The cache needs at least 1 MB and a second", {}};
    std::lock_guard lock(m_mutex);
    ORFEAS_TRY(transaction, Transaction::begin(m_database));
    const std::pair<const char*, std::int64_t> values[] = {
        {"enabled", limits.enabled ? 1 : 0},
        {"max_bytes", static_cast<std::int64_t>(limits.maxBytes)},
        {"max_age", limits.maxAge.count()}};
    ORFEAS_TRY(statement, m_database.prepare("INSERT OR REPLACE INTO setting(name, number) VALUES(?1, ?2)"));
    for (const auto& [name, value] : values)
        ORFEAS_CHECK(statement.bind(1, std::string_view(name)).bind(2, value).run());
    ORFEAS_CHECK(evict(0, now()));
    return transaction.commit();
}

Result<CacheStats> CacheStore::stats() {
    std::lock_guard lock(m_mutex);
    CacheStats out;
    // What is kept beside results (app/kept_output.h) names no generator.
    ORFEAS_TRY(entries, m_database.integer("SELECT count(*) FROM entry WHERE generator <> ''"));
    ORFEAS_TRY(bytes, m_database.integer("SELECT total(size) FROM entry"));
    out.entries = static_cast<std::uint64_t>(entries);
    out.bytes = static_cast<std::uint64_t>(bytes);
    ORFEAS_TRY(row, m_database.prepare("SELECT name, number FROM counter"));
    for (;;) {
        ORFEAS_TRY(more, row.step());
        if (!more) return out;
        const std::string name = row.text(0);
        const auto number = static_cast<std::uint64_t>(row.integer(1));
        if (name == "hits") out.hits = number;
        if (name == "coalesced") out.coalesced = number;
        if (name == "misses") out.misses = number;
        if (name == "stored") out.stored = number;
        if (name == "evicted") out.evicted = number;
        if (name == "damaged") out.damaged = number;
        if (name == "saved_us") out.savedSeconds = static_cast<double>(number) / 1e6;
    }
}

Result<std::uint64_t> CacheStore::clear() {
    std::lock_guard lock(m_mutex);
    std::error_code error;
    const auto before = fs::file_size(m_file, error);
    {
        ORFEAS_TRY(transaction, Transaction::begin(m_database));
        for (const char* table : {"name", "entry", "value", "counter"})
            ORFEAS_CHECK(m_database.execute(("DELETE FROM " + std::string(table)).c_str()));
        ORFEAS_CHECK(transaction.commit());
    }
    ORFEAS_CHECK(m_database.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    ORFEAS_CHECK(m_database.execute("PRAGMA incremental_vacuum"));
    ORFEAS_CHECK(m_database.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    const auto after = fs::file_size(m_file, error);
    return before > after ? before - after : 0;
}

} // namespace orfeas::cache
