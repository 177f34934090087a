// The edge of SQLite: a connection and its prepared statements as owners, errors as values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace orfeas::history {

class Database;

/// One prepared statement. Bind, step, read; `reset` to use it again. Move-only, lives no longer than its Database.
class Statement {
public:
    Statement(Statement&& other) noexcept : m_handle(other.m_handle) { other.m_handle = nullptr; }
    Statement& operator=(Statement&& other) noexcept;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement();

    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, std::string_view value);
    /// The bytes must stay until the statement is stepped and reset.
    Statement& bind(int index, std::span<const std::byte> value);

    /// True: a row is there to read. False: done.
    Result<bool> step();
    /// Steps to the end and resets: for statements that return nothing.
    Result<void> run();
    void reset();

    std::int64_t integer(int column) const;
    std::string text(int column) const;
    std::span<const std::byte> bytes(int column) const; ///< valid until the next step or reset

private:
    friend class Database;
    explicit Statement(sqlite3_stmt* handle) : m_handle(handle) {}
    sqlite3_stmt* m_handle;
};

enum class OpenMode { Create, ReadWrite, ReadOnly };

/// One connection. Move-only; one thread at a time.
class Database {
public:
    static Result<Database> open(const std::filesystem::path& file, OpenMode mode);

    Database(Database&& other) noexcept : m_handle(other.m_handle) { other.m_handle = nullptr; }
    Database& operator=(Database&& other) noexcept;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    Result<void> execute(const char* sql);
    Result<Statement> prepare(std::string_view sql) const;
    /// The first column of the first row, for PRAGMAs and counts.
    Result<std::int64_t> integer(std::string_view sql) const;
    Result<std::string> text(std::string_view sql) const;

    sqlite3* handle() const { return m_handle; }

private:
    explicit Database(sqlite3* handle) : m_handle(handle) {}
    sqlite3* m_handle = nullptr;
};

/// BEGIN IMMEDIATE … COMMIT; rolled back when it dies uncommitted.
class Transaction {
public:
    static Result<Transaction> begin(Database& database);
    Transaction(Transaction&& other) noexcept : m_database(other.m_database) { other.m_database = nullptr; }
    Transaction& operator=(Transaction&&) = delete;
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    Result<void> commit();

private:
    explicit Transaction(Database& database) : m_database(&database) {}
    Database* m_database;
};

} // namespace orfeas::history
