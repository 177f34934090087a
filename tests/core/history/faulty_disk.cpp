#include "tests/core/history/faulty_disk.h"

#include <new>

#include <sqlite3.h>

namespace orfeas::test {
namespace {

struct State {
    DiskFault fault = DiskFault::None;
    std::int64_t after = 0;
    std::int64_t times = 0;
    bool failed = false;
    bool sharedMemory = true;
};
State state;
sqlite3_vfs* realDisk = nullptr;

bool strikes(bool sync) {
    const bool meant = sync ? state.fault == DiskFault::FailOnSync
                            : state.fault == DiskFault::FullOnWrite || state.fault == DiskFault::FailOnWrite;
    if (!meant) return false;
    if (state.after > 0) {
        --state.after;
        return false;
    }
    if (state.times <= 0) return false;
    --state.times;
    state.failed = true;
    return true;
}

/// The real file stands behind it.
struct File : sqlite3_file {
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    static sqlite3_file* of(sqlite3_file* file) { return static_cast<File*>(file)->real(); }
};

int failedWrite() {
    return state.fault == DiskFault::FullOnWrite ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

sqlite3_io_methods methods(int version) {
    sqlite3_io_methods m{};
    m.iVersion = version;
    m.xClose = [](sqlite3_file* f) { return File::of(f)->pMethods->xClose(File::of(f)); };
    m.xRead = [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
        return File::of(f)->pMethods->xRead(File::of(f), to, n, at);
    };
    m.xWrite = [](sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
        if (strikes(false)) return failedWrite();
        return File::of(f)->pMethods->xWrite(File::of(f), from, n, at);
    };
    m.xTruncate = [](sqlite3_file* f, sqlite3_int64 n) {
        return File::of(f)->pMethods->xTruncate(File::of(f), n);
    };
    m.xSync = [](sqlite3_file* f, int flags) {
        if (strikes(true)) return int(SQLITE_IOERR_FSYNC);
        return File::of(f)->pMethods->xSync(File::of(f), flags);
    };
    m.xFileSize = [](sqlite3_file* f, sqlite3_int64* n) {
        return File::of(f)->pMethods->xFileSize(File::of(f), n);
    };
    m.xLock = [](sqlite3_file* f, int l) { return File::of(f)->pMethods->xLock(File::of(f), l); };
    m.xUnlock = [](sqlite3_file* f, int l) { return File::of(f)->pMethods->xUnlock(File::of(f), l); };
    m.xCheckReservedLock = [](sqlite3_file* f, int* out) {
        return File::of(f)->pMethods->xCheckReservedLock(File::of(f), out);
    };
    m.xFileControl = [](sqlite3_file* f, int op, void* arg) {
        return File::of(f)->pMethods->xFileControl(File::of(f), op, arg);
    };
    m.xSectorSize = [](sqlite3_file* f) { return File::of(f)->pMethods->xSectorSize(File::of(f)); };
    m.xDeviceCharacteristics = [](sqlite3_file* f) {
        return File::of(f)->pMethods->xDeviceCharacteristics(File::of(f));
    };
    m.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
        return File::of(f)->pMethods->xShmMap(File::of(f), page, size, extend, out);
    };
    m.xShmLock = [](sqlite3_file* f, int offset, int n, int flags) {
        return File::of(f)->pMethods->xShmLock(File::of(f), offset, n, flags);
    };
    m.xShmBarrier = [](sqlite3_file* f) { File::of(f)->pMethods->xShmBarrier(File::of(f)); };
    m.xShmUnmap = [](sqlite3_file* f, int gone) {
        return File::of(f)->pMethods->xShmUnmap(File::of(f), gone);
    };
    return m;
}

const sqlite3_io_methods kWithMemory = methods(2);
const sqlite3_io_methods kWithoutMemory = methods(1);

int openFile(sqlite3_vfs*, const char* name, sqlite3_file* raw, int flags, int* outFlags) {
    auto* file = new (raw) File{};
    const int code = realDisk->xOpen(realDisk, name, file->real(), flags, outFlags);
    file->pMethods = file->real()->pMethods ? (state.sharedMemory ? &kWithMemory : &kWithoutMemory) : nullptr;
    return code;
}

sqlite3_vfs faulty{};

} // namespace

FaultyDisk::FaultyDisk() {
    sqlite3_initialize();
    realDisk = sqlite3_vfs_find(nullptr);
    faulty = *realDisk;
    faulty.szOsFile = static_cast<int>(sizeof(File)) + realDisk->szOsFile;
    faulty.zName = "orfeas-faulty";
    faulty.xOpen = openFile;
    state = {};
    sqlite3_vfs_register(&faulty, 1);
}

FaultyDisk::~FaultyDisk() {
    sqlite3_vfs_unregister(&faulty);
    sqlite3_vfs_register(realDisk, 1);
}

void FaultyDisk::fail(DiskFault fault, std::int64_t after, std::int64_t times) {
    state.fault = fault;
    state.after = after;
    state.times = times;
    state.failed = false;
}

bool FaultyDisk::failed() const {
    return state.failed;
}

void FaultyDisk::withoutSharedMemory(bool without) {
    state.sharedMemory = !without;
}

} // namespace orfeas::test
