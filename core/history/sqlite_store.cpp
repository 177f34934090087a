#include "core/history/sqlite_store.h"

#include <chrono>
#include <utility>

#include <zstd.h>

#include "core/base/parallel.h"

namespace orfeas::history {
namespace {

enum Packing : std::int64_t { kAsItIs = 0, kZstd = 1 };

// SQLite's own limit for one value; also what a lying `size` column is checked against before memory is taken.
constexpr std::int64_t kMaxContent = 1'000'000'000;
// Below this a frame header costs more than it saves.
constexpr std::size_t kPackFrom = 256;

std::span<const std::byte> asBytes(const ObjectId& id) {
    return std::as_bytes(std::span(id.bytes));
}

std::int64_t unixSeconds() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

// Making one costs more than packing a commit does, so each thread keeps its own.
struct Packer {
    ZSTD_CCtx* out = ZSTD_createCCtx();
    ZSTD_DCtx* in = ZSTD_createDCtx();
    Packer() = default;
    Packer(const Packer&) = delete;
    Packer& operator=(const Packer&) = delete;
    ~Packer() {
        ZSTD_freeCCtx(out);
        ZSTD_freeDCtx(in);
    }
    static Packer& ofThread() {
        thread_local Packer packer;
        return packer;
    }
};

// Empty when packing does not pay.
std::vector<std::byte> packed(std::span<const std::byte> content) {
    if (content.size() < kPackFrom) return {};
    std::vector<std::byte> out(ZSTD_compressBound(content.size()));
    const std::size_t size =
        ZSTD_compressCCtx(Packer::ofThread().out, out.data(), out.size(), content.data(), content.size(), 3);
    if (ZSTD_isError(size) || size + size / 16 >= content.size()) return {};
    out.resize(size);
    return out;
}

Error damaged(const ObjectId& id, const char* how) {
    return {ErrorCode::BadInput,
            "A part of the project is damaged: try `orfeas history verify` to save what is sound",
            id.hex() + ": " + how};
}

Result<std::vector<std::byte>> unpacked(const ObjectId& id, std::int64_t packing, std::int64_t size,
                                        std::span<const std::byte> data) {
    if (size < 0 || size > kMaxContent) return damaged(id, "impossible size");
    if (packing == kAsItIs) {
        if (static_cast<std::size_t>(size) != data.size()) return damaged(id, "size differs");
        return std::vector<std::byte>(data.begin(), data.end());
    }
    if (packing != kZstd) return damaged(id, "unknown packing");
    if (ZSTD_getFrameContentSize(data.data(), data.size()) != static_cast<unsigned long long>(size)) {
        return damaged(id, "packed size differs");
    }
    std::vector<std::byte> content(static_cast<std::size_t>(size));
    const std::size_t got =
        ZSTD_decompressDCtx(Packer::ofThread().in, content.data(), content.size(), data.data(), data.size());
    if (ZSTD_isError(got) || got != content.size()) return damaged(id, "cannot be unpacked");
    return content;
}

constexpr const char* kSelect = "SELECT kind, size, packing, data FROM objects WHERE id = ?";

Error missing(const ObjectId& id) {
    return {ErrorCode::NotFound, "A part of the history is missing", id.hex()};
}

// A kept statement while it is asked: reset at the end whatever happens, so that no read stays open.
class Asking {
public:
    static Result<Asking> begin(Database& database, std::optional<Statement>& kept, const char* sql) {
        if (!kept) {
            ORFEAS_TRY(prepared, database.prepare(sql));
            kept.emplace(std::move(prepared));
        }
        return Asking(*kept);
    }
    Asking(Asking&& other) noexcept : m_statement(std::exchange(other.m_statement, nullptr)) {}
    Asking& operator=(Asking&&) = delete;
    ~Asking() {
        if (m_statement) m_statement->reset();
    }
    Statement* operator->() const { return m_statement; }

private:
    explicit Asking(Statement& statement) : m_statement(&statement) {}
    Statement* m_statement;
};

} // namespace

Result<ObjectId> SqliteStore::put(ObjectKind kind, std::span<const std::byte> content) {
    if (content.size() > static_cast<std::size_t>(kMaxContent)) {
        return Error{
            ErrorCode::TooLarge, "A part of the project is larger than a project can hold (1 GB)", {}};
    }
    const ObjectId id = hashObject(kind, content);
    ORFEAS_TRY(known, has(id));
    if (known) return id;
    const std::vector<std::byte> small = packed(content);
    ORFEAS_TRY(insert, Asking::begin(m_database, m_insert,
                                     "INSERT INTO objects(id, kind, size, packing, data, added) "
                                     "VALUES(?, ?, ?, ?, ?, ?)"));
    insert->bind(1, asBytes(id))
        .bind(2, static_cast<std::int64_t>(kind))
        .bind(3, static_cast<std::int64_t>(content.size()))
        .bind(4, static_cast<std::int64_t>(small.empty() ? kAsItIs : kZstd))
        .bind(5, small.empty() ? content : std::span<const std::byte>(small))
        .bind(6, unixSeconds());
    ORFEAS_CHECK(insert->run());
    return id;
}

Result<StoredObject> SqliteStore::get(const ObjectId& id) const {
    ORFEAS_TRY(select, Asking::begin(m_database, m_select, kSelect));
    select->bind(1, asBytes(id));
    ORFEAS_TRY(row, select->step());
    if (!row) return missing(id);
    return opened(id, select->integer(0), select->integer(1), select->integer(2), select->bytes(3));
}

Result<std::vector<StoredObject>> SqliteStore::getAll(std::span<const ObjectId> ids) const {
    std::vector<PackedObject> rows;
    rows.reserve(ids.size());
    for (const ObjectId& id : ids) {
        ORFEAS_TRY(read, row(id));
        rows.push_back(std::move(read));
    }
    // One connection, one thread; but what takes the time, unpacking and hashing, needs no connection.
    std::vector<std::optional<Result<StoredObject>>> checked(ids.size());
    parallelFor(ids.size(), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            checked[i] = opened(ids[i], rows[i].kind, rows[i].size, rows[i].packing, rows[i].data);
    });
    std::vector<StoredObject> objects;
    objects.reserve(ids.size());
    for (std::optional<Result<StoredObject>>& object : checked) {
        if (!object->ok()) return std::move(*object).error();
        objects.push_back(std::move(**object));
    }
    return objects;
}

