// A file seen as memory, without reading it in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

#include "core/base/result.h"
#include "core/inference/lost_pages.h"

namespace orfeas::inference {

/// A read-only mapping of a whole file, which lasts as long as the object. Any thread may read.
class MappedFile {
public:
    /// Fails with NotFound, PermissionDenied, BadInput (empty, a folder, a device) or IoFailed.
    static Result<std::shared_ptr<const MappedFile>> open(const std::filesystem::path& file);

    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    ~MappedFile();

    std::span<const std::byte> bytes() const { return {m_data, m_size}; }
    const std::filesystem::path& path() const { return m_path; }

    /// Fails when the file has been changed, shortened or replaced since it was opened. What was shortened away reads
    /// as zeros (lost_pages.h), so readers ask between their steps and once more before they use what they have read.
    Result<void> checkUnchanged() const;

    /// Tells the system that these pages will not be needed soon; they can be read again at any time.
    void release(std::span<const std::byte> pages) const;

private:
    MappedFile() = default;

    std::filesystem::path m_path;
    const std::byte* m_data = nullptr;
    std::size_t m_size = 0;
    std::uint64_t m_inode = 0;
    std::int64_t m_modifiedNs = 0;
    int m_descriptor = -1;
    std::optional<LostPages> m_watch;
};

} // namespace orfeas::inference
