// Mesh arrays as small byte strings and back, bit for bit: what a project file stores (core/history/FORMAT.md,
// "Encoded planes").
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"

namespace orfeas::mesh {

/// Elements of a fixed size (4 to 256 bytes, a multiple of 4), such as positions or colours. Deterministic for one
/// version of meshoptimizer and zstd. About 300 MB/s.
std::vector<std::byte> encodeElements(std::span<const std::byte> elements, std::size_t elementBytes);
/// What the index codec can carry: 3 GB of positions.
inline constexpr std::uint32_t kMaxVertices = 1u << 28;

/// Index lists; their order survives. Every index must be below kMaxVertices.
std::vector<std::byte> encodeIndices(std::span<const std::uint32_t> indices);

/// BadInput when the bytes are not what the encoder wrote; TooLarge beyond `maxBytes`, before memory is taken.
Result<std::vector<std::byte>> decodeElements(std::span<const std::byte> plane, std::size_t elementBytes,
                                              std::size_t maxBytes);
/// Also BadInput when an index is not below `limit`.
Result<std::vector<std::uint32_t>> decodeIndices(std::span<const std::byte> plane, std::uint32_t limit,
                                                 std::size_t maxBytes);

/// The same straight into the array they belong to: how long it must be (errors as above), and filling it. BadInput when
/// `out` is of another length.
Result<std::size_t> elementCount(std::span<const std::byte> plane, std::size_t elementBytes,
                                 std::size_t maxBytes);
Result<std::size_t> indexCount(std::span<const std::byte> plane, std::size_t maxBytes);
Result<void> decodeElements(std::span<const std::byte> plane, std::size_t elementBytes,
                            std::span<std::byte> out);
Result<void> decodeIndices(std::span<const std::byte> plane, std::uint32_t limit,
                           std::span<std::uint32_t> out);

} // namespace orfeas::mesh