Result<SqliteStore::PackedObject> SqliteStore::row(const ObjectId& id) const {
    ORFEAS_TRY(select, Asking::begin(m_database, m_select, kSelect));
    select->bind(1, asBytes(id));
    ORFEAS_TRY(there, select->step());
    if (!there) return missing(id);
    const std::span<const std::byte> data = select->bytes(3);
    return PackedObject{
        select->integer(0), select->integer(1), select->integer(2), {data.begin(), data.end()}};
}

Result<StoredObject> SqliteStore::opened(const ObjectId& id, std::int64_t kind, std::int64_t size,
                                         std::int64_t packing, std::span<const std::byte> data) {
    if (kind < 1 || kind > 3) return damaged(id, "unknown kind");
    ORFEAS_TRY(content, unpacked(id, packing, size, data));
    StoredObject object{static_cast<ObjectKind>(kind), std::move(content)};
    if (hashObject(object.kind, object.content) != id) return damaged(id, "hash differs");
    return object;
}

Result<bool> SqliteStore::has(const ObjectId& id) const {
    ORFEAS_TRY(select, Asking::begin(m_database, m_exists, "SELECT 1 FROM objects WHERE id = ?"));
    select->bind(1, asBytes(id));
    return select->step();
}

Result<void> SqliteStore::forEach(const std::function<bool(const ObjectId&)>& visit) const {
    ORFEAS_TRY(select, m_database.prepare("SELECT id FROM objects"));
    for (;;) {
        ORFEAS_TRY(row, select.step());
        if (!row) return {};
        const std::span<const std::byte> raw = select.bytes(0);
        ObjectId id;
        if (raw.size() != id.bytes.size()) {
            return Error{ErrorCode::BadInput, "The project's list of parts is damaged",
                         "id of a wrong length"};
        }
        std::copy(raw.begin(), raw.end(), reinterpret_cast<std::byte*>(id.bytes.data()));
        if (!visit(id)) return {};
    }
}

} // namespace orfeas::history
