#include "core/mesh/weld.h"

#include <bit>

#include "core/jobs/long_loop.h"

namespace orfeas::mesh {
namespace {

struct PlaceBits {
    std::uint32_t x;
    std::uint32_t y;
    std::uint32_t z;
    bool operator==(const PlaceBits&) const = default;
};

PlaceBits bitsOf(const glm::vec3& p) {
    // Adding zero turns -0 into +0: they are the same place.
    return {std::bit_cast<std::uint32_t>(p.x + 0.0f), std::bit_cast<std::uint32_t>(p.y + 0.0f),
            std::bit_cast<std::uint32_t>(p.z + 0.0f)};
}

std::uint64_t hashOf(const PlaceBits& bits) {
    std::uint64_t h = (std::uint64_t(bits.x) << 32 | bits.y) * 0x9e3779b97f4a7c15ull;
    h = (h ^ h >> 32 ^ bits.z) * 0xff51afd7ed558ccdull;
    h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53ull;
    return h ^ h >> 33;
}

} // namespace

std::vector<std::uint32_t> firstAtSamePlace(const Mesh& mesh, const jobs::JobContext& context) {
    const std::size_t count = mesh.positions.size();
    constexpr std::uint32_t kFree = 0xffffffffu;
    const std::size_t slots = std::bit_ceil(count * 2 + 1);
    std::vector<std::uint32_t> table(slots, kFree);
    std::vector<std::uint32_t> first(count);
    bool isStopped = false;
    for (std::uint32_t v = 0; v < count; ++v) {
        if (isStopped || (isStopped = jobs::stopsAt(v, context))) {
            first[v] = v;
            continue;
        }
        const PlaceBits bits = bitsOf(mesh.positions[v]);
        std::size_t slot = hashOf(bits) & (slots - 1);
        while (table[slot] != kFree && bitsOf(mesh.positions[table[slot]]) != bits)
            slot = (slot + 1) & (slots - 1);
        if (table[slot] == kFree) table[slot] = v;
        first[v] = table[slot];
    }
    return first;
}

} // namespace orfeas::mesh
