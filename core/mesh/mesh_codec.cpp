#include "core/mesh/mesh_codec.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include <meshoptimizer.h>
#include <zstd.h>

#include "core/base/assert.h"

namespace orfeas::mesh {
namespace {

static_assert(std::endian::native == std::endian::little, "the stored form is little-endian");

enum Codec : std::uint32_t { kVertexCodec = 1, kIndexCodec = 2 };

struct PlaneHead {
    char magic[4] = {'O', 'M', 'P', '1'};
    std::uint32_t codec = 0;
    std::uint32_t elementBytes = 0;
    std::uint32_t reserved = 0;
    std::uint64_t count = 0;
    std::uint64_t streamBytes = 0;
};
static_assert(sizeof(PlaneHead) == 32);

Error badPlane(const char* what) {
    return {ErrorCode::BadInput,
            "A stored shape is damaged: try `orfeas history verify` to save what is sound", what};
}

std::vector<std::byte> sealed(PlaneHead head, std::span<const unsigned char> stream) {
    head.streamBytes = stream.size();
    std::vector<std::byte> out(sizeof head + ZSTD_compressBound(stream.size()));
    std::memcpy(out.data(), &head, sizeof head);
    const std::size_t size =
        ZSTD_compress(out.data() + sizeof head, out.size() - sizeof head, stream.data(), stream.size(), 3);
    ORFEAS_ASSERT(!ZSTD_isError(size));
    out.resize(sizeof head + size);
    return out;
}

// Checks every length against the others and the limit before memory is taken.
Result<PlaneHead> checkedHead(std::span<const std::byte> plane, Codec codec, std::size_t elementBytes,
                              std::size_t maxBytes) {
    PlaneHead head;
    if (plane.size() < sizeof head) return badPlane("cut short");
    std::memcpy(&head, plane.data(), sizeof head);
    if (std::memcmp(head.magic, PlaneHead{}.magic, sizeof head.magic) != 0 || head.codec != codec ||
        head.elementBytes != elementBytes || head.reserved != 0) {
        return badPlane("another kind of plane");
    }
    if (head.count > maxBytes / elementBytes) {
        return Error{ErrorCode::TooLarge, "A stored shape is larger than this program can open", {}};
    }
    // Neither codec grows its input by more than an eighth and a header. Nor can it shrink as it likes: a vertex
    // stream spends at least two bits on sixteen bytes, an index stream a byte on every index.
    const std::uint64_t rawBytes = head.count * elementBytes;
    const std::uint64_t leastBytes = codec == kVertexCodec ? rawBytes / 64 : head.count;
    if (head.streamBytes < leastBytes || head.streamBytes > rawBytes + rawBytes / 8 + 1024) {
        return badPlane("impossible stream length");
    }
    const std::span<const std::byte> packed = plane.subspan(sizeof head);
    if (ZSTD_getFrameContentSize(packed.data(), packed.size()) != head.streamBytes)
        return badPlane("length differs");
    return head;
}

// The inner stream of a plane that is to hold exactly `bytes`.
Result<std::vector<unsigned char>> opened(std::span<const std::byte> plane, Codec codec,
                                          std::size_t elementBytes, std::size_t bytes) {
    ORFEAS_TRY(head, checkedHead(plane, codec, elementBytes, bytes));
    if (head.count * elementBytes != bytes) return badPlane("another length");
    const std::span<const std::byte> packed = plane.subspan(sizeof head);
    std::vector<unsigned char> stream(head.streamBytes);
    const std::size_t got = ZSTD_decompress(stream.data(), stream.size(), packed.data(), packed.size());
    if (ZSTD_isError(got) || got != stream.size()) return badPlane("cannot be unpacked");
    return stream;
}

} // namespace

std::vector<std::byte> encodeElements(std::span<const std::byte> elements, std::size_t elementBytes) {
    ORFEAS_ASSERT(elementBytes >= 4 && elementBytes <= 256 && elementBytes % 4 == 0);
    ORFEAS_ASSERT(elements.size() % elementBytes == 0);
    const std::size_t count = elements.size() / elementBytes;
    meshopt_encodeVertexVersion(0);
    std::vector<unsigned char> stream(meshopt_encodeVertexBufferBound(count, elementBytes));
    stream.resize(
        meshopt_encodeVertexBuffer(stream.data(), stream.size(), elements.data(), count, elementBytes));
    PlaneHead head;
    head.codec = kVertexCodec;
    head.elementBytes = static_cast<std::uint32_t>(elementBytes);
    head.count = count;
    return sealed(head, stream);
}

std::vector<std::byte> encodeIndices(std::span<const std::uint32_t> indices) {
    std::uint32_t largest = 0;
    for (const std::uint32_t index : indices)
        largest = std::max(largest, index);
    ORFEAS_ASSERT(largest < kMaxVertices);
    meshopt_encodeIndexVersion(1);
    const std::size_t vertices = std::size_t(largest) + 1;
    std::vector<unsigned char> stream(meshopt_encodeIndexSequenceBound(indices.size(), vertices));
    stream.resize(meshopt_encodeIndexSequence(stream.data(), stream.size(), indices.data(), indices.size()));
    PlaneHead head;
    head.codec = kIndexCodec;
    head.elementBytes = sizeof(std::uint32_t);
    head.count = indices.size();
    return sealed(head, stream);
}

Result<std::size_t> elementCount(std::span<const std::byte> plane, std::size_t elementBytes,
                                 std::size_t maxBytes) {
    ORFEAS_TRY(head, checkedHead(plane, kVertexCodec, elementBytes, maxBytes));
    return static_cast<std::size_t>(head.count);
}

Result<std::size_t> indexCount(std::span<const std::byte> plane, std::size_t maxBytes) {
    ORFEAS_TRY(head, checkedHead(plane, kIndexCodec, sizeof(std::uint32_t), maxBytes));
    return static_cast<std::size_t>(head.count);
}

Result<void> decodeElements(std::span<const std::byte> plane, std::size_t elementBytes,
                            std::span<std::byte> out) {
    ORFEAS_TRY(stream, opened(plane, kVertexCodec, elementBytes, out.size()));
    if (meshopt_decodeVertexBuffer(out.data(), out.size() / elementBytes, elementBytes, stream.data(),
                                   stream.size()) != 0) {
        return badPlane("vertex stream");
    }
    return {};
}

Result<void> decodeIndices(std::span<const std::byte> plane, std::uint32_t limit,
                           std::span<std::uint32_t> out) {
    ORFEAS_TRY(stream, opened(plane, kIndexCodec, sizeof(std::uint32_t), out.size_bytes()));
    if (meshopt_decodeIndexSequence(out.data(), out.size(), sizeof(std::uint32_t), stream.data(),
                                    stream.size()) != 0) {
        return badPlane("index stream");
    }
    // No early end: a plain maximum is several times as fast.
    std::uint32_t largest = 0;
    for (const std::uint32_t index : out)
        largest = std::max(largest, index);
    if (!out.empty() && largest >= limit) return badPlane("index out of range");
    return {};
}

Result<std::vector<std::byte>> decodeElements(std::span<const std::byte> plane, std::size_t elementBytes,
                                              std::size_t maxBytes) {
    ORFEAS_TRY(count, elementCount(plane, elementBytes, maxBytes));
    std::vector<std::byte> elements(count * elementBytes);
    ORFEAS_CHECK(decodeElements(plane, elementBytes, std::span<std::byte>(elements)));
    return elements;
}

Result<std::vector<std::uint32_t>> decodeIndices(std::span<const std::byte> plane, std::uint32_t limit,
                                                 std::size_t maxBytes) {
    ORFEAS_TRY(count, indexCount(plane, maxBytes));
    std::vector<std::uint32_t> indices(count);
    ORFEAS_CHECK(decodeIndices(plane, limit, std::span<std::uint32_t>(indices)));
    return indices;
}

} // namespace orfeas::mesh
