// Everything in a project file that is parsed from bytes somebody else wrote, one entry point each: what the fuzzers call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace orfeas::test {

/// What the first byte of an input chooses; the rest goes to that parser.
enum class Parser : std::uint8_t { Elements, Indices, ObjectRecord, SceneRecord, Tree, Commit, Count };

/// A crash, an assertion or a hang is the finding; Errors are what parsers are there for.
void parseHostile(Parser parser, std::span<const std::byte> input);

} // namespace orfeas::test
