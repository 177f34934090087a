#include "core/io/file_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/io/atomic_file.h"
#include "core/io/file_name.h"

namespace orfeas::io {

Result<FileReader> FileReader::open(const std::filesystem::path& file, std::uint64_t maxBytes) {
    FileReader reader;
    reader.m_path = file;
    // O_NONBLOCK: opening a pipe nobody writes to must not hang.
    reader.m_descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (reader.m_descriptor < 0) return systemError(errno, "read", file);
    struct stat facts {};
    if (::fstat(reader.m_descriptor, &facts) != 0) return systemError(errno, "read", file);
    if (S_ISDIR(facts.st_mode)) return systemError(EISDIR, "read", file);
    if (!S_ISREG(facts.st_mode)) return systemError(ESPIPE, "read", file);
    reader.m_size = static_cast<std::uint64_t>(facts.st_size);
    if (reader.m_size > maxBytes) {
        return Error{ErrorCode::TooLarge,
                     shownName(file) + " has " + shownBytes(reader.m_size) + ", more than the " +
                         shownBytes(maxBytes) + " that can be read",
                     {}};
    }
    return reader;
}

FileReader::FileReader(FileReader&& other) noexcept {
    *this = std::move(other);
}

FileReader& FileReader::operator=(FileReader&& other) noexcept {
    if (this == &other) return *this;
    close();
    m_path = std::move(other.m_path);
    m_descriptor = std::exchange(other.m_descriptor, -1);
    m_size = other.m_size;
    return *this;
}

FileReader::~FileReader() {
    close();
}

void FileReader::close() noexcept {
    if (m_descriptor >= 0) ::close(std::exchange(m_descriptor, -1));
}

Result<std::size_t> FileReader::readAt(std::uint64_t offset, std::span<std::byte> into) {
    std::size_t length = 0;
    while (length < into.size()) {
        const ssize_t done = ::pread(m_descriptor, into.data() + length, into.size() - length,
                                     static_cast<off_t>(offset + length));
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return systemError(errno, "read", m_path);
        if (done == 0) break;
        length += static_cast<std::size_t>(done);
    }
    return length;
}

LineReader::LineReader(FileReader& file, std::size_t maxLine) : m_file(file), m_maxLine(maxLine) {
    m_buffer.resize(std::max<std::size_t>(2 * maxLine, 1 << 16));
}

Result<void> LineReader::refill() {
    std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
    m_base += m_begin;
    m_end -= m_begin;
    m_begin = 0;
    const std::span<char> room(m_buffer.data() + m_end, m_buffer.size() - m_end);
    ORFEAS_TRY(length, m_file.readAt(m_base + m_end, std::as_writable_bytes(room)));
    m_end += length;
    m_atEnd = length < room.size();
    return {};
}

Result<bool> LineReader::next(std::string_view& line) {
    const auto findEnd = [&](std::size_t from) {
        // Lone CR ends a line too (old Macintosh files), so both are looked for.
        const char* const begin = m_buffer.data() + from;
        const char* const end = m_buffer.data() + m_end;
        return static_cast<std::size_t>(
            std::find_if(begin, end, [](char c) { return c == '\n' || c == '\r'; }) - m_buffer.data());
    };
    std::size_t end = findEnd(m_begin);
    // A CR as the last byte held may be followed by its LF.
    while ((end == m_end || (m_buffer[end] == '\r' && end + 1 == m_end)) && !m_atEnd) {
        if (m_end - m_begin > m_maxLine) break;
        const std::size_t held = end - m_begin;
        ORFEAS_CHECK(refill());
        end = findEnd(m_begin + held);
    }
    if (end - m_begin > m_maxLine) {
        return Error{ErrorCode::BadInput,
                     shownName(m_file.path()) + " is damaged or of another kind: line " +
                         std::to_string(m_lineNumber + 1) + " is longer than " + shownBytes(m_maxLine),
                     {}};
    }
    if (m_begin == m_end) return false;
    line = {m_buffer.data() + m_begin, end - m_begin};
    m_begin = end;
    if (m_begin < m_end) {
        const bool pair = m_buffer[m_begin] == '\r' && m_begin + 1 < m_end && m_buffer[m_begin + 1] == '\n';
        m_begin += pair ? 2 : 1;
    }
    ++m_lineNumber;
    return true;
}

std::string_view takeToken(std::string_view& line) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r'; };
    std::size_t begin = 0;
    while (begin < line.size() && blank(line[begin]))
        ++begin;
    std::size_t end = begin;
    while (end < line.size() && !blank(line[end]))
        ++end;
    const std::string_view token = line.substr(begin, end - begin);
    line.remove_prefix(end);
    return token;
}

} // namespace orfeas::io
