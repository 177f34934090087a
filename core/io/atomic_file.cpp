#include "core/io/atomic_file.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/log.h"
#include "core/io/file_name.h"

namespace orfeas::io {
namespace {

constexpr std::size_t kBufferBytes = 1 << 20;

std::filesystem::path folderOf(const std::filesystem::path& file) {
    return file.parent_path().empty() ? std::filesystem::path(".") : file.parent_path();
}

// Through symbolic links, so that a link stays a link and its target is replaced.
std::filesystem::path resolved(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::is_symlink(file, error)) return file;
    std::filesystem::path real = std::filesystem::weakly_canonical(file, error);
    return error ? file : real;
}

// What stands at the target now must be nothing or an ordinary file that may be written.
Result<void> checkTarget(const std::filesystem::path& target, mode_t& mode) {
    struct stat now {};
    if (::stat(target.c_str(), &now) != 0) {
        if (errno == ENOENT) return {};
        return systemError(errno, "write", target);
    }
    if (S_ISDIR(now.st_mode)) return systemError(EISDIR, "write", target);
    if (!S_ISREG(now.st_mode)) {
        return Error{ErrorCode::BadInput,
                     "cannot write " + shownName(target) +
                         ": it is a device or a pipe, not a file; choose another file name",
                     {}};
    }
    if (::faccessat(AT_FDCWD, target.c_str(), W_OK, AT_EACCESS) != 0)
        return systemError(errno, "write", target);
    mode = now.st_mode & 0777;
    return {};
}

// Different for every process, every call and every moment; short, so that it fits where the target's name fits.
std::string temporaryName() {
    static std::atomic<unsigned> counter{0};
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    return ".orfeas-" + std::to_string(::getpid()) + "-" + std::to_string(now) + "-" +
           std::to_string(counter.fetch_add(1)) + ".part";
}

Result<void> syncFolder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    // A folder that may be written but not read cannot be synced; the file itself already is.
    if (descriptor < 0) return {};
    const int failed = ::fsync(descriptor) != 0 ? errno : 0;
    ::close(descriptor);
    // Some network file systems cannot sync folders, which is no failure of the writing.
    if (failed != 0 && failed != EINVAL && failed != ENOTSUP) return systemError(failed, "write", folder);
    return {};
}

} // namespace

Result<AtomicFile> AtomicFile::create(const std::filesystem::path& target) {
    if (target.empty() || target.filename().empty() || target.filename() == "." ||
        target.filename() == "..") {
        return Error{
            ErrorCode::BadInput, "no file name was given to write to; add one such as model.stl", {}};
    }
    AtomicFile file;
    file.m_target = resolved(target);
    const std::filesystem::path folder = folderOf(file.m_target);
    struct stat place {};
    if (::stat(folder.c_str(), &place) != 0 || !S_ISDIR(place.st_mode)) {
        const int why = errno;
        if (why == EACCES) return systemError(why, "write", target);
        return Error{ErrorCode::NotFound,
                     "the folder " + shownPath(folder) + " does not exist; create it or choose another one",
                     {}};
    }
    mode_t mode = 0;
    ORFEAS_CHECK(checkTarget(file.m_target, mode));
    for (int attempt = 0; attempt < 100 && file.m_descriptor < 0; ++attempt) {
        file.m_temporary = folder / temporaryName();
        file.m_descriptor =
            ::open(file.m_temporary.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (file.m_descriptor < 0 && errno != EEXIST && errno != EINTR) {
            const int why = errno;
            file.m_temporary.clear();
            return systemError(why, "write", target);
        }
    }
    if (file.m_descriptor < 0) return systemError(EEXIST, "write", target);
    // A file that is replaced keeps its permissions; where the system refuses, the default ones will do.
    if (mode != 0 && ::fchmod(file.m_descriptor, mode) != 0) log(LogLevel::Debug, "io", "fchmod refused");
    file.m_buffer.reserve(kBufferBytes);
    return file;
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept {
    *this = std::move(other);
}

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
    if (this == &other) return *this;
    discard();
    m_target = std::move(other.m_target);
    m_temporary = std::exchange(other.m_temporary, {});
    m_descriptor = std::exchange(other.m_descriptor, -1);
    m_written = std::exchange(other.m_written, 0);
    m_buffer = std::move(other.m_buffer);
    return *this;
}

AtomicFile::~AtomicFile() {
    discard();
}

void AtomicFile::discard() noexcept {
    if (m_descriptor >= 0) ::close(std::exchange(m_descriptor, -1));
    if (!m_temporary.empty()) ::unlink(m_temporary.c_str());
    m_temporary.clear();
}

Result<void> AtomicFile::write(std::span<const std::byte> bytes) {
    ORFEAS_ASSERT(m_descriptor >= 0);
    while (!bytes.empty()) {
        const std::size_t room = kBufferBytes - m_buffer.size();
        const std::size_t taken = std::min(room, bytes.size());
        m_buffer.insert(m_buffer.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(taken));
        bytes = bytes.subspan(taken);
        m_written += taken;
        if (m_buffer.size() == kBufferBytes) ORFEAS_CHECK(flush());
    }
    return {};
}

Result<void> AtomicFile::flush() {
    ORFEAS_ASSERT(m_descriptor >= 0);
    std::span<const std::byte> rest(m_buffer);
    while (!rest.empty()) {
        const ssize_t done = ::write(m_descriptor, rest.data(), rest.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return systemError(errno, "write", m_target);
        rest = rest.subspan(static_cast<std::size_t>(done));
    }
    m_buffer.clear();
    return {};
}

Result<void> AtomicFile::commit() {
    ORFEAS_CHECK(flush());
    if (::fsync(m_descriptor) != 0) return systemError(errno, "write", m_target);
    // Network file systems report a full disk only here.
    if (::close(std::exchange(m_descriptor, -1)) != 0) {
        const int why = errno;
        discard();
        return systemError(why, "write", m_target);
    }
    if (::rename(m_temporary.c_str(), m_target.c_str()) != 0) {
        const int why = errno;
        discard();
        return systemError(why, "write", m_target);
    }
    m_temporary.clear();
    return syncFolder(folderOf(m_target));
}

Result<std::vector<std::byte>> readFile(const std::filesystem::path& file, std::uint64_t maxBytes) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) return systemError(errno, "read", file);
    struct Closer {
        int descriptor;
        ~Closer() { ::close(descriptor); }
    } closer{descriptor};
    struct stat facts {};
    if (::fstat(descriptor, &facts) != 0) return systemError(errno, "read", file);
    if (S_ISDIR(facts.st_mode)) return systemError(EISDIR, "read", file);
    if (!S_ISREG(facts.st_mode)) return systemError(ESPIPE, "read", file);
    const auto tooLarge = [&] {
        return Error{ErrorCode::TooLarge,
                     shownName(file) + " is larger than the " + shownBytes(maxBytes) + " that can be read",
                     {}};
    };
    if (static_cast<std::uint64_t>(facts.st_size) > maxBytes) return tooLarge();
    std::vector<std::byte> bytes;
    // Grown while reading: the size may change, and files of /proc claim to be empty.
    bytes.resize(static_cast<std::size_t>(facts.st_size) + 1);
    std::size_t length = 0;
    for (;;) {
        if (length == bytes.size()) bytes.resize(bytes.size() + bytes.size() / 2 + 4096);
        const ssize_t done = ::read(descriptor, bytes.data() + length, bytes.size() - length);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return systemError(errno, "read", file);
        if (done == 0) break;
        length += static_cast<std::size_t>(done);
        if (length > maxBytes) return tooLarge();
    }
    bytes.resize(length);
    return bytes;
}

