#include "core/inference/mapped_file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace orfeas::inference {
namespace {

Error cannotOpen(int errnoValue, const std::filesystem::path& file) {
    const std::string name = file.filename().string();
    switch (errnoValue) {
    case ENOENT:
    case ENOTDIR:
        return {ErrorCode::NotFound, "There is no file \"" + name + "\" in that folder", file.string()};
    case EACCES:
    case EPERM:
        return {ErrorCode::PermissionDenied, "\"" + name + "\" may not be read by this user", file.string()};
    default:
        return {ErrorCode::IoFailed, "\"" + name + "\" could not be opened", std::strerror(errnoValue)};
    }
}

std::int64_t modifiedNs(const struct stat& status) {
    return static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
}

} // namespace

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::filesystem::path& file) {
    std::shared_ptr<MappedFile> mapped(new MappedFile);
    mapped->m_path = file;
    mapped->m_descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (mapped->m_descriptor < 0) return cannotOpen(errno, file);
    struct stat status {};
    if (::fstat(mapped->m_descriptor, &status) != 0) return cannotOpen(errno, file);
    const std::string name = file.filename().string();
    if (!S_ISREG(status.st_mode))
        return Error{ErrorCode::BadInput, "\"" + name + "\" is not a file", file.string()};
    if (status.st_size <= 0) return Error{ErrorCode::BadInput, "\"" + name + "\" is empty", file.string()};
    mapped->m_size = static_cast<std::size_t>(status.st_size);
    mapped->m_inode = status.st_ino;
    mapped->m_modifiedNs = modifiedNs(status);
    void* data = ::mmap(nullptr, mapped->m_size, PROT_READ, MAP_PRIVATE, mapped->m_descriptor, 0);
    if (data == MAP_FAILED) return cannotOpen(errno, file);
    mapped->m_data = static_cast<const std::byte*>(data);
    mapped->m_watch.emplace(mapped->bytes());
    return std::shared_ptr<const MappedFile>(std::move(mapped));
}

MappedFile::~MappedFile() {
    m_watch.reset();
    if (m_data) ::munmap(const_cast<std::byte*>(m_data), m_size);
    if (m_descriptor >= 0) ::close(m_descriptor);
}

Result<void> MappedFile::checkUnchanged() const {
    struct stat opened {};
    struct stat named {};
    const bool same = !m_watch->lost() && ::fstat(m_descriptor, &opened) == 0 &&
                      ::stat(m_path.c_str(), &named) == 0 &&
                      static_cast<std::size_t>(opened.st_size) == m_size &&
                      modifiedNs(opened) == m_modifiedNs && named.st_ino == m_inode;
    if (same) return {};
    return Error{ErrorCode::BadInput,
                 "\"" + m_path.filename().string() + "\" was changed while it was in use; start again",
                 m_path.string()};
}

void MappedFile::release(std::span<const std::byte> pages) const {
    const auto pageSize = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = (reinterpret_cast<std::uintptr_t>(pages.data()) + pageSize - 1) / pageSize * pageSize;
    const auto end = reinterpret_cast<std::uintptr_t>(pages.data() + pages.size()) / pageSize * pageSize;
    if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

} // namespace orfeas::inference
