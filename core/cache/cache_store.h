// The cache on disk: one SQLite database that several programs use at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/cache/hash128.h"
#include "core/history/database.h"

namespace orfeas::cache {

/// What the user allows. Kept in the database: every program of the user keeps to the same.
struct Limits {
    bool enabled = true;
    std::uint64_t maxBytes = std::uint64_t{2} << 30;           ///< of all kept values
    std::chrono::seconds maxAge = std::chrono::hours(24 * 90); ///< since last used

    bool operator==(const Limits&) const = default;
};

/// What is told of one kept value without reading it.
struct EntryInfo {
    std::string name;      ///< what the person called the picture: "owl.png"
    std::string generator; ///< that was asked for
    std::string settings;  ///< "size=80 back=mirror"
    Hash128 picture;
    std::uint64_t likeness = 0;
};

/// An earlier result of a picture that looks the same.
struct Alike {
    std::int64_t value = 0; ///< for CacheStore::read
    EntryInfo info;
    std::int64_t createdUnix = 0;
    int bits = 0; ///< apart, of 64
};

struct CacheStats {
    std::uint64_t entries = 0;
    std::uint64_t bytes = 0;
    std::uint64_t hits = 0;      ///< answered from the disk
    std::uint64_t coalesced = 0; ///< answered by an equal request that was running
    std::uint64_t misses = 0;
    std::uint64_t stored = 0;
    std::uint64_t evicted = 0; ///< for want of room or because of age
    std::uint64_t damaged = 0; ///< found unreadable and dropped
    double savedSeconds = 0.0; ///< what the hits took when they were made
};

/// Values by key, the least recently used ones leaving first. Each value may have several keys. Any thread; any number
/// of processes. What is read may be damaged by the disk: whoever decodes verifies and calls `drop`. A database that is
/// no database, or of another version, is replaced by an empty one: nothing in it is worth more than the time to make
/// it again. Fails only where the folder cannot be used.
class CacheStore {
public:
    enum class Count { Hit, Coalesced, Miss };

    static Result<std::unique_ptr<CacheStore>> open(const std::filesystem::path& folder);

    struct Value {
        std::int64_t id = 0;
        std::vector<std::byte> bytes;
        double madeInSeconds = 0.0;
    };
    /// The value of a key, marked as used just now. Nothing when there is none or it is too old.
    Result<std::optional<Value>> find(const Hash128& key);
    Result<std::optional<Value>> read(std::int64_t value);
    /// One transaction: killed at any instant the value is there whole or not at all. Makes room first; what alone
    /// exceeds the limit is not kept.
    Result<void> put(std::span<const Hash128> keys, const EntryInfo& info, double madeInSeconds,
                     std::span<const std::byte> bytes);
    void drop(std::int64_t value);
    void count(Count what, double savedSeconds = 0.0);

    /// The most alike picture that is not the same one, made last where several are; nothing when none is near.
    std::optional<Alike> alike(const Hash128& picture, std::uint64_t likeness);

    Limits limits();
    /// Evicts at once what no longer fits.
    Result<void> setLimits(const Limits& limits);
    Result<CacheStats> stats();
    /// Everything goes, the counters too. Returns how many bytes that gave back to the disk.
    Result<std::uint64_t> clear();

    const std::filesystem::path& file() const { return m_file; }

private:
    CacheStore(std::filesystem::path file, history::Database database);
    Result<void> evict(std::uint64_t room, std::int64_t now);
    Result<void> addToCounter(const char* name, std::int64_t by);
    Result<void> touch(std::int64_t value);

    std::filesystem::path m_file;
    std::mutex m_mutex;
    history::Database m_database;
};

/// Where results are kept: ORFEAS_CACHE, else $XDG_CACHE_HOME/orfeas, else ~/.cache/orfeas.
std::filesystem::path cacheFolder();

} // namespace orfeas::cache
