// A disk that fails when told to: an SQLite VFS over the ordinary one. For tests of full and dying disks.
#pragma once

#include <cstdint>

namespace orfeas::test {

enum class DiskFault {
    None,
    FullOnWrite, ///< ENOSPC
    FailOnWrite, ///< EIO
    FailOnSync,
};

/// While it lives, every database that is opened goes through it. One at a time, one thread.
class FaultyDisk {
public:
    FaultyDisk();
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;
    ~FaultyDisk();

    /// From the `after`th operation of its kind on, `fault` happens, `times` times.
    void fail(DiskFault fault, std::int64_t after, std::int64_t times = 1'000'000'000);
    /// Whether the fault has happened since `fail`.
    bool failed() const;
    /// As on file systems without shared memory: no write-ahead log.
    void withoutSharedMemory(bool without);
};

} // namespace orfeas::test
