// A small front to expat for untrusted XML. Inside core/io only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

struct XML_ParserStruct;

namespace orfeas::io {

/// Attributes of one element. Names without their namespace.
class XmlAttributes {
public:
    explicit XmlAttributes(const char** list) : m_list(list) {}
    std::optional<std::string_view> find(std::string_view name) const;

private:
    const char** m_list;
};

/// Calls `begin` and `end` for every element, in order. Refuses document types, nesting deeper than 64, and single
/// tags longer than a megabyte. `begin` may refuse by returning a reason; the Error then names the line.
class XmlStream {
public:
    using Begin = std::function<std::optional<std::string>(std::string_view name, const XmlAttributes&)>;
    using End = std::function<std::optional<std::string>(std::string_view name)>;

    XmlStream(Begin begin, End end);
    XmlStream(const XmlStream&) = delete;
    XmlStream& operator=(const XmlStream&) = delete;
    ~XmlStream();

    /// The reason why the text is refused, or nothing.
    std::optional<std::string> feed(std::span<const std::byte> bytes, bool last);

private:
    struct Callbacks;
    void stop(std::string reason);

    XML_ParserStruct* m_parser;
    Begin m_begin;
    End m_end;
    std::string m_reason;
    unsigned m_depth = 0;
    std::uint64_t m_fed = 0;
};

} // namespace orfeas::io
