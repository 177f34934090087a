// Reading an untrusted file piece by piece: only ordinary files, never more than was asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace orfeas::io {

/// An ordinary file opened for reading. Pipes, devices and folders are refused without blocking. Move-only; one
/// thread at a time. The size is the one at opening: a file that shrinks meanwhile reads as cut short.
class FileReader {
public:
    static Result<FileReader> open(const std::filesystem::path& file, std::uint64_t maxBytes);

    FileReader(FileReader&& other) noexcept;
    FileReader& operator=(FileReader&& other) noexcept;
    FileReader(const FileReader&) = delete;
    FileReader& operator=(const FileReader&) = delete;
    ~FileReader();

    std::uint64_t size() const { return m_size; }
    const std::filesystem::path& path() const { return m_path; }

    /// Reads from `offset` until `into` is full or the file ends; returns how many bytes came.
    Result<std::size_t> readAt(std::uint64_t offset, std::span<std::byte> into);

private:
    FileReader() = default;
    void close() noexcept;

    std::filesystem::path m_path;
    int m_descriptor = -1;
    std::uint64_t m_size = 0;
};

/// Lines and tokens of a text file, through a buffer of fixed size.
class LineReader {
public:
    /// Lines longer than `maxLine` bytes are an error.
    LineReader(FileReader& file, std::size_t maxLine);

    /// The next line without its end (LF, CR LF or CR), valid until the next call. False at the end of the file.
    Result<bool> next(std::string_view& line);

    /// Counts from 1; 0 before the first call of next.
    std::uint64_t lineNumber() const { return m_lineNumber; }
    /// Where the next line starts.
    std::uint64_t position() const { return m_base + m_begin; }

private:
    Result<void> refill();

    FileReader& m_file;
    std::size_t m_maxLine;
    std::vector<char> m_buffer;
    std::size_t m_begin = 0;  ///< of the unread bytes in the buffer
    std::size_t m_end = 0;    ///< of the valid bytes in the buffer
    std::uint64_t m_base = 0; ///< place of the buffer in the file
    std::uint64_t m_lineNumber = 0;
    bool m_atEnd = false;
};

/// The next run of characters that are neither space nor tab, taken off the front of `line`; empty at its end.
std::string_view takeToken(std::string_view& line);

} // namespace orfeas::io
