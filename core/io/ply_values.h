// The numbers of a PLY file one after the other, whichever of its three encodings it uses. Inside core/io only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/file_reader.h"

namespace orfeas::io {

enum class PlyType { Int8, Uint8, Int16, Uint16, Int32, Uint32, Float, Double };
enum class PlyEncoding { Ascii, LittleEndian, BigEndian };

std::optional<PlyType> plyType(std::string_view name);
std::size_t plySize(PlyType type);

class PlyValues {
public:
    PlyValues(FileReader& file, std::uint64_t begin, PlyEncoding encoding);

    /// The next number. Fails where the file ends or holds something else.
    Result<double> next(PlyType type);

private:
    Result<double> nextText();
    Result<void> refill();
    Error cutShort() const;

    FileReader& m_file;
    PlyEncoding m_encoding;
    std::vector<std::byte> m_buffer;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::uint64_t m_base;
};

} // namespace orfeas::io
