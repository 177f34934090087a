#include "app/import/result_file.h"

#include <algorithm>
#include <cerrno>

#include <unistd.h>

namespace orfeas::import {

void ResultFile::bytes(const void* data, std::size_t length) {
    const char* from = static_cast<const char*>(data);
    m_buffer.insert(m_buffer.end(), from, from + length);
    if (m_buffer.size() > (1 << 20)) flush();
}

void ResultFile::text(std::string_view t) {
    t = t.substr(0, 1 << 15);
    value(static_cast<std::uint32_t>(t.size()));
    bytes(t.data(), t.size());
}

bool ResultFile::flush() {
    std::span<const char> rest(m_buffer);
    while (m_ok && !rest.empty()) {
        const ssize_t done = ::write(m_descriptor, rest.data(), rest.size());
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) {
            m_ok = false;
            break;
        }
        rest = rest.subspan(static_cast<std::size_t>(done));
    }
    m_buffer.clear();
    return m_ok;
}

} // namespace orfeas::import
