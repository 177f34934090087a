// Writing the form of core/io/import_form.h to a descriptor.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace orfeas::import {

/// Buffers and writes; after the first failure it does nothing more, and `ok` says so.
class ResultFile {
public:
    explicit ResultFile(int descriptor) : m_descriptor(descriptor) {}

    void bytes(const void* data, std::size_t length);
    template <typename T>
    void value(const T& v) {
        bytes(&v, sizeof v);
    }
    void text(std::string_view t);
    bool flush();
    bool ok() const { return m_ok; }

private:
    int m_descriptor;
    std::vector<char> m_buffer;
    bool m_ok = true;
};

} // namespace orfeas::import
