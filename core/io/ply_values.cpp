#include "core/io/ply_values.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/io/codec.h"
#include "core/io/file_name.h"
#include "core/io/number_text.h"

namespace orfeas::io {
namespace {

constexpr std::size_t kBufferBytes = 1 << 18;
constexpr std::size_t kMaxToken = 256;

template <typename T>
double decoded(const std::byte* bytes, bool swap) {
    std::byte copy[sizeof(T)];
    std::memcpy(copy, bytes, sizeof(T));
    if (swap) std::reverse(copy, copy + sizeof(T));
    T value;
    std::memcpy(&value, copy, sizeof(T));
    return static_cast<double>(value);
}

bool blank(std::byte b) {
    const char c = static_cast<char>(b);
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

} // namespace

std::optional<PlyType> plyType(std::string_view name) {
    if (name == "char" || name == "int8") return PlyType::Int8;
    if (name == "uchar" || name == "uint8") return PlyType::Uint8;
    if (name == "short" || name == "int16") return PlyType::Int16;
    if (name == "ushort" || name == "uint16") return PlyType::Uint16;
    if (name == "int" || name == "int32") return PlyType::Int32;
    if (name == "uint" || name == "uint32") return PlyType::Uint32;
    if (name == "float" || name == "float32") return PlyType::Float;
    if (name == "double" || name == "float64") return PlyType::Double;
    return std::nullopt;
}

std::size_t plySize(PlyType type) {
    switch (type) {
    case PlyType::Int8:
    case PlyType::Uint8:
        return 1;
    case PlyType::Int16:
    case PlyType::Uint16:
        return 2;
    case PlyType::Double:
        return 8;
    default:
        return 4;
    }
}

PlyValues::PlyValues(FileReader& file, std::uint64_t begin, PlyEncoding encoding)
    : m_file(file), m_encoding(encoding), m_buffer(kBufferBytes), m_base(begin) {}

Error PlyValues::cutShort() const {
    return refused(
        m_file,
        "the file is cut short: it ends before all its vertices and faces; get a complete copy of it");
}

Result<void> PlyValues::refill() {
    std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
    m_base += m_begin;
    m_end -= m_begin;
    m_begin = 0;
    ORFEAS_TRY(got, m_file.readAt(m_base + m_end, std::span(m_buffer).subspan(m_end)));
    m_end += got;
    return {};
}

Result<double> PlyValues::next(PlyType type) {
    if (m_encoding == PlyEncoding::Ascii) return nextText();
    const std::size_t size = plySize(type);
    if (m_end - m_begin < size) {
        ORFEAS_CHECK(refill());
        if (m_end - m_begin < size) return cutShort();
    }
    const std::byte* bytes = m_buffer.data() + m_begin;
    m_begin += size;
    const bool swap = m_encoding == PlyEncoding::BigEndian;
    switch (type) {
    case PlyType::Int8:
        return decoded<std::int8_t>(bytes, swap);
    case PlyType::Uint8:
        return decoded<std::uint8_t>(bytes, swap);
    case PlyType::Int16:
        return decoded<std::int16_t>(bytes, swap);
    case PlyType::Uint16:
        return decoded<std::uint16_t>(bytes, swap);
    case PlyType::Int32:
        return decoded<std::int32_t>(bytes, swap);
    case PlyType::Uint32:
        return decoded<std::uint32_t>(bytes, swap);
    case PlyType::Float:
        return decoded<float>(bytes, swap);
    case PlyType::Double:
        return decoded<double>(bytes, swap);
    }
    return cutShort();
}

Result<double> PlyValues::nextText() {
    for (;;) {
        while (m_begin < m_end && blank(m_buffer[m_begin]))
            ++m_begin;
        std::size_t end = m_begin;
        while (end < m_end && !blank(m_buffer[end]))
            ++end;
        // A token that touches the end of the buffer may go on behind it.
        if (end == m_end && m_base + m_end < m_file.size() && end - m_begin <= kMaxToken) {
            const std::uint64_t seen = m_base + m_end;
            ORFEAS_CHECK(refill());
            if (m_base + m_end != seen) continue;
            return cutShort(); // the file became shorter while it was read
        }
        const std::string_view token(reinterpret_cast<const char*>(m_buffer.data()) + m_begin, end - m_begin);
        if (token.empty()) return cutShort();
        m_begin = end;
        if (const auto whole = parseInteger<std::int64_t>(token)) return static_cast<double>(*whole);
        if (const auto number = parseFloat(token)) return static_cast<double>(*number);
        return refused(m_file, "it holds \"" + shownText(token, 40) + "\" where a number should be");
    }
}

} // namespace orfeas::io
