// Writing a file so that it is either the old one or the new one, whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace orfeas::io {

/// A file being written under a temporary name in the same folder. `commit` syncs it and gives it its name; if the
/// object dies before, nothing is left behind. Move-only; one thread at a time.
class AtomicFile {
public:
    /// Fails when the folder is missing, read-only or full, or `target` is a folder.
    static Result<AtomicFile> create(const std::filesystem::path& target);

    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile& operator=(AtomicFile&& other) noexcept;
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;
    ~AtomicFile();

    /// Appends through a buffer.
    Result<void> write(std::span<const std::byte> bytes);
    /// Writes out the buffer, so that `temporaryPath` can be read back before committing.
    Result<void> flush();
    const std::filesystem::path& temporaryPath() const { return m_temporary; }
    std::uint64_t bytesWritten() const { return m_written; }

    /// flush, fsync, rename, fsync of the folder.
    Result<void> commit();

private:
    AtomicFile() = default;
    void discard() noexcept;

    std::filesystem::path m_target;
    std::filesystem::path m_temporary;
    int m_descriptor = -1;
    std::uint64_t m_written = 0;
    std::vector<std::byte> m_buffer;
};

/// Reads a whole file up to `maxBytes`; TooLarge beyond, NotFound, PermissionDenied, IoFailed in words.
Result<std::vector<std::byte>> readFile(const std::filesystem::path& file, std::uint64_t maxBytes);

/// The Error for an errno value of an operation on a file, as a sentence with the file's name.
Error systemError(int errnoValue, std::string_view doing, const std::filesystem::path& file);

} // namespace orfeas::io
