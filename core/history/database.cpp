#include "core/history/database.h"

#include <utility>

#include <sqlite3.h>

#include "core/base/assert.h"
#include "core/base/log.h"

namespace orfeas::history {
namespace {

Error sqliteError(sqlite3* handle, int code) {
    const std::string detail = handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    switch (code & 0xff) {
    case SQLITE_FULL:
        return {ErrorCode::DiskFull, "The disk is full: free some space, nothing was lost", detail};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorCode::Unavailable,
                "The project is in use by another program: close it there and try again", detail};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return {ErrorCode::PermissionDenied, "The project file cannot be written: save it under another name",
                detail};
    case SQLITE_CANTOPEN:
        return {ErrorCode::NotFound,
                "The project file cannot be opened: check that the file and its folder exist", detail};
    case SQLITE_CORRUPT:
        return {ErrorCode::BadInput,
                "The project file is damaged: try `orfeas history verify` to save what is sound", detail};
    case SQLITE_NOTADB:
        return {ErrorCode::BadInput, "This is not an Orfeas project", detail};
    case SQLITE_NOMEM:
        return {ErrorCode::OutOfMemory, "There is not enough memory for the project", detail};
    case SQLITE_TOOBIG:
        return {ErrorCode::TooLarge, "A part of the project is larger than a project can hold (1 GB)",
                detail};
    default:
        return {ErrorCode::IoFailed, "Reading or writing the project file failed", detail};
    }
}

Error statementError(sqlite3_stmt* statement, int code) {
    return sqliteError(sqlite3_db_handle(statement), code);
}

} // namespace

Statement& Statement::operator=(Statement&& other) noexcept {
    std::swap(m_handle, other.m_handle);
    return *this;
}

Statement::~Statement() {
    sqlite3_finalize(m_handle);
}

Statement& Statement::bind(int index, std::int64_t value) {
    const int code = sqlite3_bind_int64(m_handle, index, value);
    ORFEAS_ASSERT(code == SQLITE_OK);
    return *this;
}

Statement& Statement::bind(int index, std::string_view value) {
    const int code =
        sqlite3_bind_text64(m_handle, index, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    ORFEAS_ASSERT(code == SQLITE_OK);
    return *this;
}

Statement& Statement::bind(int index, std::span<const std::byte> value) {
    // A null pointer would bind NULL; an empty blob is something else. Too large a blob is told by step().
    static const std::byte kNothing{};
    const void* data = value.empty() ? &kNothing : value.data();
    if (sqlite3_bind_blob64(m_handle, index, data, value.size(), SQLITE_STATIC) != SQLITE_OK) {
        sqlite3_bind_null(m_handle, index);
    }
    return *this;
}

Result<bool> Statement::step() {
    const int code = sqlite3_step(m_handle);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return statementError(m_handle, code);
}

Result<void> Statement::run() {
    for (;;) {
        Result<bool> more = step();
        if (!more.ok()) {
            reset();
            return std::move(more).error();
        }
        if (!*more) break;
    }
    reset();
    return {};
}

void Statement::reset() {
    sqlite3_reset(m_handle);
    sqlite3_clear_bindings(m_handle);
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(m_handle, column);
}

std::string Statement::text(int column) const {
    const auto* value = reinterpret_cast<const char*>(sqlite3_column_text(m_handle, column));
    return value ? std::string(value, static_cast<std::size_t>(sqlite3_column_bytes(m_handle, column)))
                 : std::string();
}

std::span<const std::byte> Statement::bytes(int column) const {
    const auto* value = static_cast<const std::byte*>(sqlite3_column_blob(m_handle, column));
    return {value, value ? static_cast<std::size_t>(sqlite3_column_bytes(m_handle, column)) : 0};
}

Result<Database> Database::open(const std::filesystem::path& file, OpenMode mode) {
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (mode == OpenMode::Create) flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (mode == OpenMode::ReadWrite) flags |= SQLITE_OPEN_READWRITE;
    if (mode == OpenMode::ReadOnly) flags |= SQLITE_OPEN_READONLY;
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
    Database database(handle);
    if (code != SQLITE_OK) return sqliteError(handle, code);
    sqlite3_busy_timeout(handle, 2000);
    // A project may come from anywhere: nothing in its schema may run, and damaged pages are noticed.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    ORFEAS_CHECK(database.execute("PRAGMA cell_size_check = ON"));
    return database;
}

Database& Database::operator=(Database&& other) noexcept {
    std::swap(m_handle, other.m_handle);
    return *this;
}

Database::~Database() {
    if (m_handle && sqlite3_close(m_handle) != SQLITE_OK) {
        log(LogLevel::Error, "history", "a project was closed while a statement was still alive");
        sqlite3_close_v2(m_handle);
    }
}

Result<void> Database::execute(const char* sql) {
    const int code = sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return sqliteError(m_handle, code);
    return {};
}

Result<Statement> Database::prepare(std::string_view sql) const {
    sqlite3_stmt* handle = nullptr;
    const int code =
        sqlite3_prepare_v3(m_handle, sql.data(), static_cast<int>(sql.size()), 0, &handle, nullptr);
    if (code != SQLITE_OK) return sqliteError(m_handle, code);
    return Statement(handle);
}

Result<std::int64_t> Database::integer(std::string_view sql) const {
    ORFEAS_TRY(statement, prepare(sql));
    ORFEAS_TRY(row, statement.step());
    return row ? statement.integer(0) : 0;
}

Result<std::string> Database::text(std::string_view sql) const {
    ORFEAS_TRY(statement, prepare(sql));
    ORFEAS_TRY(row, statement.step());
    return row ? statement.text(0) : std::string();
}

Result<Transaction> Transaction::begin(Database& database) {
    ORFEAS_CHECK(database.execute("BEGIN IMMEDIATE"));
    return Transaction(database);
}

Transaction::~Transaction() {
    // A full or failing disk makes SQLite roll back by itself.
    if (!m_database || sqlite3_get_autocommit(m_database->handle())) return;
    if (const Result<void> undone = m_database->execute("ROLLBACK"); !undone.ok()) {
        log(LogLevel::Warning, "history", "rollback: " + undone.error().detail);
    }
}

Result<void> Transaction::commit() {
    ORFEAS_ASSERT(m_database);
    ORFEAS_CHECK(m_database->execute("COMMIT"));
    m_database = nullptr;
    return {};
}

} // namespace orfeas::history