Error systemError(int errnoValue, std::string_view doing, const std::filesystem::path& file) {
    const std::string cannot = "cannot " + std::string(doing) + " " + shownName(file) + ": ";
    const std::string detail = std::string(doing) + " " + file.string() + ": " + std::strerror(errnoValue);
    const bool writing = doing != "read";
    switch (errnoValue) {
    case ENOENT:
    case ENOTDIR:
        return {ErrorCode::NotFound,
                writing ? cannot + "its folder does not exist; create it or choose another one"
                        : "there is no file " + shownPath(file) + "; check the name",
                detail};
    case EACCES:
    case EPERM:
        return {ErrorCode::PermissionDenied,
                cannot +
                    (writing
                         ? "the file or its folder is write-protected; choose another place or change its "
                           "permissions"
                         : "you have no permission to read it; change its permissions or copy it elsewhere"),
                detail};
    case EROFS:
        return {ErrorCode::PermissionDenied, cannot + "the disk is read-only; choose another place", detail};
    case ENOSPC:
        return {ErrorCode::DiskFull, cannot + "the disk is full; free some space and try again", detail};
    case EDQUOT:
        return {ErrorCode::DiskFull, cannot + "your disk quota is used up; free some space and try again",
                detail};
    case EFBIG:
        return {ErrorCode::DiskFull,
                cannot + "it grew larger than the disk or a limit allows; choose another place", detail};
    case EISDIR:
        return {ErrorCode::BadInput, cannot + "it is a folder; choose a file name", detail};
    case ENAMETOOLONG:
        return {ErrorCode::BadInput, cannot + "the name is too long for this disk; choose a shorter one",
                detail};
    case ELOOP:
        return {ErrorCode::BadInput, cannot + "it is a link that leads in a circle; choose another file",
                detail};
    case ESPIPE:
        return {ErrorCode::BadInput, cannot + "it is a device or a pipe, not a file; choose a file", detail};
    case EMFILE:
    case ENFILE:
        return {ErrorCode::IoFailed, cannot + "too many files are open; close some programs and try again",
                detail};
    case EIO:
        return {ErrorCode::IoFailed, cannot + "the disk reported a fault; check it and try another place",
                detail};
    default:
        return {ErrorCode::IoFailed, cannot + "the system said \"" + std::strerror(errnoValue) + "\"",
                detail};
    }
}

} // namespace orfeas::io
